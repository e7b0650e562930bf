"""How each account fares, and whether what came in and what became of it add up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from core.message import Terminal


class Health(StrEnum):
    OK = "ok"
    STARTING = "starting"
    FAILING = "failing"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class AccountHealth:
    """One line of the ops page. `error` is a code and a plain sentence without personal data, `expires_at`
    when the account's credential ends, where it does.
    """

    account: str
    kind: str
    state: Health
    last_success: datetime | None = None
    last_error: datetime | None = None
    error: str = ""
    next_try: datetime | None = None
    backlog: int = 0
    reported_at: datetime | None = None
    expires_at: datetime | None = None


class Accounts(Protocol):
    def connected(self, account: str, now: datetime) -> datetime:
        """When this account was first connected; set on the first call (T0 floor, `accept_from`)."""
        ...

    def cursor(self, account: str, stream: str) -> str | None: ...

    def report(self, health: AccountHealth) -> None: ...

    def health(self) -> Sequence[AccountHealth]: ...


@dataclass(frozen=True, slots=True)
class Balance:
    """One account's day (Asia/Jakarta date of keeping): `received` is counted when things arrive,
    `ended` when they end, `waiting` are those not read yet. They must add up.
    """

    account: str
    day: date
    received: int
    waiting: int
    ended: Mapping[Terminal, int]

    @property
    def missing(self) -> int:
        """Items that neither ended nor wait: 0, or something was lost (or counted twice)."""
        return self.received - self.waiting - sum(self.ended.values())


class Ledger(Protocol):
    def balances(self, since: date | None = None) -> Sequence[Balance]: ...

    def fate(self, account: str, unique_id: str) -> Terminal | None:
        """How the item of this unique id (its message's `unique_id`) ended; None while it has not."""
        ...

    def ticket_of(self, account: str, unique_id: str) -> str | None:
        """The ticket of the case that the item of this unique id opened or joined; None while there is none."""
        ...

    def lag(self) -> Mapping[str, tuple[int, datetime | None]]:
        """By account: unread envelopes, and when the oldest of them was kept."""
        ...
