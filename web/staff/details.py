"""What stands behind a line of history, in words: codes become the words of the pages, times those of Jakarta."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from core.case.complaint import Basis, Entry, State
from core.classify.labels import Component, Kind, Language, Sector
from core.message import Anonymity, Purpose
from web import words
from web.formats import day, moment
from web.language import N_, translate
from web.staff.timeline import reason

HIDDEN: Final = frozenset({"text", "message", "group", "system", "url", "rule", "version"})
"""Stands in the story itself, or is a number that only the program knows."""
CHANGE = " -> "


def of(value: type[StrEnum]) -> Callable[[str], str]:
    """The words of an enumeration; what is none of its values goes as it is."""
    return lambda said: words.word(value(said)) if said in set(value) else said


def yes_or_no(said: str) -> str:
    return translate("ya") if said == "yes" else translate("tidak") if said == "no" else said


def on_day(said: str) -> str:
    return day(date.fromisoformat(said)) if said[:1].isdigit() else said


def at(said: str) -> str:
    return moment(datetime.fromisoformat(said)) if said[:1].isdigit() else said


def named(each: Callable[[str], str]) -> Callable[[str], str]:
    """Several codes with blanks between them."""
    return lambda said: ", ".join(each(one) for one in said.split())


def why(said: str) -> str:
    return translate(WHY[said]) if said in WHY else said


WHY: Final[Mapping[str, str]] = {
    "integrity": N_("dugaan pelanggaran integritas"),
    "anonymity_wish": N_("pelapor minta dirahasiakan"),
    "restricted": N_("kasus terbatas"),
    "officer": N_("ditetapkan petugas"),
    "box": N_("dari kotak pengaduan"),
    "receipt": N_("lembar tanda terima"),
}
TOLD: Final[dict[str, tuple[str, Callable[[str], str]]]] = {
    "received_at": (N_("Diterima"), at),
    "kind": (N_("Jenis"), of(Kind)),
    "component": (N_("Komponen"), of(Component)),
    "sector": (N_("Sektor"), of(Sector)),
    "integrity": (N_("Dugaan pelanggaran integritas"), yes_or_no),
    "language": (N_("Bahasa"), of(Language)),
    "unsure": (N_("Kurang yakin"), named(words.field)),
    "due": (N_("Jawab paling lambat"), on_day),
    "basis": (N_("Dasar"), of(Basis)),
    "calendar": (N_("Kalender"), str),
    "sure": (N_("Sudah pasti"), yes_or_no),
    "row": (N_("Menurut baris"), words.routing_row),
    "unit": (N_("Unit"), words.unit),
    "routed": (N_("Ditugaskan"), words.unit),
    "reason": (N_("Alasan"), str),
    "missing": (N_("Belum ada"), named(words.missing)),
    "came": (N_("Dilengkapi"), named(words.missing)),
    "at": (N_("Waktu"), at),
    "on": (N_("Tanggal"), on_day),
    "channel": (N_("Lewat"), words.channel),
    "purpose": (N_("Pesan"), of(Purpose)),
    "code": (N_("Sebab"), reason),
    "why": (N_("Sebab"), why),
    "how": (N_("Cara"), why),
    "letter": (N_("Cara"), lambda said: words.way(said) if said in words.WAYS else said),
    "evidence": (N_("Bukti"), str),
    "anonymity": (N_("Permintaan kerahasiaan"), of(Anonymity)),
    "ticket": (N_("Kasus"), str),
    "first": (N_("Kasus"), str),
    "tracking_id": (N_("Nomor"), str),
    "state": (N_("Status"), of(State)),
    "answered_at": (N_("Dijawab"), at),
    "outcome": (N_("Hasil"), str),
}


def details(entry: Entry, account: Callable[[str], str], person: Callable[[str], str]) -> tuple[str, ...]:
    """The lines behind an entry. `account` and `person` give the names of accounts and officers; a code without words
    of its own goes as it is.
    """
    told = TOLD | {"account": (N_("Lewat kanal"), account), "holder": (N_("Pemegang"), person)}
    said = []
    for name, value in entry.detail.items():
        if name in HIDDEN or not value:
            continue
        if name in told:
            label, each = told[name]
            said.append(f"{translate(label)}: {' → '.join(each(one) for one in value.split(CHANGE))}")
        elif name[:1] == "R" and name[1:].isdecimal():  # a rule's finding: its verdict, then its words
            said.append(f"{name}: {value.partition(': ')[2] or value}")
        else:
            said.append(f"{name}: {value}")
    return tuple(said)
