"""Content-Transfer-Encoding: the bytes that were sent, from the bytes that travelled (RFC 2045 section 6)."""

from __future__ import annotations

import binascii
import re
from contextlib import suppress

_NOT_BASE64 = bytes(
    set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=-_")
)
_URL_SAFE = bytes.maketrans(b"-_", b"+/")
_SOFT_BREAK = re.compile(rb"=[ \t]{1,20}\r?\n")  # servers may add what rule 3 of section 6.7 tells to delete
_BLANK_LINE = re.compile(rb"\n\r?\n")


def decode_transfer(raw: bytes, encoding: str) -> bytes:
    """`raw` without its transfer encoding; an unknown encoding leaves it as it is."""
    match encoding.partition("(")[0].strip(" \t;").strip("\"'").lower():
        case "base64" | "base-64" | "b64":
            return decode_base64(_without_footer(raw))
        case "quoted-printable" | "quoted_printable" | "qp":
            return binascii.a2b_qp(
                _SOFT_BREAK.sub(b"=\n", raw) if _SOFT_BREAK.search(raw) is not None else raw
            )
        case "x-uuencode" | "uuencode" | "x-uue" | "uue":
            return decode_uu(raw)
        case _:
            return raw


def decode_base64(raw: bytes) -> bytes:
    """Lenient base64: other characters are skipped, padding may be missing or stand between pieces."""
    padding = raw.find(b"=")
    in_one_piece = padding < 0 or not raw[padding:].strip(b"=\r\n")
    if in_one_piece and b"-" not in raw and b"_" not in raw:
        with suppress(binascii.Error):  # its padding is missing
            return binascii.a2b_base64(raw)
    kept = raw.translate(None, _NOT_BASE64)
    if b"-" in kept or b"_" in kept:
        kept = kept.translate(_URL_SAFE)
    return b"".join(_decode_piece(piece) for piece in kept.split(b"=") if piece)


def decode_q(raw: bytes) -> bytes:
    """The Q encoding of header words (RFC 2047 section 4.2)."""
    return binascii.a2b_qp(raw, header=True)


def decode_uu(raw: bytes) -> bytes:
    """A uuencoded body; lines that are none are skipped."""
    decoded: list[bytes] = []
    inside = False
    for line in raw.splitlines():
        if not inside:
            inside = line.startswith(b"begin ")
            continue
        if line.strip() == b"end":
            break
        try:
            decoded.append(binascii.a2b_uu(line))
        except binascii.Error:
            # Some encoders count wrongly: the length by the line's first character is the truth.
            length = ((line[0] - 32) & 63) * 4 // 3 + 2 if line else 0
            try:
                decoded.append(binascii.a2b_uu(line[:length]))
            except binascii.Error:
                continue
    return b"".join(decoded)


def _decode_piece(piece: bytes) -> bytes:
    if len(piece) % 4 == 1:
        piece = piece[:-1]
    return binascii.a2b_base64(piece + b"=" * (-len(piece) % 4))


def _without_footer(raw: bytes) -> bytes:
    """Mailing lists and scanners write their footer in clear text below a base64 body."""
    if b" " not in raw:
        return raw
    body = raw.lstrip()
    blank = _BLANK_LINE.search(body)
    if blank is None or b" " not in body[blank.end() :].strip():
        return body
    return body[: blank.start()]
