"""All that the office has laid down: its calendar, its routing, its words, its bounds. One value, passed along."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from core.capabilities import Capabilities
from core.case.routing import NO_FIELDS, Row
from core.classify.labels import Classifier, Sector
from core.law.bases import LegalBases
from core.law.calendar import WorkCalendar
from core.law.waiting import Waiting
from core.licensing.kbli import BusinessTable
from core.notice.notices import Notices
from core.standard.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class Caps:
    """Bounds against floods and loops, per address: machine-written answers in 24 hours (two polite
    machines without a header would otherwise answer each other for ever), messages in an hour.
    """

    answers_per_day: int = 5
    messages_per_hour: int = 30


@dataclass(frozen=True, slots=True)
class Carrier:
    """An account that may write first; `kind` is its channel's, `prefix` stands before a number there."""

    account: str
    kind: str
    prefix: str = ""


@dataclass(frozen=True)
class Desk:
    """`letters` gives an account's letter in the register of channels (seed, component 6 item 2),
    `capabilities` what its channel carries (an account that is not there carries anything);
    `random_bytes` makes check codes, so that tests can foresee them. `unapproved` are accounts whose line
    in public leaves without a person's approval (domain 7.3). `carriers` say who may write first to a
    contact that was given in a form, by the contact's kind.
    """

    calendar: WorkCalendar
    classifier: Classifier
    notices: Notices
    bases: LegalBases
    random_bytes: Callable[[int], bytes]
    routing: tuple[Row, ...] = ()
    waiting: Waiting = field(default_factory=Waiting)
    caps: Caps = field(default_factory=Caps)
    ticket_prefix: str = "PWK"
    catalogue: Catalogue = field(default_factory=Catalogue)
    businesses: BusinessTable = field(default_factory=BusinessTable)
    fields: Mapping[str, frozenset[Sector]] = field(default_factory=lambda: NO_FIELDS)
    letters: Mapping[str, str] = field(default_factory=dict)
    unapproved: frozenset[str] = frozenset()
    carriers: Mapping[str, Carrier] = field(default_factory=dict)
    capabilities: Mapping[str, Capabilities] = field(default_factory=dict)
    lease: timedelta = timedelta(seconds=60)
    batch: int = 64

    @property
    def chats(self) -> frozenset[str]:
        """Accounts by which people send many short messages for one thought."""
        return frozenset(account for account, able in self.capabilities.items() if able.bubbles)

    @property
    def by_hand(self) -> frozenset[str]:
        """Accounts where no program can answer a person: an officer does."""
        return frozenset(account for account, able in self.capabilities.items() if not able.privately)
