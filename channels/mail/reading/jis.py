"""ISO-2022-JP (RFC 1468) with the signs of Windows in it, such as a one in a circle, which its codecs refuse."""

from __future__ import annotations

import re

_ESCAPE = re.compile(rb"\x1b(\$[@B]|\([BJI])")
_TWO_BYTES = (b"$@", b"$B")
_KATAKANA = b"(I"
_TO_HIGH = bytes(value | 0x80 for value in range(256))


def is_jis(raw: bytes) -> bool:
    """Whether two-byte text is switched on in it."""
    return b"\x1b$B" in raw or b"\x1b$@" in raw


def decode_jis(raw: bytes) -> str:
    """The text, each piece between two escapes by itself; what is wrong in one leaves the others as they are."""
    pieces = _ESCAPE.split(raw)
    text = [pieces[0].decode("ascii", "replace")]
    for escape, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        if escape in _TWO_BYTES:
            text.append(_shifted(piece).decode("cp932", "replace"))
        elif escape == _KATAKANA:
            text.append(piece.translate(_TO_HIGH).decode("cp932", "replace"))
        else:
            text.append(piece.decode("ascii", "replace"))
    return "".join(text)


def _shifted(piece: bytes) -> bytes:
    """Rows and cells of JIS X 0208 as Shift JIS writes them (JIS X 0208:1997, annex 1)."""
    shifted = bytearray()
    at = 0
    while at < len(piece):
        row, cell = piece[at], piece[at + 1] if at + 1 < len(piece) else 0
        if not (0x21 <= row <= 0x7E and 0x21 <= cell <= 0x7E):
            shifted.append(row & 0x7F)
            at += 1
            continue
        lead = (row + 1) // 2 + (0x70 if row <= 0x5E else 0xB0)
        trail = cell + (0x1F if cell < 0x60 else 0x20) if row % 2 else cell + 0x7E
        shifted += bytes((lead, trail))
        at += 2
    return bytes(shifted)
