"""The one record that everything is about, and a line of its history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from core.classify.labels import Classification, Component, Kind, Language, Sector
from core.message import Address


class State(StrEnum):
    """Where a case stands (domain 1.9). Everything before CLOSED is open."""

    RECEIVED = "received"
    AWAITING_DATA = "awaiting_data"
    UNDER_REVIEW = "under_review"
    ANSWERED = "answered"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    REDIRECTED = "redirected"
    SPAM = "spam"

    @property
    def open(self) -> bool:
        return self in {State.RECEIVED, State.AWAITING_DATA, State.UNDER_REVIEW, State.ANSWERED}


class Basis(StrEnum):
    """What kind of date the answer's date is."""

    LEGAL = "legal"  # R15: fourteen working days
    TARGET = "target"  # the office's own aim (R08)
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Deadline:
    """The date (Asia/Jakarta) by whose end the office answers, and how it was found.

    `sure` is false where the calendar reaches beyond what was decreed (domain 5.4).
    """

    due: date | None
    basis: Basis
    calendar: str = ""
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who holds a case, and the row of the routing table that said so."""

    unit: str
    holder: str = ""
    deputy: str = ""
    row: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """A person of a case. `name` is what the person said to be called, None while only a display
    name is known (R13).
    """

    id: int | None = None
    name: str | None = None
    addresses: tuple[Address, ...] = ()


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels a case stands under now: the classifier's, or an officer's where corrected."""

    kind: Kind
    component: Component | None
    sector: Sector
    integrity: bool
    language: Language

    @classmethod
    def of(cls, found: Classification) -> Labels:
        return cls(found.kind, found.component, found.sector, found.integrity, found.language)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a case's history. `detail` may hold personal data: it is sealed at rest and the
    chain runs over the sealed bytes.
    """

    at: datetime
    by: str
    what: str
    detail: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Complaint:
    """A case as it stands. `received_at` is T0 (UTC), `version` counts the saves. `erased`: its person was
    erased, and nobody can read any more what was said.
    """

    id: int
    ticket: str
    version: int
    state: State
    labels: Labels
    account: str
    letter: str
    received_at: datetime
    opened_at: datetime
    deadline: Deadline
    assignment: Assignment
    party: Party
    subject: str = ""
    restricted: bool = False
    missing: tuple[str, ...] = ()
    awaiting_until: date | None = None
    unread: bool = True
    related: tuple[str, ...] = ()
    answered_at: datetime | None = None
    erased: bool = False
