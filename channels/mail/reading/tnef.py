"""winmail.dat: what Outlook packs into Microsoft's Transport Neutral Encapsulation Format (MS-OXTNEF)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from channels.mail.reading.charsets import decode

SIGNATURE = b"\x78\x9f\x3e\x22"
MAX_FILES = 200
_MAX_PROPERTIES = 2000

# Attributes of the stream (MS-OXTNEF section 2.1.3.3).
_BODY, _MESSAGE_PROPERTIES, _CODE_PAGE = 0x0002800C, 0x00069003, 0x00069007
_NEW_FILE, _FILE_TITLE, _FILE_DATA, _FILE_PROPERTIES = 0x00069002, 0x00018010, 0x0006800F, 0x00069005
# Properties (MS-OXPROPS).
_PLAIN, _HTML = 0x1000, 0x1013
_DATA, _SHORT_NAME, _LONG_NAME, _MEDIA_TYPE, _CONTENT_ID = 0x3701, 0x3704, 0x3707, 0x370E, 0x3712
_FIXED = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 0xA: 4, 0xB: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_OBJECT, _STRING, _UNICODE, _BINARY = 0x0D, 0x1E, 0x1F, 0x102
_SEVERAL = 0x1000


@dataclass(slots=True)
class PackedFile:
    """A file in the stream; `content_type` and `content_id` as its sender declared them."""

    name: str = ""
    data: bytes = b""
    content_type: str = ""
    content_id: str = ""


@dataclass(slots=True)
class Packed:
    """What a stream holds: the text, if it came in plain or HTML, and the files."""

    text: str = ""
    markup: str = ""
    files: list[PackedFile] = field(default_factory=list)


def unpack(data: bytes) -> Packed:
    """The contents of a TNEF stream; of a broken one, as much as can be read."""
    packed = Packed()
    if not data.startswith(SIGNATURE):
        return packed
    code_page = ""
    for name, value in _attributes(data):
        if name == _CODE_PAGE and len(value) >= 4:
            code_page = f"cp{int.from_bytes(value[:4], 'little')}"
        elif name == _BODY:
            packed.text = packed.text or decode(value.rstrip(b"\x00"), code_page)
        elif name == _MESSAGE_PROPERTIES:
            _read_message(packed, value, code_page)
        elif name == _NEW_FILE:
            if len(packed.files) >= MAX_FILES:
                break
            packed.files.append(PackedFile())
        elif packed.files:
            _read_file(packed.files[-1], name, value, code_page)
    return packed


def _read_message(packed: Packed, value: bytes, code_page: str) -> None:
    for name, kind, content in _properties(value):
        if name == _PLAIN:
            packed.text = packed.text or _text(kind, content, code_page)
        elif name == _HTML:
            packed.markup = packed.markup or _text(kind, content, code_page)


def _read_file(file: PackedFile, attribute: int, value: bytes, code_page: str) -> None:
    if attribute == _FILE_TITLE:
        file.name = file.name or decode(value.rstrip(b"\x00"), code_page)
    elif attribute == _FILE_DATA:
        file.data = value
    elif attribute == _FILE_PROPERTIES:
        for name, kind, content in _properties(value):
            if name == _LONG_NAME or (name == _SHORT_NAME and not file.name):
                file.name = _text(kind, content, code_page) or file.name
            elif name == _MEDIA_TYPE:
                file.content_type = _text(kind, content, code_page).lower()
            elif name == _CONTENT_ID:
                file.content_id = _text(kind, content, code_page).strip("<>")
            elif name == _DATA and not file.data:
                file.data = (
                    content[16:] if kind == _OBJECT else content
                )  # an object begins with its interface


def _text(kind: int, content: bytes, code_page: str) -> str:
    if kind == _UNICODE:
        return decode(content, "utf-16-le").rstrip("\x00")
    return decode(content.rstrip(b"\x00"), code_page)


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    """(attribute, value) of each record: level, name, length, value, checksum."""
    at = 6
    while at + 9 <= len(data):
        name, length = struct.unpack_from("<II", data, at + 1)
        at += 9
        yield name, data[at : at + length]
        at += length + 2


def _properties(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """(property, type, first value) of each property in a list; stops where the list breaks off."""
    try:
        (count,) = struct.unpack_from("<I", data)
        at = 4
        for _ in range(min(count, _MAX_PROPERTIES)):
            kind, name = struct.unpack_from("<HH", data, at)
            at += 4
            if name >= 0x8000:
                at = _behind_name(data, at)
            values, at = _values(data, at, kind)
            if values:
                yield name, kind & ~_SEVERAL, values[0]
    except struct.error:
        return


def _behind_name(data: bytes, at: int) -> int:
    """Where a property that has a name of its own goes on behind that name."""
    (by_text,) = struct.unpack_from("<I", data, at + 16)
    (number_or_length,) = struct.unpack_from("<I", data, at + 20)
    return at + 24 + (_padded(number_or_length) if by_text else 0)


def _values(data: bytes, at: int, kind: int) -> tuple[list[bytes], int]:
    base = kind & ~_SEVERAL
    variable = base in {_OBJECT, _STRING, _UNICODE, _BINARY}
    count = 1
    if variable or kind & _SEVERAL:
        (count,) = struct.unpack_from("<I", data, at)
        at += 4
    values: list[bytes] = []
    for _ in range(min(count, _MAX_PROPERTIES)):
        length = _FIXED.get(base, 4)
        if variable:
            (length,) = struct.unpack_from("<I", data, at)
            at += 4
        if at + length > len(data):
            raise struct.error("the list breaks off")
        values.append(data[at : at + length])
        at += _padded(length)
    return values, at


def _padded(length: int) -> int:
    return -(-length // 4) * 4
