"""What matching asks before it decides, and what one unit writes when it has decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from core.case.complaint import Complaint, Entry
from core.classify.labels import Classification
from core.message import Address, Attachment, DeliveryReport, InboundMessage, Purpose, Terminal
from core.ports.envelopes import Leased


@dataclass(frozen=True, slots=True)
class Standing:
    """A standing case as matching needs it: who belongs to it and where it stands."""

    case: Complaint
    parties: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Question:
    """What matching asks about one message: all in keys, answered in bulk. `answers_to` is where an
    answer would go, when not to the sender.
    """

    account: str
    external_id: str
    sender: Address
    thread_keys: tuple[str, ...] = ()
    tickets: tuple[str, ...] = ()
    answers_to: Address | None = None
    known_as: tuple[Address, ...] = ()


@dataclass(frozen=True, slots=True)
class Background:
    """What the store knows about one question. `by_thread` and `by_ticket` name cases whoever wrote
    them; whether the sender belongs there is for matching to say. `elsewhere` are open cases of whom the sender says to be (`Question.known_as`): a proposal only. `written_to` are those of `by_thread` in
    which we wrote to the sender's address. `answers_today` counts what machines
    sent in the last 24 hours to where an answer would go, `messages_this_hour` what came from the sender
    in the last hour, and `heard_at` is when the last of these was received.
    """

    seen: bool = False
    by_thread: tuple[Standing, ...] = ()
    by_ticket: tuple[Standing, ...] = ()
    written_to: tuple[Standing, ...] = ()
    party_id: int | None = None
    party_name: str | None = None
    open_cases: tuple[Standing, ...] = ()
    elsewhere: tuple[Standing, ...] = ()
    answers_today: int = 0
    messages_this_hour: int = 0
    heard_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SealedFile:
    """An attachment's bytes in a sealed file. `reference` is opaque; losing it loses the file."""

    reference: str
    attachment: Attachment


@dataclass(frozen=True, slots=True)
class Planned:
    """A message of ours that shall leave, not before `due_at`; one that is `proposed`, when a person has
    approved it. What has the purpose PUBLIC is said for all to see, and nothing else is.
    """

    account: str
    purpose: Purpose
    to: Address
    text: str
    subject: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    machine: bool = True
    due_at: datetime | None = None
    by: str = ""
    proposed: bool = False


@dataclass(frozen=True, slots=True)
class Opening:
    """A new case, ready to be written. `complaint.id` is 0 and `complaint.version` 1; `check_code`
    (kept as a keyed hash) stands in every acknowledgement.
    """

    complaint: Complaint
    classification: Classification
    check_code: str


@dataclass(frozen=True, slots=True)
class Change:
    """A standing case as it shall be; `complaint.version` is the version that was read."""

    complaint: Complaint
    classification: Classification | None = None


@dataclass(frozen=True, slots=True)
class Filed:
    """What became of one item of an envelope: all that one unit writes about it.

    `position` numbers the items of an envelope from 0; `last` marks the one that ends the envelope.
    Exactly one of `opens`, `joins` (a case id) and `joins_opened` (the ticket of a case opened in the
    same list) is set where `state` is OPENED or JOINED. `entries` go to that case. `named` is what the sender
    of a message without a case said to be called, where no name was known.
    """

    leased: Leased
    position: int
    state: Terminal
    external_id: str
    detail: str = ""
    last: bool = True
    message: InboundMessage | None = None
    files: tuple[SealedFile, ...] = ()
    opens: Opening | None = None
    joins: int | None = None
    joins_opened: str | None = None
    change: Change | None = None
    entries: tuple[Entry, ...] = ()
    sends: tuple[Planned, ...] = ()
    related: tuple[str, ...] = ()
    report: DeliveryReport | None = None
    named: str | None = None


class Filing(Protocol):
    def background(self, questions: Sequence[Question], now: datetime) -> Sequence[Background]:
        """Answers to all questions, in their order, with a handful of statements."""
        ...

    def tickets(self, year: int, count: int) -> Sequence[int]:
        """The next running numbers of the year, gapless. Call late: it holds the year's counter."""
        ...

    def file(self, filed: Sequence[Filed], now: datetime) -> None:
        """Write a list of items in bulk: cases, messages, thread keys, history, planned messages,
        search. Reports settle what they speak of. Raises Stale when a lease was lost.
        """
        ...
