"""The names of files: as the sender meant them, in all the places where programs put them, and made safe."""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

from channels.mail.reading.fields import split_head
from channels.mail.reading.tree import Entity
from channels.mail.reading.words import decode_words

MAIL_TYPES = ("message/rfc822", "message/global")
_MAX_NAME = 150
# Control characters, and the marks that turn "exe.gpj" around.
_UNSAFE = re.compile("[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
_LOOKS_LIKE_NAME = re.compile(r"[^\s:;?]{1,140}\.[A-Za-z0-9]{2,5}")
_EXTENSIONS = {
    "application/pdf": ".pdf",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "image/heic": ".heic",
    "image/webp": ".webp",
    "image/tiff": ".tif",
    "image/bmp": ".bmp",
    "image/svg+xml": ".svg",
    "text/plain": ".txt",
    "text/html": ".html",
    "text/csv": ".csv",
    "text/calendar": ".ics",
    "text/vcard": ".vcf",
    "text/x-vcard": ".vcf",
    "audio/ogg": ".ogg",
    "audio/amr": ".amr",
    "audio/mpeg": ".mp3",
    "video/mp4": ".mp4",
    "video/3gpp": ".3gp",
    "application/zip": ".zip",
    "application/rtf": ".rtf",
    "application/msword": ".doc",
    "application/vnd.ms-excel": ".xls",
    "application/pgp-encrypted": ".asc",
    "application/pgp-signature": ".asc",
    "application/pgp-keys": ".asc",
    "application/pkcs7-signature": ".p7s",
    "application/x-pkcs7-signature": ".p7s",
    "application/pkcs7-mime": ".p7m",
    "application/x-pkcs7-mime": ".p7m",
    "application/vnd.ms-tnef": ".dat",
}


def file_name(entity: Entity) -> str:
    """The name that the sender gave, made safe; a forwarded mail's is its subject's; "" if there is none."""
    name = ""
    for parameters, key in ((entity.disposition_parameters, "filename"), (entity.parameters, "name")):
        name = name or safe_name(_without_percent(parameters.get(key, "")))
    if entity.content_type in MAIL_TYPES:
        return (name or _subject_of(entity.content()) or "pesan").removesuffix(".eml") + ".eml"
    return name or _name_elsewhere(entity)


def safe_name(name: str) -> str:
    """The last part of a path, without what deceives the eye or a file system, and not too long."""
    name = _UNSAFE.sub("", name).replace("\\", "/").rstrip("/ ").rpartition("/")[2].strip(" .\"'")
    if len(name) <= _MAX_NAME:
        return name
    stem, dot, suffix = name.rpartition(".")
    return f"{stem[: _MAX_NAME - 20]}{dot}{suffix[:19]}" if dot else name[:_MAX_NAME]


def extension_of(kind: str, declared: str) -> str:
    """How the name of a file of this type ends; the declared one where the bytes tell only text or nothing."""
    if kind in {"text/plain", "application/octet-stream"}:
        return _EXTENSIONS.get(declared) or _EXTENSIONS.get(kind, "")
    return _EXTENSIONS.get(kind, "")


def _name_elsewhere(entity: Entity) -> str:
    """Where some programs put the name: RFC 2557's location, or the description."""
    for field in ("content-location", "content-description"):
        said = safe_name(decode_words(entity.fields.first(field)))
        if _LOOKS_LIKE_NAME.fullmatch(said):
            return said
    return ""


def _without_percent(name: str) -> str:
    """A name that was encoded as in RFC 2231 but not declared so: only if it then reads as UTF-8."""
    if " " in name or _PERCENT.search(name) is None:
        return name
    try:
        return unquote_to_bytes(name).decode("utf-8")
    except UnicodeDecodeError:
        return name


def _subject_of(data: bytes) -> str:
    data = data.lstrip(b"\r\n")
    fields, _ = split_head(data, 0, len(data))
    return safe_name(decode_words(fields.first("subject")).replace("/", "-"))
