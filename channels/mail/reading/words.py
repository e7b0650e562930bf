"""Header text: encoded words (RFC 2047) in all their broken forms, raw 8-bit bytes, several charsets in one line."""

from __future__ import annotations

import re

from channels.mail.reading.charsets import decode
from channels.mail.reading.mojibake import repair
from channels.mail.reading.transfer import decode_base64, decode_q

MAX_HEADER = 65536
_WORD = re.compile(rb"=\?([^?\s]{1,80})\?([bBqQ])\?([^?]*)(?:\?=|\?\Z|\Z)")


def decode_words(value: bytes, charset: str = "") -> str:
    """A header's value as one line of text. `charset` is a hint for bytes that nobody declared.

    Adjacent words in one charset are put together before they are decoded: many programs cut a letter
    in two. White space between words is none; a missing end or a word inside quotes does no harm.
    """
    value = value[:MAX_HEADER]
    if b"=?" not in value:
        return _one_line(_undeclared(value, charset))
    pieces: list[str] = []
    pending = b""
    pending_charset = ""
    at = 0
    for word in _WORD.finditer(value):
        between = value[at : word.start()]
        name = word[1].partition(b"*")[0].decode("ascii", "replace").lower()
        if pending and (between.strip() or name != pending_charset):
            pieces.append(decode(pending, pending_charset))
            pending = b""
        if between.strip() or not at:
            pieces.append(_undeclared(between, charset))
        pending += decode_base64(word[3]) if word[2] in b"bB" else decode_q(word[3])
        pending_charset = name
        at = word.end()
    if pending:
        pieces.append(decode(pending, pending_charset))
    pieces.append(_undeclared(value[at:], charset))
    return _one_line("".join(pieces))


def _undeclared(raw: bytes, hint: str) -> str:
    """Raw bytes in a header are UTF-8 (RFC 6532) if they can be; else in the charset of the text below."""
    if raw.isascii():
        return decode(raw, hint)
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return decode(raw, hint)
    return decode(raw, "utf-8")


def _one_line(text: str) -> str:
    return repair(text.replace("\t", " ").replace("\n", " ").strip())
