"""Values with parameters (Content-Type, Content-Disposition): RFC 2045, RFC 2231, and what the world makes of them."""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

from channels.mail.reading.charsets import decode
from channels.mail.reading.words import decode_words

_PIECE = re.compile(rb'[^;"]+|"(?:[^"\\]|\\.)*"?|;', re.DOTALL)
_CONTINUED = re.compile(r"([^*]+)\*(\d{1,3})(\*?)")
MAX_VALUE = 65536


def split_parameters(value: bytes) -> tuple[str, dict[str, str]]:
    """The value itself in lower case, and its parameters by lower-case name.

    Continued and percent-encoded parameters (RFC 2231) are put together; encoded words (RFC 2047), which
    do not belong there but are common, are decoded.
    """
    if not value:
        return "", {}
    main, *rest = _pieces(value[:MAX_VALUE])
    simple: dict[str, bytes] = {}
    continued: dict[str, dict[int, tuple[bool, bytes]]] = {}
    for piece in rest:
        name, equals, content = piece.partition(b"=")
        key = name.strip().decode("ascii", "replace").lower()
        if not equals or not key:
            continue
        match = _CONTINUED.fullmatch(key)
        if match is not None:
            continued.setdefault(match[1], {})[int(match[2])] = (bool(match[3]), _unquoted(content))
        elif key.endswith("*"):
            continued.setdefault(key[:-1], {}).setdefault(0, (True, _unquoted(content)))
        else:
            simple.setdefault(key, _unquoted(content))
    found = {name: decode_words(content) for name, content in simple.items()}
    found.update({name: _join_segments(segments) for name, segments in continued.items()})
    return main.strip().decode("ascii", "replace").lower(), found


def _pieces(value: bytes) -> list[bytes]:
    if b'"' not in value:
        return value.split(b";")
    pieces: list[list[bytes]] = [[]]
    for token in _PIECE.findall(value):
        if token == b";":
            pieces.append([])
        else:
            pieces[-1].append(token)
    return [b"".join(tokens) for tokens in pieces]


def _unquoted(content: bytes) -> bytes:
    content = content.strip()
    if not content.startswith(b'"'):
        return content
    inner = content[1:].partition(b'"')[0] if b"\\" not in content else content[1:].removesuffix(b'"')
    return inner.replace(b'\\"', b'"').replace(b"\\\\", b"\\")


def _join_segments(segments: dict[int, tuple[bool, bytes]]) -> str:
    charset = ""
    joined: list[bytes] = []
    any_encoded = False
    for number in sorted(segments):
        encoded, content = segments[number]
        if encoded and number == min(segments) and content.count(b"'") >= 2:
            name, _language, content = content.split(b"'", 2)
            charset = name.decode("ascii", "replace")
        any_encoded = any_encoded or encoded
        joined.append(unquote_to_bytes(content) if encoded else content)
    whole = b"".join(joined)
    return decode(whole, charset) if any_encoded else decode_words(whole)
