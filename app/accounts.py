"""Each polled account has a loop of its own: one that fails pauses alone, and says so."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from app.loops import describe
from core.errors import ChannelError, OutOfCredit, OverBudget, StoreError, Throttled, Unauthorised
from core.intake.connection import first_connection
from core.intake.keep import keep
from core.message import Batch, Kept
from core.ports.accounts import AccountHealth, Health
from core.ports.channel import Channel, Expiring, Poller
from core.ports.clock import Clock
from core.ports.store import Store, Unit

LOG = logging.getLogger("aduan.accounts")
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 300.0
PAUSING = (Unauthorised, OutOfCredit, OverBudget)  # nothing helps but a person
REFUSED_PAUSE = 3600.0  # a person must act; and a refused password is not hammered: providers lock for it


@dataclass
class Watch:
    """How the accounts fare, in memory; a loop writes it to the store for the ops page."""

    clock: Clock
    accounts: dict[str, AccountHealth] = field(default_factory=dict)

    def start(self, account: str, kind: str) -> None:
        self.accounts[account] = AccountHealth(account, kind, Health.STARTING)

    def succeeded(self, account: str, backlog: int) -> None:
        self._set(
            account, state=Health.OK, last_success=self.clock.now(), backlog=backlog, error="", next_try=None
        )

    def failed(self, account: str, error: str, next_try: datetime, state: Health = Health.FAILING) -> None:
        self._set(account, state=state, last_error=self.clock.now(), error=error, next_try=next_try)

    def _set(self, account: str, **changes: object) -> None:
        self.accounts[account] = replace(self.accounts[account], **changes)  # type: ignore[arg-type]  # fields of AccountHealth

    async def report(
        self,
        store: Store,
        forged: Callable[[str], bool] = lambda _: False,
        channels: Mapping[str, Channel] | None = None,
    ) -> bool:
        """Write all lines; always False: there is never more at once. Of a `forged` account's webhook
        nothing genuine comes: perhaps our secret is wrong, and a poller's success must not hide it.
        """
        lines = [
            replace(
                line, reported_at=self.clock.now(), expires_at=_expiry((channels or {}).get(line.account))
            )
            for line in self.accounts.values()
        ]
        lines = [
            replace(line, state=Health.FAILING, error="forged") if forged(line.account) else line
            for line in lines
        ]

        def write(unit: Unit) -> None:
            for line in lines:
                unit.accounts.report(line)

        await store.write(write)
        return False


@dataclass
class StoreSink:
    """Hands what a poller found to the store. Fulfils core.ports.channel.Sink."""

    account: str
    store: Store
    clock: Clock
    watch: Watch
    accept: datetime | None = None
    beats: int = 0

    async def cursor(self, stream: str) -> str | None:
        return await self.store.read(lambda unit: unit.accounts.cursor(self.account, stream))

    async def keep(self, batch: Batch) -> Kept:
        kept = await keep(self.store, batch, self.clock)
        self.beat()
        return kept

    async def accept_from(self) -> datetime:
        now = self.clock.now()
        first = await self.store.write(lambda unit: first_connection(unit, self.account, now))
        return self.accept or first

    def beat(self, backlog: int = 0) -> None:
        self.beats += 1
        self.watch.succeeded(self.account, backlog)


async def hold(channel: Poller, sink: StoreSink, watch: Watch, clock: Clock) -> None:
    """Poll for ever; when the connection ends, wait as its error's class says, and connect again."""
    failures = 0
    while True:
        before = sink.beats
        state = Health.FAILING
        try:
            await channel.poll(sink)
            code = "closed"
        except ChannelError as error:
            failures = 0 if sink.beats > before else failures
            pause = _pause(error, failures)
            code = error.code
            state = Health.PAUSED if isinstance(error, PAUSING) else Health.FAILING
            LOG.warning("account %s: %s", channel.account, error)
        except Exception as error:  # noqa: BLE001 - the edge: one account's fault must not end the others
            pause = _pause(None, failures)
            code = "store" if isinstance(error, StoreError) else "unforeseen"
            LOG.error("account %s: %s", channel.account, describe(error))
        else:
            pause = FIRST_PAUSE
        failures += 1
        watch.failed(channel.account, code, clock.now() + timedelta(seconds=pause), state)
        await asyncio.sleep(pause)


def _expiry(channel: Channel | None) -> datetime | None:
    return channel.expires_at() if isinstance(channel, Expiring) else None


def _pause(error: ChannelError | None, failures: int) -> float:
    if isinstance(error, PAUSING):
        return REFUSED_PAUSE
    if isinstance(error, Throttled) and error.wait is not None:
        return max(error.wait.total_seconds(), FIRST_PAUSE)
    return min(FIRST_PAUSE * (1 << min(failures, 10)), LONGEST_PAUSE) * random.uniform(0.5, 1.0)  # noqa: S311 - jitter
