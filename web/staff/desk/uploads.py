"""Scans and photos that were chosen in a form. A browser cannot send them twice: where the rest of the form has
a mistake, they are sealed at once and come back as a line to tick, so that nobody scans a paper again.

The line carries the sealed file's reference, which cannot be guessed: it opens this file and no other. What
is not entered within a day is swept away.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from starlette.datastructures import FormData, UploadFile

from core.errors import StoreError
from core.message import Attachment, EnteredFile
from core.ports.store import Store
from web.language import N_

MOST_FILES = 10
LARGEST_FILES = 25 * 1024 * 1024  # bytes, all files together
# Twice what may be entered: who chose too much is told so, with all that was typed.
LONGEST_BODY = 2 * LARGEST_FILES + 512 * 1024
MOST_IN_ALL = 100  # files of one request; a form has several papers at most

MANY_FILES = N_("Paling banyak 10 berkas. Hapus centangnya atau pilih lebih sedikit.")
LARGE_FILES = N_("Semua berkas bersama paling besar 25 MB. Perkecil fotonya atau pilih lebih sedikit.")
GONE = N_("Sebuah berkas sudah tidak tersimpan. Pilih lagi berkasnya.")


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that waits sealed until its form is right."""

    filename: str
    declared_type: str
    reference: str
    size: int

    @property
    def value(self) -> str:
        """As the form carries it."""
        return json.dumps([self.filename, self.declared_type, self.reference, self.size])

    @classmethod
    def parse(cls, value: str) -> KeptFile | None:
        """None for what is no line of ours."""
        try:
            filename, declared_type, reference, size = json.loads(value)
        except (ValueError, TypeError, RecursionError):
            return None
        texts = all(isinstance(text, str) for text in (filename, declared_type, reference))
        return cls(filename, declared_type, reference, size) if texts and isinstance(size, int) else None


@dataclass(frozen=True, slots=True)
class Uploads:
    """The files of one paper: those that came now, and those that came before and are still ticked."""

    fresh: tuple[EnteredFile, ...] = ()
    kept: tuple[KeptFile, ...] = ()

    @property
    def count(self) -> int:
        return len(self.fresh) + len(self.kept)

    @property
    def size(self) -> int:
        return sum(len(file.data) for file in self.fresh) + sum(file.size for file in self.kept)

    def problem(self) -> str:
        """What is wrong with them; "" when nothing is."""
        if self.count > MOST_FILES:
            return MANY_FILES
        return LARGE_FILES if self.size > LARGEST_FILES else ""


async def uploads_of(form: FormData, prefix: str = "") -> Uploads:
    """The files of the fields `<prefix>berkas`, `<prefix>foto` and `<prefix>simpanan-<n>`. A browser sends a
    nameless empty file where none was chosen.
    """
    chosen = [
        file
        for field in (f"{prefix}berkas", f"{prefix}foto")
        for file in form.getlist(field)
        if isinstance(file, UploadFile) and (file.filename or file.size)
    ]
    fresh = [EnteredFile(file.filename or "", file.content_type or "", await file.read()) for file in chosen]
    lines = [str(form[name]) for name in form if name.startswith(f"{prefix}simpanan-")]
    return Uploads(tuple(fresh), tuple(file for line in lines if (file := KeptFile.parse(line))))


async def put_by(store: Store, uploads: Uploads) -> tuple[KeptFile, ...]:
    """All of them as lines to tick. Raises StoreError: then the fresh ones must be chosen again."""
    if not uploads.fresh:
        return uploads.kept
    sealed = await store.seal_files([_attachment(file) for file in uploads.fresh])
    fresh = [
        KeptFile(file.filename, file.declared_type, one.reference, len(file.data))
        for file, one in zip(uploads.fresh, sealed, strict=True)
    ]
    return (*uploads.kept, *fresh)


async def entered(store: Store, uploads: Uploads) -> tuple[EnteredFile, ...]:
    """All of them with their bytes. Raises StoreError where one was swept away."""
    kept = [
        EnteredFile(file.filename, file.declared_type, await store.open_file(file.reference))
        for file in uploads.kept
    ]
    return (*kept, *uploads.fresh)


async def shown(store: Store, papers: Iterable[Uploads]) -> tuple[Sequence[Sequence[KeptFile]], bool]:
    """The lines of each paper, and whether some files are lost and must be chosen again."""
    lines: list[Sequence[KeptFile]] = []
    lost = False
    for uploads in papers:
        try:
            lines.append(await put_by(store, uploads))
        except StoreError:
            lines.append(uploads.kept)
            lost = True
    return lines, lost


def _attachment(file: EnteredFile) -> Attachment:
    return Attachment(
        file.filename, file.declared_type, len(file.data), sha256(file.data).hexdigest(), file.data
    )
