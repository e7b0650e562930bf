"""What the staff inbox asks: read-only, in pages, and only what the viewer may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from core.case.complaint import Complaint, Entry
from core.classify.labels import Classification, Component, Kind, Sector
from core.message import Purpose
from core.ports.send import SendState


class Role(StrEnum):
    OFFICER = "officer"
    COMPLAINT_MANAGER = "complaint_manager"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks. Restricted cases exist only for the complaint manager (design, "sensitive cases")."""

    name: str
    role: Role

    @property
    def sees_restricted(self) -> bool:
        return self.role is Role.COMPLAINT_MANAGER


class View(StrEnum):
    """The saved views of the inbox; each has a count and an address of its own."""

    OPEN = "open"
    MINE = "mine"
    UNREAD = "unread"
    DUE = "due"
    AWAITING_DATA = "awaiting_data"
    PERHAPS_IRRELEVANT = "perhaps_irrelevant"
    PROPOSED = "proposed"
    BY_HAND = "by_hand"
    UNDELIVERED = "undelivered"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Filters:
    """What the URL holds. `search` is words as typed: stems, prefixes (3 letters or more), numbers."""

    view: View = View.OPEN
    search: str = ""
    kind: Kind | None = None
    sector: Sector | None = None
    component: Component | None = None
    account: str = ""
    unit: str = ""
    before: int | None = None


@dataclass(frozen=True, slots=True)
class InboxRow:
    """`replied`: an officer's reply has been planned or sent since the citizen last wrote."""

    complaint: Complaint
    preview: str
    messages: int
    last_at: datetime
    undelivered: bool = False
    by_hand: bool = False
    replied: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A page of rows, newest first, in the view DUE by their dates; `next` is the `before` of the next page, None
    at the end.
    """

    rows: tuple[InboxRow, ...]
    next: int | None


@dataclass(frozen=True, slots=True)
class ShownAttachment:
    id: int
    filename: str
    content_type: str
    size: int
    refused: str = ""


@dataclass(frozen=True, slots=True)
class ShownMessage:
    """A message of a case, in or out. `send_state` and `reason` tell what became of ours,
    `settled_at` since when that is sure. `link` is where an officer sends what no program may send;
    `public` is what everybody can read where it was said; of what is `erased` nobody can read anything.
    """

    id: int
    inbound: bool
    at: datetime
    text: str
    full_text: str = ""
    subject: str = ""
    sender: str = ""
    purpose: Purpose | None = None
    by: str = ""
    send_state: SendState | None = None
    reason: str = ""
    settled_at: datetime | None = None
    link: str = ""
    attachments: tuple[ShownAttachment, ...] = ()
    public: bool = False
    erased: bool = False


@dataclass(frozen=True, slots=True)
class CaseView:
    complaint: Complaint
    classification: Classification
    messages: tuple[ShownMessage, ...]
    entries: tuple[Entry, ...]
    notes: tuple[Entry, ...] = ()


class InboxQueries(Protocol):
    def page(self, viewer: Viewer, filters: Filters, today: date, limit: int = 50) -> Page: ...

    def counts(self, viewer: Viewer, today: date) -> Mapping[View, int]: ...

    def case(self, viewer: Viewer, ticket: str) -> CaseView | None:
        """None where there is none, and where the viewer may not see it: the two look alike."""
        ...

    def attachment(self, viewer: Viewer, attachment_id: int) -> tuple[str, ShownAttachment] | None:
        """The sealed file's reference, and what it is."""
        ...

    def changed_since(self, viewer: Viewer, moment: datetime) -> int:
        """How many visible cases changed: the list never moves by itself, a line says so."""
        ...


@dataclass(frozen=True, slots=True)
class Officer:
    name: str
    full_name: str
    role: Role
    unit: str = ""
    active: bool = True


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in officer. Times in UTC."""

    officer: Officer
    began_at: datetime
    seen_at: datetime
    detail: Mapping[str, str] = field(default_factory=dict)


class StaffRegister(Protocol):
    def add(self, officer: Officer, password_hash: str) -> None:
        """Raises NotAllowed when the name is taken."""
        ...

    def officers(self) -> Sequence[Officer]: ...

    def password(self, name: str) -> tuple[Officer, str] | None:
        """The officer and the password's hash, for active officers."""
        ...

    def change_password(self, name: str, password_hash: str) -> None: ...

    def begin(self, name: str, token_hash: str, now: datetime) -> None: ...

    def session(self, token_hash: str, now: datetime) -> Session | None:
        """The session, marked as seen now; None when unknown, idle over 30 min or older than 12 h."""
        ...

    def peek(self, token_hash: str, now: datetime) -> Session | None:
        """As `session`, without marking it: a page that asks by itself keeps nobody signed in."""
        ...

    def end(self, token_hash: str) -> None: ...
