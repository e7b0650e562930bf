"""Attachments in sealed files: batches follow one another in a file, each attachment has a key of its own.

A file holds only sealed chunks; where an attachment begins and its wrapped key stand in the reference
that the database keeps. Losing the reference is losing the attachment, which is how it is erased.
"""

from __future__ import annotations

import base64
import os
import re
import secrets
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from core.errors import StoreError
from core.message import Attachment
from core.ports.filing import SealedFile
from storage.errors import file_error
from storage.seal import Sealer

CHUNK = 64 * 1024
SEALED_CHUNK = CHUNK + 29
SUFFIX = ".sealed"
DAY_DIGITS = 8  # a segment's name begins with its day, and each day has a directory: one sync to make it
REFERENCE = re.compile(
    r"1:([0-9a-f]{32}):(\d{1,15}):([1-9]\d{0,14}):((?:[\w-]{4})+(?:[\w-]{2}==|[\w-]{3}=)?)", re.ASCII
)
LONGEST_SEGMENT = 64 * 1024 * 1024
"""Bytes after which the next batch begins a file; a new one costs a sync of its directory besides its own."""

ORPHAN_SECONDS = 24 * 3600.0
"""A file younger than this may belong to a unit that is not committed yet."""


@dataclass(frozen=True, slots=True)
class Place:
    """What a reference says: the file, where the attachment begins, its sealed length, its key."""

    segment: str
    offset: int
    length: int
    wrapped: bytes

    def __str__(self) -> str:
        return (
            f"1:{self.segment}:{self.offset}:{self.length}:{base64.urlsafe_b64encode(self.wrapped).decode()}"
        )

    @classmethod
    def parse(cls, reference: str) -> Place:
        """Raises StoreError for what is no reference of ours."""
        match = REFERENCE.fullmatch(reference)
        if match is None:
            raise StoreError("an attachment's reference is damaged")
        segment, offset, length, wrapped = match.groups()
        return cls(segment, int(offset), int(length), base64.urlsafe_b64decode(wrapped))


class SealedFiles:
    """The directory of sealed files. Blocking: callers put it on a thread, one that seals alone."""

    def __init__(self, directory: Path, sealer: Sealer) -> None:
        self._directory = directory
        self._sealer = sealer
        self._segment: str | None = None

    def seal(self, attachments: Sequence[Attachment]) -> list[SealedFile]:
        """Writes what has bytes behind the batch before, durable when this returns; the bytes are let go of.

        What was refused gets an empty reference. Raises StoreFull, StoreReadOnly.
        """
        if all(attachment.data is None for attachment in attachments):
            return [SealedFile("", attachment) for attachment in attachments]
        today, segment = f"{datetime.now(UTC):%Y%m%d}", self._segment
        self._segment = None  # what fails is not written behind
        try:
            if segment is None or not segment.startswith(today) or self._is_full(segment):
                segment = f"{today}{secrets.token_hex(12)}"
                sealed = self._begin(segment, attachments)
            else:
                with self._path(segment).open("r+b") as file:
                    file.seek(0, os.SEEK_END)
                    sealed = self._append(file, segment, attachments)
        except OSError as error:
            raise file_error(error, f"directory of attachments {self._directory}") from error
        self._segment = segment
        return sealed

    def open(self, reference: str) -> bytes:
        """An attachment's bytes. Raises StoreMissing, or StoreError when they are damaged."""
        place = Place.parse(reference)
        try:
            with self._path(place.segment).open("rb") as file:
                file.seek(place.offset)
                sealed = file.read(place.length)
        except OSError as error:
            raise file_error(error, "the file of an attachment") from error
        key = self._sealer.unwrap(place.wrapped)
        starts = range(0, place.length, SEALED_CHUNK)
        return b"".join(
            self._sealer.open(
                key,
                sealed[start : start + SEALED_CHUNK],
                _context(place.segment, place.offset, number, last=number == len(starts) - 1),
            )
            for number, start in enumerate(starts)
        )

    def wipe(self, references: Iterable[str]) -> None:
        """Overwrites these attachments with zeros, durable when this returns; what is gone already is passed over.
        The file itself goes when nothing in it is named any more.
        """
        for place in map(Place.parse, references):
            with suppress(FileNotFoundError), self._path(place.segment).open("r+b") as file:
                _blank(file, place.offset, place.offset + place.length)

    def sweep(self, references: Iterable[str], older_than: float = ORPHAN_SECONDS) -> int:
        """Removes files that no reference names, unfinished ones among them, when older than so many
        seconds; returns how many. In those that stay, what no reference names is overwritten: the process may
        have died between an erasure and its wiping. `references` must be all there are.
        """
        named: defaultdict[str, list[Place]] = defaultdict(list)
        for place in (Place.parse(reference) for reference in references if reference):
            named[place.segment].append(place)
        limit = time.time() - older_than
        old = [path for path in self._directory.glob(f"*/*{SUFFIX}") if path.stat().st_mtime <= limit]
        orphans = [path for path in old if path.stem not in named]
        for path in orphans:
            path.unlink(missing_ok=True)
        self._blank_between(old, named)
        return len(orphans)

    def _blank_between(self, paths: Iterable[Path], named: Mapping[str, Sequence[Place]]) -> None:
        for path in paths:
            end = 0
            for place in sorted(named.get(path.stem, ()), key=lambda place: place.offset):
                if place.offset > end:
                    with path.open("r+b") as file:
                        _blank(file, end, place.offset)
                end = max(end, place.offset + place.length)
            if path.stem in named and path.stat().st_size > end:
                with path.open("r+b") as file:
                    _blank(file, end, path.stat().st_size)

    def _is_full(self, segment: str) -> bool:
        """A file that somebody took away is full as well."""
        path = self._path(segment)
        return not path.is_file() or path.stat().st_size >= LONGEST_SEGMENT

    def _begin(self, segment: str, attachments: Sequence[Attachment]) -> list[SealedFile]:
        path = self._path(segment)
        self._make_directory(path.parent)
        try:
            with path.open("xb") as file:
                sealed = self._append(file, segment, attachments)
        except OSError:
            path.unlink(missing_ok=True)
            raise
        _sync_directory(path.parent)
        return sealed

    def _append(self, file: BinaryIO, segment: str, attachments: Sequence[Attachment]) -> list[SealedFile]:
        sealed = [self._write(file, segment, attachment) for attachment in attachments]
        file.flush()
        os.fdatasync(file.fileno())
        return sealed

    def _write(self, file: BinaryIO, segment: str, attachment: Attachment) -> SealedFile:
        if attachment.data is None:
            return SealedFile("", attachment)
        key = self._sealer.new_key()
        offset = file.tell()
        file.writelines(
            self._sealer.seal(key.plain, chunk, _context(segment, offset, number, last=last))
            for number, chunk, last in _chunks(attachment.data)
        )
        place = Place(segment, offset, file.tell() - offset, key.wrapped)
        return SealedFile(str(place), replace(attachment, data=None))

    def _path(self, segment: str) -> Path:
        return self._directory / segment[:DAY_DIGITS] / f"{segment}{SUFFIX}"

    def _make_directory(self, directory: Path) -> None:
        if not directory.is_dir():
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            _sync_directory(directory.parent)


def _chunks(data: bytes) -> Iterator[tuple[int, bytes, bool]]:
    """Number, bytes and whether it is the last; an empty attachment is one empty chunk."""
    starts = range(0, max(len(data), 1), CHUNK)
    for number, start in enumerate(starts):
        yield number, data[start : start + CHUNK], number == len(starts) - 1


def _blank(file: BinaryIO, begin: int, end: int) -> None:
    """Zeros from `begin` to before `end`, as far as the file goes; what holds none but zeros is left as it is."""
    file.seek(begin)
    while left := min(CHUNK, end - file.tell()):
        found = file.read(left)
        if not found:
            break
        if any(found):
            file.seek(-len(found), os.SEEK_CUR)
            file.write(bytes(len(found)))
    file.flush()
    os.fdatasync(file.fileno())


def _context(segment: str, offset: int, number: int, *, last: bool) -> bytes:
    """Binds a chunk to its place, so that none can be moved, left out or cut off unseen."""
    return f"attachment {segment} {offset} {number} {'last' if last else 'more'}".encode()


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
