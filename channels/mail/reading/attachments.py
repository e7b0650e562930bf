"""The files of a mail: names as they were meant, types from the bytes, sizes, hashes, and what is refused."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from channels.mail.reading.charsets import decode
from channels.mail.reading.contents import Contents
from channels.mail.reading.fields import split_head
from channels.mail.reading.sniff import EXECUTABLE, has_executable_name, sniff
from channels.mail.reading.tree import Entity
from channels.mail.reading.words import decode_words
from core.message import Attachment

TOO_LARGE = "too-large"
RUNS = "executable"
_RFC822 = ("message/rfc822", "message/global")
_MAX_NAME = 150
# Path parts, control characters, and the marks that turn "exe.gpj" around.
_UNSAFE = re.compile("[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_EXTENSIONS = {
    "application/pdf": ".pdf",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "image/heic": ".heic",
    "image/webp": ".webp",
    "text/plain": ".txt",
    "text/html": ".html",
    "text/csv": ".csv",
    "text/calendar": ".ics",
    "text/vcard": ".vcf",
    "audio/ogg": ".ogg",
    "audio/amr": ".amr",
    "video/mp4": ".mp4",
    "application/zip": ".zip",
}
_CID = re.compile(rb"cid:([^\"'\s>)]{1,300})", re.IGNORECASE)


def attachments_of(contents: Contents, max_bytes: int) -> tuple[Attachment, ...]:
    """Every file, none left out: what was sent as a file first, then pictures that the text shows.

    A file over `max_bytes`, or one that would run, is listed without its data and with the reason.
    """
    shown = _content_ids(contents.markup)
    ordered = sorted(contents.files, key=lambda entity: _is_inline(entity, shown))
    return tuple(_attachment(entity, number, max_bytes) for number, entity in enumerate(ordered, 1))


def cut_off(original_size: int) -> Attachment:
    """The entry for a mail of which only the head was fetched; `original_size` in bytes."""
    return Attachment("pesan-lengkap.eml", "message/rfc822", original_size, "", refused=TOO_LARGE)


def file_name(entity: Entity) -> str:
    """The name that the sender gave, made safe; "" if there is none."""
    for parameters, key in ((entity.disposition_parameters, "filename"), (entity.parameters, "name")):
        name = _safe_name(parameters.get(key, ""))
        if name:
            return name
    return ""


def _attachment(entity: Entity, number: int, max_bytes: int) -> Attachment:
    data = entity.content()
    name = file_name(entity)
    declared = entity.content_type
    is_mail = declared in _RFC822
    kind = "message/rfc822" if is_mail else sniff(data, name, declared)
    refused = ""
    if len(data) > max_bytes:
        refused = TOO_LARGE
    elif kind == EXECUTABLE or (not is_mail and has_executable_name(name)):
        refused, kind = RUNS, EXECUTABLE
    if is_mail:
        name = (name or _subject_of(data) or f"pesan-{number}").removesuffix(".eml") + ".eml"
    return Attachment(
        filename=name or f"lampiran-{number}{_EXTENSIONS.get(kind, '')}",
        content_type=kind,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        data=None if refused else data,
        declared_type=declared[:100],
        refused=refused,
    )


def _is_inline(entity: Entity, shown: frozenset[str]) -> bool:
    return bool(entity.content_id) and entity.content_id in shown and entity.content_type.startswith("image/")


def _content_ids(markup: Iterable[Entity]) -> frozenset[str]:
    return frozenset(decode(found) for entity in markup for found in _CID.findall(entity.content()))


def _subject_of(data: bytes) -> str:
    fields, _ = split_head(data, 0, len(data))
    return _safe_name(decode_words(fields.first("subject")).replace("/", "-"))


def _safe_name(name: str) -> str:
    name = _UNSAFE.sub("", name).replace("\\", "/").rstrip("/ ").rpartition("/")[2].strip(" .\"'")
    if len(name) <= _MAX_NAME:
        return name
    stem, dot, suffix = name.rpartition(".")
    return f"{stem[: _MAX_NAME - 20]}{dot}{suffix[:19]}" if dot else name[:_MAX_NAME]
