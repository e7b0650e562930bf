"""What an officer enters at the desk, as it is kept: one JSON object, whole, with its files."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from hashlib import sha256

from core.case.ticket import check_code
from core.errors import Unreadable


class Mode(StrEnum):
    """R02: a complaint may be spoken or written; what was spoken becomes the officer's written record."""

    ORAL = "oral"
    WRITTEN = "written"


WRITTEN_LETTERS = frozenset("clm")  # letter, form, box (domain 1.1); the others are spoken


@dataclass(frozen=True, slots=True)
class EnteredFile:
    """A scan or photo; `declared_type` is what the browser says it is."""

    filename: str
    declared_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class DeskEntry:
    """One entry. `received_at` (aware) is the true reception: the call, the conversation, the stamp on the
    letter, the opening of the box (domain 1.1); `evidence` says how it is known when it lies back.
    `written_on` is the date on the paper. `recorded_by` is the officer's name.
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

    @property
    def mode(self) -> Mode:
        return Mode.WRITTEN if self.letter in WRITTEN_LETTERS else Mode.ORAL


def entry_key(token: str) -> str:
    """What makes an entry unique: the same form sent twice is one entry. Tells nothing of the token."""
    return sha256(f"desk entry {token}".encode()).hexdigest()


def entry_check_code(token: str) -> str:
    """The check code of the entry made with this token: whoever holds the form's token can print the
    receipt again, and nobody else learns the code from what is stored.
    """
    return check_code(sha256(f"desk check code {token}".encode()).digest())


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
            "files": [
                {
                    "filename": file.filename,
                    "declared_type": file.declared_type,
                    "data": b64encode(file.data).decode("ascii"),
                }
                for file in entry.files
            ],
        },
        ensure_ascii=False,
    ).encode("utf-8", "replace")


def load_entry(body: bytes) -> DeskEntry:
    """Raises Unreadable, naming the part that does not fit, and nothing else."""
    try:
        found: object = json.loads(body)
    except (ValueError, RecursionError):
        raise Unreadable("desk-entry", "not JSON") from None
    table = _table(found, "the entry")
    if not _text(table, "text").strip():
        raise Unreadable("desk-entry", "text is empty")
    written_on = _text(table, "written_on")
    try:
        told = datetime.fromisoformat(_text(table, "received_at"))
        received_at = told.astimezone(UTC) if told.tzinfo else None
        on_paper = date.fromisoformat(written_on) if written_on else None
    except (ValueError, OverflowError):
        raise Unreadable("desk-entry", "received_at or written_on is no date") from None
    if received_at is None:
        raise Unreadable("desk-entry", "received_at has no zone")
    files = table.get("files", [])
    if not isinstance(files, list):
        raise Unreadable("desk-entry", "files is no list")
    return DeskEntry(
        letter=_text(table, "letter"),
        text=_text(table, "text"),
        received_at=received_at,
        recorded_by=_text(table, "recorded_by"),
        check_code=_text(table, "check_code"),
        name=_text(table, "name"),
        phone=_text(table, "phone"),
        email=_text(table, "email"),
        postal_address=_text(table, "postal_address"),
        evidence=_text(table, "evidence"),
        written_on=on_paper,
        files=tuple(_file(_table(file, "a file")) for file in files),
    )


def _file(table: Mapping[str, object]) -> EnteredFile:
    try:
        data = b64decode(_text(table, "data"), validate=True)
    except ValueError:
        raise Unreadable("desk-entry", "a file is not base64") from None
    return EnteredFile(_text(table, "filename"), _text(table, "declared_type"), data)


def _table(found: object, what: str) -> Mapping[str, object]:
    if not isinstance(found, dict):
        raise Unreadable("desk-entry", f"{what} is no object")
    return found


def _text(table: Mapping[str, object], name: str) -> str:
    """A text without what no database takes: NUL and lone surrogates."""
    value = table.get(name, "")
    if not isinstance(value, str):
        raise Unreadable("desk-entry", f"{name} is no text")
    return value.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
