"""A row of an office's register becomes an entry, or is named with column, reason and remedy."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from core.case.complaint import State
from core.classify.labels import Component, Kind, Sector
from core.intake.desk_entry import DeskEntry
from core.law.deadline import jakarta_date
from core.message import Past, Reference
from core.register.dates import Value, read_moment
from core.register.letters import read_letter
from core.register.states import read_state

SYSTEM = "register"  # what the number of the old register is called among a case's references
LONGEST = 20_000  # characters of what was said
NOBODY = frozenset(
    {"", "-", "--", "nn", "n n", "anonim", "anonymous", "tanpa nama", "hamba allah", "tidak ada"}
)


class Fault(StrEnum):
    """What can be wrong with a row."""

    NO_TEXT = "no-text"
    NO_DATE = "no-date"
    BAD_DATE = "bad-date"
    FUTURE = "future"
    NO_LETTER = "no-letter"
    BAD_LETTER = "bad-letter"
    BAD_STATE = "bad-state"
    BAD_ANSWERED = "bad-answered"
    ANSWERED_BEFORE = "answered-before"
    TOO_LONG = "too-long"


class Note(StrEnum):
    """What does not stop a row, but should be known."""

    NO_ANSWER_DATE = "no-answer-date"
    UNKNOWN_LABEL = "unknown-label"
    OTHER_STATE = "other-state"


@dataclass(frozen=True, slots=True)
class Trouble:
    """`value` is what stood in the cell where it names nobody; "" for columns that hold people."""

    column: str
    what: Fault | Note
    value: str = ""


@dataclass(frozen=True, slots=True)
class Understood:
    """A row that can become a case: its entry, and what makes it the same row again next time."""

    line: int
    key: str
    entry: DeskEntry
    notes: tuple[Trouble, ...] = ()


@dataclass(frozen=True, slots=True)
class Misunderstood:
    line: int
    troubles: tuple[Trouble, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """How an office's register is read. `columns` are places by field, `headings` the words over them;
    `letters` and `states` are the office's own words (casefolded), `labels` words for labels of ours.
    """

    columns: Mapping[str, int]
    headings: Sequence[str]
    now: datetime
    by: str
    letters: Mapping[str, str] = field(default_factory=dict)
    states: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    letter: str = ""


def understand(line: int, cells: Sequence[Value], reading: Reading) -> Understood | Misunderstood | None:
    """None for an empty row. Pure."""
    row = _Row(cells, reading)
    if not any(row.text(name) for name in ("text", "name", "received", "letter")):
        return None
    entry = row.entry()
    if entry is None or row.faults:
        return Misunderstood(line, tuple(row.faults))
    return Understood(line, row.key(entry), entry, tuple(row.notes))


def ticket_in(cells: Sequence[Value], reading: Reading) -> str:
    """What stands in the column of tickets; "" where there is none: a row that left by our own export."""
    return _Row(cells, reading).text("ticket")


def other_state(cells: Sequence[Value], reading: Reading, state: State) -> tuple[Trouble, ...]:
    """A note where the row says another state than its case stands in. An earlier register has no word for
    "awaiting data": to it that is received.
    """
    told = State.RECEIVED if state is State.AWAITING_DATA else state
    row = _Row(cells, reading)
    return (row.note("state", Note.OTHER_STATE),) if row.state() not in {"", told.value} else ()


class _Row:
    """One row while it is understood; `faults` and `notes` gather what is wrong with it."""

    def __init__(self, cells: Sequence[Value], reading: Reading) -> None:
        self._cells = cells
        self._reading = reading
        self.faults: list[Trouble] = []
        self.notes: list[Trouble] = []

    def cell(self, name: str) -> Value:
        place = self._reading.columns.get(name)
        return self._cells[place] if place is not None and place < len(self._cells) else None

    def text(self, name: str) -> str:
        """The cell as text; an apostrophe before what looks like a formula is a spreadsheet's, not a person's."""
        value = self.cell(name)
        if value is None:
            return ""
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        said = str(value).replace("\x00", "").strip()
        return said[1:] if re.match(r"'[=+\-@]", said) else said

    def entry(self) -> DeskEntry | None:
        received, letter, said = self._received(), self._letter(), self._said()
        past = self._past(received)
        if received is None or not letter or not said or past is None:
            return None
        phone, email = self._contacts()
        number = self.text("number")
        name = self.text("name")
        written = read_moment(self.cell("written"))
        return DeskEntry(
            letter=letter,
            text=said,
            received_at=received,
            recorded_by=self._reading.by,
            check_code="",
            name="" if name.casefold().strip(". ") in NOBODY else name[:200],
            phone=phone,
            email=email,
            postal_address=self.text("address")[:200],
            evidence=self.text("evidence")[:200] or "Register kantor",
            written_on=jakarta_date(written) if written else None,
            references=(Reference(SYSTEM, number[:100]),) if number else (),
            past=past,
        )

    def key(self, entry: DeskEntry) -> str:
        """The register's own number within its year, else what the row says: the number of a line moves."""
        number = self.text("number")
        if number:
            same = f"{jakarta_date(entry.received_at).year} {number.casefold()}"
        else:
            said = " ".join(entry.text.casefold().split())
            same = "\0".join((entry.received_at.isoformat(), entry.letter, entry.name.casefold(), said))
        return sha256(f"register {bool(number)} {same}".encode("utf-8", "replace")).hexdigest()

    def state(self) -> str:
        """The state that the row tells; "" where it tells none, or one that is not known."""
        said = self.text("state")
        return (self._reading.states.get(said.casefold()) or read_state(said)) if said else ""

    def note(self, column: str, what: Note) -> Trouble:
        """What should be known of a cell that names nobody."""
        return Trouble(self._heading(column), what, self.text(column)[:60])

    def _fault(self, column: str, what: Fault, value: str = "") -> None:
        self.faults.append(Trouble(self._heading(column), what, value[:60]))

    def _heading(self, column: str) -> str:
        place = self._reading.columns.get(column)
        return self._reading.headings[place] if place is not None else column

    def _received(self) -> datetime | None:
        if not self.text("received"):
            self._fault("received", Fault.NO_DATE)
            return None
        moment = read_moment(self.cell("received"))
        if moment is not None and self.text("time") and isinstance(self.cell("received"), str):
            moment = read_moment(f"{self.text('received')} {self.text('time')}") or moment
        if moment is None:
            self._fault("received", Fault.BAD_DATE, self.text("received"))
        elif moment > self._reading.now:
            self._fault("received", Fault.FUTURE, self.text("received"))
        return moment

    def _letter(self) -> str:
        said = self.text("letter")
        if not said and not self._reading.letter:
            self._fault("letter", Fault.NO_LETTER)
            return ""
        letter = self._reading.letters.get(said.casefold()) or read_letter(said) if said else ""
        letter = letter or ("" if said else self._reading.letter)
        if not letter:
            self._fault("letter", Fault.BAD_LETTER, said)
        return letter

    def _said(self) -> str:
        parts = {"": self.text("text"), "Perihal: ": self.text("subject"), "Layanan: ": self.text("service")}
        if not parts[""] and not parts["Perihal: "]:
            self._fault("text", Fault.NO_TEXT)
            return ""
        said = "\n".join(f"{before}{part}" for before, part in parts.items() if part)
        if len(said) > LONGEST:
            self._fault("text", Fault.TOO_LONG)
        return said

    def _past(self, received: datetime | None) -> Past | None:
        answered = self._answered(received)
        state = self.state()
        if self.text("state") and not state:
            self._fault("state", Fault.BAD_STATE, self.text("state"))
            return None
        if not state:
            state = State.ANSWERED.value if answered else State.RECEIVED.value
        if state in {State.CLOSED, State.ANSWERED} and answered is None:
            self.notes.append(Trouble(self._heading("answered"), Note.NO_ANSWER_DATE))
        return Past(
            state=state,
            answered_at=answered,
            outcome=self.text("outcome")[:LONGEST],
            kind=self._label("kind", Kind),
            sector=self._label("sector", Sector),
            component=self._label("component", Component),
        )

    def _answered(self, received: datetime | None) -> datetime | None:
        said = self.text("answered")
        if said in {"", "-"}:
            return None
        moment = read_moment(self.cell("answered"))
        if moment is None:
            self._fault("answered", Fault.BAD_ANSWERED, said)
        elif moment > self._reading.now:
            self._fault("answered", Fault.FUTURE, said)
        elif received is not None and jakarta_date(moment) < jakarta_date(received):
            self._fault("answered", Fault.ANSWERED_BEFORE, said)
        elif received is not None and moment < received:
            return received  # the same day, told without an hour
        return moment

    def _label(self, column: str, kind: type[StrEnum]) -> str:
        said = self.text(column).casefold()
        label = self._reading.labels.get(f"{column} {said}", "")
        known = label if label in set(kind) else said if said in set(kind) else ""
        if said and not known:
            self.notes.append(self.note(column, Note.UNKNOWN_LABEL))
        return known

    def _contacts(self) -> tuple[str, str]:
        """Phone and e-mail, each from its column or from one that holds both."""
        mixed = re.split(r"[;,/\s]+(?=\S*@)|[;,/]", self.text("contact"))
        phone, email = self.text("phone"), self.text("email")
        for part in (part.strip() for part in mixed):
            if "@" in part:
                email = email or part
            elif sum(letter.isdecimal() for letter in part) >= 8:
                phone = phone or part
        if re.fullmatch(r"8\d{8,12}", phone):
            phone = f"0{phone}"  # a spreadsheet took the number for one and dropped its nought
        return phone[:200], email[:200]
