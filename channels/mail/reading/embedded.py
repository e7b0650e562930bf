"""Files that stand in the middle of a text: uuencode (IEEE Std 1003.1) and yEnc, taken out with their exact bytes."""

from __future__ import annotations

import re
from typing import NamedTuple

from channels.mail.reading.transfer import decode_uu
from channels.mail.reading.tree import Entity

_BEGIN = re.compile(rb"^(?:begin [0-7]{3,4} ([^\r\n]{1,300})|=ybegin ([^\r\n]{1,600}))\r?\n", re.MULTILINE)
_UU_END = re.compile(rb"^end[ \t]*\r?(?:\n|\Z)", re.MULTILINE)
_YENC_END = re.compile(rb"^=yend[^\r\n]*\r?(?:\n|\Z)", re.MULTILINE)
_YENC_PART = re.compile(rb"=ypart[^\r\n]*\r?\n")
_SHIFTED = bytes((value - 42) % 256 for value in range(256))
MAX_FILES = 100


class EmbeddedFile(NamedTuple):
    """A file's name, in the sender's bytes, and its content."""

    name: bytes
    data: bytes


def without_files(entity: Entity) -> tuple[bytes, list[EmbeddedFile]]:
    """The content of a part that is text, and the files that were in its middle."""
    return take_out(entity.content()) if b"begin " in entity.encoded else (entity.content(), [])


def take_out(content: bytes) -> tuple[bytes, list[EmbeddedFile]]:
    """A text without the files in it, and those files in their order. What has no end or no content is text."""
    if b"begin " not in content:
        return content, []
    said: list[bytes] = []
    found: list[EmbeddedFile] = []
    at = 0
    begin = _BEGIN.search(content)
    while begin is not None and len(found) < MAX_FILES:
        end = (_UU_END if begin[1] else _YENC_END).search(content, begin.end())
        if end is None:
            break
        body = content[begin.end() : end.start()]
        data = decode_uu(begin[0] + body) if begin[1] else _decode_yenc(body)
        if data:
            said.append(content[at : begin.start()])
            found.append(EmbeddedFile(begin[1] or begin[2].partition(b"name=")[2].strip(b' "'), data))
            at = end.end()
        begin = _BEGIN.search(content, end.end())
    return b"".join([*said, content[at:]]), found


def _decode_yenc(body: bytes) -> bytes:
    part = _YENC_PART.match(body)
    lines = body[part.end() if part is not None else 0 :].translate(None, b"\r\n")
    first, *escaped = lines.split(b"=")
    pieces = (
        bytes([(piece[0] - 64 - 42) % 256]) + piece[1:].translate(_SHIFTED) for piece in escaped if piece
    )
    return first.translate(_SHIFTED) + b"".join(pieces)
