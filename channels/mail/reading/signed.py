"""What an opaquely signed S/MIME mail holds: the content of a CMS SignedData (RFC 5652 section 5), BER or DER.

Nothing is verified here: the mail is read as any other, and its bytes are kept.
"""

from __future__ import annotations

_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
_SEQUENCE, _INTEGER, _OBJECT, _OCTETS = 0x30, 0x02, 0x06, 0x04
_CONSTRUCTED_OCTETS, _EXPLICIT = 0x24, 0xA0
_MAX_DEPTH = 20
_MAX_ELEMENTS = 100_000
_HEADER_BYTES = 6


class _Broken(Exception):
    """The bytes do not hold what was looked for."""


class _Reader:
    """Reads tag-length-value elements one behind the other; indefinite lengths are entered."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0
        self._left = _MAX_ELEMENTS

    def header(self) -> tuple[int, int | None]:
        """The next tag, and its length in bytes, None if indefinite."""
        head = self._data[self._at : self._at + _HEADER_BYTES]
        self._left -= 1
        if len(head) < 2 or self._left < 0:
            raise _Broken
        tag, length = head[0], head[1]
        self._at += 2
        if length == 0x80:
            return tag, None
        if length > 0x80:
            count = length - 0x80
            if count > 4:
                raise _Broken
            length = int.from_bytes(self._data[self._at : self._at + count], "big")
            self._at += count
        return tag, length

    def enter(self, wanted: int) -> int | None:
        tag, length = self.header()
        if tag != wanted:
            raise _Broken
        return length

    def value(self, length: int | None) -> bytes:
        if length is None or self._at + length > len(self._data):
            raise _Broken
        self._at += length
        return self._data[self._at - length : self._at]

    def skip(self, depth: int = 0) -> None:
        """Over the next element, whatever it is."""
        tag, length = self.header()
        if length is not None:
            self.value(length)
            return
        if depth > _MAX_DEPTH or not tag & 0x20:
            raise _Broken
        while self._data[self._at : self._at + 2] != b"\x00\x00":
            self.skip(depth + 1)
        self._at += 2

    def octets(self, depth: int = 0) -> bytes:
        """The next octet string, put together if it came in pieces."""
        tag, length = self.header()
        if tag == _OCTETS:
            return self.value(length)
        if tag != _CONSTRUCTED_OCTETS or depth > _MAX_DEPTH:
            raise _Broken
        end = len(self._data) if length is None else self._at + length
        pieces: list[bytes] = []
        while self._at < end and self._data[self._at : self._at + 2] != b"\x00\x00":
            pieces.append(self.octets(depth + 1))
        if length is None:
            self._at += 2
        return b"".join(pieces)


def signed_content(data: bytes) -> bytes:
    """The mail inside; b"" where there is none: encrypted, or the signature stands alone."""
    reader = _Reader(data)
    try:
        reader.enter(_SEQUENCE)
        if reader.value(reader.enter(_OBJECT)) != _SIGNED_DATA:
            return b""
        reader.enter(_EXPLICIT)
        reader.enter(_SEQUENCE)
        reader.value(reader.enter(_INTEGER))
        reader.skip()  # the digest algorithms
        reader.enter(_SEQUENCE)
        reader.value(reader.enter(_OBJECT))
        reader.enter(_EXPLICIT)
        return reader.octets()
    except _Broken:
        return b""
