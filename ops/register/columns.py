"""The columns of the register's file: their keys for machines, their headings for people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from core.register.line import Line

Cell = str | date | datetime | None

HEADINGS = {
    "register": "Huruf/kanal",
    "channel_name": "Saluran",
    "channel": "Jenis kanal",
    "account": "Akun",
    "ticket": "Nomor tiket",
    "received_at": "Diterima (WIB)",
    "opened_at": "Dicatat (WIB)",
    "kind": "Jenis",
    "sector": "Sektor",
    "component": "Komponen",
    "language": "Bahasa",
    "due": "Tenggat",
    "basis": "Dasar tenggat",
    "answered_at": "Dijawab (WIB)",
    "state": "Status",
    "unit": "Unit",
    "holder": "Pemegang",
    "name": "Nama pelapor",
    "contacts": "Kontak",
    "subject": "Perihal",
    "text": "Isi",
}

ERASED = "(data dihapus)"
"""Stands where a person stood who was erased."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What values are called: `word` of a label or state, `channel` of a channel's kind and letter."""

    word: Callable[[StrEnum], str]
    channel: Callable[[str, str], str]


def values(line: Line, wording: Wording) -> dict[str, Cell]:
    """A line by key, its labels as the identifiers that machines compare."""
    return {
        "register": line.register,
        "channel_name": wording.channel(line.channel, line.register),
        "channel": line.channel,
        "account": line.account,
        "ticket": line.ticket,
        "received_at": line.received_at,
        "opened_at": line.opened_at,
        "kind": line.kind,
        "sector": line.sector,
        "component": line.component,
        "language": line.language,
        "due": line.due,
        "basis": line.basis,
        "answered_at": line.answered_at,
        "state": line.state,
        "unit": line.unit,
        "holder": line.holder,
        "name": line.name,
        "contacts": "; ".join(line.contacts),
        "subject": line.subject,
        "text": line.text,
    }


def cells(line: Line, wording: Wording) -> list[Cell]:
    """A line for people: in the order of the headings, labels in words."""
    told = values(line, wording) | ({"name": ERASED} if line.erased else {})
    return [wording.word(value) if isinstance(value, StrEnum) else value for value in told.values()]
