"""lease -> send -> record, and lease the next. What fails is tried again, waits, stops or goes to a person: its
class says which.

Each account is a flow of its own, and each message in it leaves by itself: a platform that hangs holds up nobody
but those who wait for a place among the few that it is given at the same time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from core.errors import (
    ByHand,
    ChannelError,
    OutOfCredit,
    OverBudget,
    Stale,
    Throttled,
    Unauthorised,
    Uncertain,
)
from core.ports.channel import Channel
from core.ports.clock import Clock
from core.ports.outbox import Sending
from core.ports.store import Store, Unit

LEASE = timedelta(minutes=3)  # longer than any channel's own time-out
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=1)
Outcome = Callable[[Unit], None]
WAITED_FOR = (
    Throttled,
    Unauthorised,
    OutOfCredit,
    OverBudget,
)  # what strikes one message strikes the account
TRIES = 60  # with these pauses two and a half days, as mail servers do (RFC 5321 section 4.5.4.1)


def again_at(error: ChannelError, tries: int, now: datetime) -> datetime | None:
    """When to try again after `tries` failed sends; None for never."""
    if not error.retry or tries >= TRIES:
        return None
    if isinstance(error, Throttled) and error.wait is not None:
        return now + error.wait
    return now + pause(tries)


def pause(tries: int) -> timedelta:
    """How long a message rests that failed so often."""
    return min(FIRST_PAUSE * (1 << min(tries, 10)), LONGEST_PAUSE)


class Flow:
    """One account's messages on their way: as many at the same time as its channel says, each to another person.

    Each records what became of it and takes up the next that is due in the same unit, until nothing is.
    `wake` is set when somebody should look again, `stop` when nothing more is to be taken up.
    """

    def __init__(
        self,
        account: str,
        channel: Channel,
        store: Store,
        clock: Clock,
        wake: asyncio.Event | None = None,
        stop: asyncio.Event | None = None,
    ) -> None:
        self._account = account
        self._channel = channel
        self._store = store
        self._clock = clock
        self._wake = wake or asyncio.Event()
        self._stop = stop or asyncio.Event()
        self._leaving = 0
        self._missed = False  # somebody looked while there was no room
        self._waits_until = datetime.min.replace(tzinfo=UTC)
        self._faults: list[Exception] = []

    async def next(self, leaving: asyncio.TaskGroup) -> bool:
        """Let what is due begin to leave, as far as there is room. Returns False: it goes on by itself.

        Raises what `raise_faults` does.
        """
        self.raise_faults()
        room = self._channel.capabilities.at_once - self._leaving
        self._missed = room <= 0
        for sending in await self._store.write(lambda unit: self._lease(unit, room)) if room > 0 else ():
            self._leaving += 1
            leaving.create_task(self._leave(sending))
        return False

    def raise_faults(self) -> None:
        """Raises an ExceptionGroup of what nobody foresaw in those that left since it was last called. They
        will be UNKNOWN, when their leases run out.
        """
        if self._faults:
            faults, self._faults = self._faults, []
            raise ExceptionGroup(f"messages of account {self._account}", faults)

    def _lease(self, unit: Unit, most: int) -> Sequence[Sending]:
        now = self._clock.now()
        if self._stop.is_set() or now < self._waits_until:
            return ()
        return unit.outbox.lease(self._account, now, most, LEASE)

    async def _leave(self, sending: Sending | None) -> None:
        """Send one message after the other until nothing is due."""
        try:
            while sending is not None:
                sending = await self._record(await self._send(sending))
        except Exception as error:  # noqa: BLE001 - `next` raises it: the others of this account leave meanwhile
            self._faults.append(error)
        finally:
            self._leaving -= 1
            if self._missed or self._faults:
                self._wake.set()

    async def _send(self, sending: Sending) -> Outcome:
        """Send, outside any transaction; returns the unit that records what became of it."""
        try:
            receipt = await self._channel.send(sending.message)
        except Uncertain:
            return lambda unit: unit.outbox.uncertain(sending, self._clock.now())
        except ByHand as error:
            link = error.link
            return lambda unit: unit.outbox.by_hand(sending, link, self._clock.now())
        except ChannelError as error:
            return self._failed(sending, error)
        return lambda unit: unit.outbox.sent([(sending, receipt)], self._clock.now())

    def _failed(self, sending: Sending, error: ChannelError) -> Outcome:
        """A platform that asks to wait, or refuses our credentials, is not asked once more for each message."""
        moment = self._clock.now()
        code, again = error.code, again_at(error, sending.tries, moment)
        if again is not None and isinstance(error, WAITED_FOR):
            self._waits_until = max(self._waits_until, again)
        return lambda unit: unit.outbox.failed(sending, code, again, moment)

    async def _record(self, outcome: Outcome) -> Sending | None:
        """Record an outcome; the message that leaves next, if one is due."""

        def record(unit: Unit) -> Sequence[Sending]:
            outcome(unit)
            return self._lease(unit, 1)

        try:
            following = await self._store.write(record)
        except Stale:
            # The lease ran out while the platform took its time: the message is UNKNOWN by now and
            # settlement decides about it.
            self._missed = True
            return None
        return following[0] if following else None
