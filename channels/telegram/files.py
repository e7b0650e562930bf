"""Files that lie with Telegram: named when a message is read, fetched when it is filed.

core.telegram.org/bots/api#getfile: at most 20 MB. A file's type is what its bytes say.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from channels._sniff import EXECUTABLE, has_executable_name, sniff
from channels.telegram.account import Settings
from channels.telegram.api import Api
from channels.telegram.failures import TooLarge
from channels.telegram.update import Part, part, parts, text, whole
from core.errors import Refused
from core.intake.fetch import NOT_FETCHED
from core.message import Attachment

TOO_LARGE, RUNS, GONE = "too-large", "executable", "gone"
LONGEST_NAME = 200
_KINDS: Mapping[str, tuple[str, str]] = {  # what Telegram calls it; a name and type where none is given
    "voice": ("pesan-suara.ogg", "audio/ogg"),
    "audio": ("suara", ""),
    "video": ("video.mp4", "video/mp4"),
    "video_note": ("pesan-video.mp4", "video/mp4"),
    "animation": ("animasi.mp4", "video/mp4"),
    "document": ("dokumen", ""),
}


@dataclass(frozen=True, slots=True)
class File:
    """A file as an update names it."""

    id: str
    attachment: Attachment


def files(message: Part) -> list[File]:
    """The files of one message, not yet fetched."""
    found = [*_photo(message)]
    for name, (fallback, kind) in _KINDS.items():
        one = part(message, name)
        # An animation is named as a document too, for programs that do not know animations.
        if text(one, "file_id") and not (name == "document" and part(message, "animation")):
            told = text(one, "file_name")[-LONGEST_NAME:].replace("/", "_").replace("\\", "_")
            found.append(_file(one, told or fallback, text(one, "mime_type").lower()[:100] or kind))
    return found


def numbered(found: list[File]) -> list[File]:
    """The files of an album, so that no two have the same name."""
    names = [file.attachment.filename for file in found]
    return [
        replace(file, attachment=replace(file.attachment, filename=_numbered(name, place)))
        if names.count(name) > 1
        else file
        for place, (file, name) in enumerate(zip(found, names, strict=True), 1)
    ]


async def fetch(file: File, api: Api, settings: Settings) -> Attachment:
    """The file with its bytes, or refused with the reason. Raises ChannelError where trying again may help."""
    named = file.attachment
    if named.size > settings.max_file_bytes:
        return replace(named, refused=TOO_LARGE)
    try:
        told = await api.ask("getFile", file_id=file.id)
        path = told.get("file_path") if isinstance(told, dict) else None
        if not isinstance(path, str) or path.startswith("/"):
            return replace(named, refused=GONE)
        data = await api.download(path)
    except TooLarge:
        return replace(named, refused=TOO_LARGE)
    except Refused:
        return replace(named, refused=GONE)
    if len(data) > settings.max_file_bytes:
        return replace(named, size=len(data), refused=TOO_LARGE)
    kind = sniff(data, named.filename, named.declared_type)
    runs = kind == EXECUTABLE or has_executable_name(named.filename)
    return replace(
        named,
        content_type=EXECUTABLE if runs else kind,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        data=None if runs else data,
        refused=RUNS if runs else "",
    )


def _photo(message: Part) -> Iterator[File]:
    """Of a photo's sizes the largest."""
    sizes = [one for one in parts(message, "photo") if text(one, "file_id")]
    if sizes:
        largest = max(sizes, key=lambda one: (whole(one, "width") or 0) * (whole(one, "height") or 0))
        yield _file(largest, "foto.jpg", "image/jpeg")


def _file(one: Part, name: str, kind: str) -> File:
    size = max(whole(one, "file_size") or 0, 0)
    return File(text(one, "file_id"), Attachment(name, kind, size, "", None, kind, NOT_FETCHED))


def _numbered(name: str, place: int) -> str:
    stem, dot, ending = name.rpartition(".")
    return f"{stem}-{place}.{ending}" if dot and stem else f"{name}-{place}"
