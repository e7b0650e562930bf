"""How the channels fare and whether the books balance: read from the store, told in plain values.

A state that an account reported is believed only while it is fresh. A process that died cannot
report that it died, so silence is a condition of its own, and an account that says "ok" without
having succeeded lately is late: "healthy" is never said of a dead channel.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from core.ports.accounts import AccountHealth, Balance, Health
from core.ports.clock import JAKARTA
from core.ports.send import SendState
from core.ports.store import Unit
from core.ports.usage import Usage

SILENT_AFTER = timedelta(minutes=5)
EXPIRES_SOON = timedelta(days=7)  # a person must renew what has not renewed itself by then
LATE_AFTER = timedelta(minutes=10)
LAG_LIMIT = timedelta(minutes=10)
DAYS = 7
COUNTED = 1_000  # quarantined deliveries are counted up to here
TROUBLED_SENDS = frozenset({SendState.UNKNOWN, SendState.FAILED, SendState.HELD})


class Condition(StrEnum):
    """What to say of an account."""

    OK = "ok"
    STARTING = "starting"
    LATE = "late"
    FAILING = "failing"
    PAUSED = "paused"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class AccountReport:
    """One account. `backlog` counts what the platform still holds for us, `unread` what is kept but not
    read, `lag` how long the oldest of these has waited. `usage` is what a platform charged this month,
    `expires_at` when its credential ends.
    """

    account: str
    kind: str
    condition: Condition
    last_success: datetime | None = None
    last_error: datetime | None = None
    error: str = ""
    next_try: datetime | None = None
    backlog: int = 0
    unread: int = 0
    lag: timedelta | None = None
    quarantined: int = 0
    outbox: Mapping[SendState, int] | None = None
    usage: Usage | None = None
    expires_at: datetime | None = None
    expires_soon: bool = False

    @property
    def stuck(self) -> int:
        """Messages of ours that a person should look at."""
        return sum((self.outbox or {}).get(state, 0) for state in TROUBLED_SENDS)

    @property
    def needs_action(self) -> bool:
        lagging = self.lag is not None and self.lag > LAG_LIMIT
        return self.condition not in {Condition.OK, Condition.STARTING} or lagging or self.expires_soon


@dataclass(frozen=True, slots=True)
class HealthReport:
    """All accounts, by name, and the ledger of the last days, newest first."""

    at: datetime
    accounts: tuple[AccountReport, ...]
    balances: tuple[Balance, ...]

    @property
    def troubled(self) -> tuple[AccountReport, ...]:
        return tuple(account for account in self.accounts if account.needs_action)

    @property
    def unbalanced(self) -> tuple[Balance, ...]:
        return tuple(balance for balance in self.balances if balance.missing)


def report(unit: Unit, now: datetime) -> HealthReport:
    """Everything the ops page shows. `now` in UTC; reads only."""
    known = {health.account: health for health in unit.accounts.health()}
    lags = unit.ledger.lag()
    outbox: dict[str, dict[SendState, int]] = {}
    for (account, state), count in unit.outbox.counts().items():
        outbox.setdefault(account, {})[state] = count
    quarantined = Counter(account for _, account, _, _ in unit.envelopes.quarantined(COUNTED))
    since = (now.astimezone(JAKARTA) - timedelta(days=DAYS - 1)).date()
    balances = sorted(unit.ledger.balances(since), key=lambda one: (-one.day.toordinal(), one.account))
    usages = {one.account: one for one in unit.usages.of(now.astimezone(UTC).date().replace(day=1))}
    names = sorted({*known, *lags, *usages, *outbox, *quarantined, *(one.account for one in balances)})
    return HealthReport(
        now,
        tuple(
            replace(_account(name, known.get(name), lags, quarantined, outbox, now), usage=usages.get(name))
            for name in names
        ),
        tuple(balances),
    )


def _account(
    name: str,
    health: AccountHealth | None,
    lags: Mapping[str, tuple[int, datetime | None]],
    quarantined: Mapping[str, int],
    outbox: Mapping[str, Mapping[SendState, int]],
    now: datetime,
) -> AccountReport:
    unread, oldest = lags.get(name, (0, None))
    told = health or AccountHealth(name, "", Health.STARTING)
    return AccountReport(
        account=name,
        kind=told.kind,
        condition=condition(told, now),
        last_success=told.last_success,
        last_error=told.last_error,
        error=told.error,
        next_try=told.next_try,
        backlog=told.backlog,
        unread=unread,
        lag=now - oldest if oldest else None,
        quarantined=quarantined.get(name, 0),
        outbox=outbox.get(name, {}),
        expires_at=told.expires_at,
        expires_soon=told.expires_at is not None and told.expires_at - now < EXPIRES_SOON,
    )


def condition(health: AccountHealth, now: datetime) -> Condition:
    """What to say of an account, given what it last said and when. A paused account may be silent: a
    person must act anyway.
    """
    if health.state is Health.PAUSED:
        return Condition.PAUSED
    if health.reported_at is None or now - health.reported_at > SILENT_AFTER:
        return Condition.SILENT
    if health.state is Health.FAILING:
        return Condition.FAILING
    if health.state is Health.STARTING:
        return Condition.STARTING
    late = health.last_success is None or now - health.last_success > LATE_AFTER
    return Condition.LATE if late else Condition.OK
