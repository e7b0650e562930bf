"""The files of a mail: names as they were meant, types from the bytes, sizes, hashes, and what is refused."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from channels._sniff import EXECUTABLE, has_executable_name, sniff
from channels.mail.reading.charsets import decode
from channels.mail.reading.contents import Contents
from channels.mail.reading.embedded import without_files
from channels.mail.reading.names import MAIL_TYPES, extension_of, file_name, safe_name
from channels.mail.reading.tnef import SIGNATURE, unpack
from channels.mail.reading.tree import Entity
from core.message import Attachment

TOO_LARGE = "too-large"
RUNS = "executable"
_CID = re.compile(rb"cid:([^\"'\s>)]{1,300})", re.IGNORECASE)


class _File(NamedTuple):
    name: str
    data: bytes
    declared: str = ""
    content_id: str = ""


def attachments_of(contents: Contents, max_bytes: int) -> tuple[Attachment, ...]:
    """Every file in the mail's own order, none left out; `inline` are the pictures that the text shows.

    A file over `max_bytes`, or one that would run, is listed without its data and with the reason.
    """
    shown = _content_ids(contents.markup)
    return tuple(
        _attachment(file, number, max_bytes, shown) for number, file in enumerate(_files(contents), 1)
    )


def cut_off(original_size: int) -> Attachment:
    """The entry for a mail of which only the head was fetched; `original_size` in bytes."""
    return Attachment("pesan-lengkap.eml", "message/rfc822", original_size, "", refused=TOO_LARGE)


def _files(contents: Contents) -> Iterator[_File]:
    """What was written into the text, what was attached, and what winmail.dat holds in the place of it."""
    for text in contents.texts:
        if text.content_type != "text/html":
            for embedded in without_files(text)[1]:
                yield _File(safe_name(decode(embedded.name)), embedded.data)
    for entity in contents.files:
        data = entity.content()
        packed = unpack(data).files if data.startswith(SIGNATURE) else []
        for file in packed:
            yield _File(safe_name(file.name), file.data, file.content_type, file.content_id)
        if not packed:
            yield _File(file_name(entity), data, entity.content_type, entity.content_id)


def _attachment(file: _File, number: int, max_bytes: int, shown: frozenset[str]) -> Attachment:
    is_mail = file.declared in MAIL_TYPES
    kind = "message/rfc822" if is_mail else sniff(file.data, file.name, file.declared)
    refused = ""
    if len(file.data) > max_bytes:
        refused = TOO_LARGE
    elif kind == EXECUTABLE or (not is_mail and has_executable_name(file.name)):
        refused, kind = RUNS, EXECUTABLE
    return Attachment(
        filename=file.name or f"lampiran-{number}{extension_of(kind, file.declared)}",
        content_type=kind,
        size=len(file.data),
        sha256=hashlib.sha256(file.data).hexdigest(),
        data=None if refused else file.data,
        declared_type=file.declared[:100],
        refused=refused,
        inline=bool(file.content_id) and file.content_id in shown and kind.startswith("image/"),
    )


def _content_ids(markup: Iterable[Entity]) -> frozenset[str]:
    return frozenset(decode(found) for entity in markup for found in _CID.findall(entity.content()))
