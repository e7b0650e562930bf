"""What an officer typed about an opening of the box: checked card by card, then made entries of one reception."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import ClassVar

from core.intake.desk_entry import DeskEntry, entry_key
from core.message import EnteredFile
from core.ports.boxes import BoxOpening
from web.language import N_, translate
from web.staff.desk import form
from web.staff.desk.form import Typed, entry_of
from web.staff.desk.uploads import LARGE_FILES, LARGEST_FILES, Uploads

MOST_PAPERS = 40
MORE = 3  # cards that the button adds
OWN = ("formulir", "ditulis", "nama", "telepon", "email", "alamat", "teks")  # what each card asks for itself
SAID = ("formulir", "nama", "telepon", "email", "alamat", "teks")  # what makes a card a paper

NO_NAME = N_("Tulis namanya.")
SAME_WITNESS = N_("Kedua saksi dan pembuka kotak harus tiga orang yang berbeda.")
NOTHING = N_("Isi sekurang-kurangnya satu kertas, atau centang bahwa kotaknya kosong.")
NOT_EMPTY = N_("Kotak dicentang kosong, tetapi ada kertas yang terisi. Hapus salah satunya.")
TWICE = N_("Kode formulir ini sudah dipakai kertas lain di halaman ini.")


@dataclass(frozen=True, slots=True)
class Paper:
    """One card of the page."""

    typed: Typed = field(default_factory=Typed)
    uploads: Uploads = field(default_factory=Uploads)

    @property
    def filled(self) -> bool:
        return bool(self.uploads.count) or any(getattr(self.typed, name) for name in SAID)


@dataclass(frozen=True, slots=True)
class Box:
    """The page's fields as they were typed; the names are those of the form."""

    TEXTS: ClassVar = ("dibuka", "tempat", "pembuka", "saksi1", "saksi2", "catatan", "kosong")

    dibuka: str = ""
    tempat: str = ""
    pembuka: str = ""
    saksi1: str = ""
    saksi2: str = ""
    catatan: str = ""
    kosong: str = ""
    papers: tuple[Paper, ...] = ()

    def with_more(self, count: int) -> Box:
        """The same with so many empty cards behind, as far as there is room."""
        room = MOST_PAPERS - len(self.papers)
        return replace(self, papers=self.papers + (Paper(),) * min(count, room))

    @property
    def opened_at(self) -> datetime | None:
        return Typed(diterima=self.dibuka).received_at


def token_of(token: str, place: int) -> str:
    """The token of the paper on this card of a page."""
    return f"{token}-{place}"


def filled(box: Box) -> Sequence[tuple[int, Paper]]:
    """The cards that hold something, by their place on the page from 1."""
    return [(place, paper) for place, paper in enumerate(box.papers, 1) if paper.filled]


def check(box: Box, now: datetime) -> Mapping[str, str]:
    """What is wrong, by field (those of the third card begin with `k3-`); empty when all is right."""
    found = {"dibuka": form.reception(Typed(diterima=box.dibuka), now)}
    for name in ("pembuka", "saksi1", "saksi2"):
        found[name] = form.line(getattr(box, name)) or ("" if getattr(box, name) else NO_NAME)
    if len({name.casefold() for name in (box.pembuka, box.saksi1, box.saksi2)}) < 3 and not any(
        found.values()
    ):
        found["saksi2"] = SAME_WITNESS
    found |= {"tempat": form.line(box.tempat), "catatan": form.line(box.catatan), "papers": _together(box)}
    problems = {name: translate(said) for name, said in found.items() if said}
    return problems | _cards(box, now)


def opening_of(box: Box, account: str, now: datetime, officer: str, papers: tuple[str, ...]) -> BoxOpening:
    """The record of a page in which nothing is wrong (ValueError where it has no moment)."""
    if box.opened_at is None:
        raise ValueError("check the page first")
    return BoxOpening(
        account=account,
        opened_at=box.opened_at,
        opened_by=box.pembuka,
        witnesses=(box.saksi1, box.saksi2),
        recorded_at=now,
        recorded_by=officer,
        papers=papers,
        location=box.tempat,
        remark=box.catatan,
    )


def entries_of(
    box: Box,
    papers: Sequence[tuple[int, Paper]],
    files: Sequence[Sequence[EnteredFile]],
    officer: str,
    tokens: Mapping[int, str],
) -> dict[str, DeskEntry]:
    """One entry for each paper, by its unique id. All came when the box was opened (domain 1.1, letter m)."""
    evidence = f"Kotak dibuka oleh {box.pembuka}; saksi {box.saksi1} dan {box.saksi2}"
    return {
        entry_key(tokens[place]): entry_of(
            replace(paper.typed, cara="m", diterima=box.dibuka, bukti=evidence), some, officer, tokens[place]
        )
        for (place, paper), some in zip(papers, files, strict=True)
    }


def _together(box: Box) -> str:
    """What is wrong with the cards as a whole."""
    if not filled(box):
        return "" if box.kosong else NOTHING
    if box.kosong:
        return NOT_EMPTY
    in_all = sum(paper.uploads.size for paper in box.papers)
    return LARGE_FILES if in_all > LARGEST_FILES else ""


def _cards(box: Box, now: datetime) -> dict[str, str]:
    problems: dict[str, str] = {}
    codes: set[str] = set()
    for place, paper in filled(box):
        typed = replace(paper.typed, cara="m", diterima=box.dibuka, bukti="-")
        wrong = form.check(typed, "m", now)
        problems |= {f"k{place}-{name}": said for name, said in wrong.items() if name in OWN}
        if said := paper.uploads.problem():
            problems[f"k{place}-berkas"] = translate(said)
        if typed.form_code in codes:
            problems[f"k{place}-formulir"] = translate(TWICE)
        codes |= {typed.form_code} - {""}
    return problems
