"""What an officer enters at the desk, as it is kept: one JSON object, whole, with its files."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from core.errors import Unreadable
from core.intake.entered import Table, code_of, dump_files, key_of, read_table
from core.intake.past import dump_past, load_past
from core.message import Anonymity, EnteredFile, Past, Reference

UNREADABLE = "desk-entry"


class Mode(StrEnum):
    """R02: a complaint may be spoken or written; what was spoken becomes the officer's written record."""

    ORAL = "oral"
    WRITTEN = "written"


WRITTEN_LETTERS = frozenset("clm")  # letter, form, box (domain 1.1); the others are spoken


@dataclass(frozen=True, slots=True)
class DeskEntry:
    """One entry. `received_at` (aware) is the true reception: the call, the conversation, the stamp on the
    letter, the opening of the box (domain 1.1); `evidence` says how it is known when it lies back.
    `written_on` is the date on the paper. `recorded_by` is the officer's name. `references` and `past` come
    with a line of the office's earlier register, in which any letter may stand.
    """

    letter: str
    text: str
    received_at: datetime
    recorded_by: str
    check_code: str
    name: str = ""
    phone: str = ""
    email: str = ""
    postal_address: str = ""
    evidence: str = ""
    written_on: date | None = None
    files: tuple[EnteredFile, ...] = ()
    anonymity: Anonymity = Anonymity.OPEN
    references: tuple[Reference, ...] = ()
    past: Past | None = None

    @property
    def mode(self) -> Mode:
        return Mode.WRITTEN if self.letter in WRITTEN_LETTERS else Mode.ORAL


def entry_key(token: str) -> str:
    """What makes an entry unique: the same form sent twice is one entry. Tells nothing of the token."""
    return key_of("desk", token)


def entry_check_code(token: str) -> str:
    """The check code of the entry made with this token: whoever holds the form's token can print the
    receipt again, and nobody else learns the code from what is stored.
    """
    return code_of("desk", token)


def dump_entry(entry: DeskEntry) -> bytes:
    return json.dumps(
        {
            "mode": entry.mode.value,
            "letter": entry.letter,
            "text": entry.text,
            "received_at": entry.received_at.isoformat(),
            "recorded_by": entry.recorded_by,
            "check_code": entry.check_code,
            "name": entry.name,
            "phone": entry.phone,
            "email": entry.email,
            "postal_address": entry.postal_address,
            "evidence": entry.evidence,
            "written_on": entry.written_on.isoformat() if entry.written_on else "",
            "files": dump_files(entry.files),
            "anonymity": entry.anonymity.value,
            "references": [[one.system, one.tracking_id] for one in entry.references],
            "past": dump_past(entry.past),
        },
        ensure_ascii=False,
    ).encode("utf-8", "replace")


def load_entry(body: bytes) -> DeskEntry:
    """Raises Unreadable, naming the part that does not fit, and nothing else."""
    table = read_table(body, UNREADABLE)
    if not table.text("text").strip():
        raise Unreadable(UNREADABLE, "text is empty")
    written_on = table.text("written_on")
    try:
        received_at = table.moment("received_at")
        on_paper = date.fromisoformat(written_on) if written_on else None
        anonymity = Anonymity(table.text("anonymity") or Anonymity.OPEN)
    except ValueError:
        raise Unreadable(UNREADABLE, "written_on is no date, or anonymity is unknown") from None
    return DeskEntry(
        letter=table.text("letter"),
        text=table.text("text"),
        received_at=received_at,
        recorded_by=table.text("recorded_by"),
        check_code=table.text("check_code"),
        name=table.text("name"),
        phone=table.text("phone"),
        email=table.text("email"),
        postal_address=table.text("postal_address"),
        evidence=table.text("evidence"),
        written_on=on_paper,
        files=table.files(),
        anonymity=anonymity,
        references=_references(table),
        past=load_past(table.values.get("past"), UNREADABLE),
    )


def _references(table: Table) -> tuple[Reference, ...]:
    found = table.values.get("references", [])
    if not isinstance(found, list) or not all(
        isinstance(one, list) and len(one) == 2 and all(isinstance(part, str) for part in one)
        for one in found
    ):
        raise Unreadable(UNREADABLE, "references are no pairs")
    return tuple(Reference(system, tracking_id) for system, tracking_id in found)
