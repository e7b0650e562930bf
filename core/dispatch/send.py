"""lease -> send -> record. What fails is tried again, waits, stops or goes to a person: its class says which."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from core.errors import ChannelError, Stale, Throttled, Uncertain
from core.ports.channel import Channel
from core.ports.clock import Clock
from core.ports.outbox import Sending
from core.ports.store import Store, Unit

LEASE = timedelta(minutes=3)  # longer than any channel's own time-out
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=1)
TRIES = 60  # with these pauses two and a half days, as mail servers do (RFC 5321 section 4.5.4.1)


def again_at(error: ChannelError, tries: int, now: datetime) -> datetime | None:
    """When to try again after `tries` failed sends; None for never."""
    if not error.retry or tries >= TRIES:
        return None
    if isinstance(error, Throttled) and error.wait is not None:
        return now + error.wait
    return now + min(FIRST_PAUSE * (1 << min(tries, 10)), LONGEST_PAUSE)


async def dispatch_next(store: Store, channels: Mapping[str, Channel], clock: Clock, limit: int = 20) -> bool:
    """Send what is due, the accounts side by side, each account's messages in their order.

    Returns True when something was leased: there may be more. A message whose outcome nobody knows
    stays UNKNOWN and is never simply sent again.
    """
    now = clock.now()
    leased = await store.write(lambda unit: unit.outbox.lease(tuple(channels), now, limit, LEASE))
    by_account: dict[str, list[Sending]] = {}
    for sending in leased:
        by_account.setdefault(sending.message.account, []).append(sending)
    async with asyncio.TaskGroup() as group:
        for account, sendings in by_account.items():
            group.create_task(_send_all(store, channels[account], sendings, clock))
    return bool(leased)


async def _send_all(store: Store, channel: Channel, sendings: Sequence[Sending], clock: Clock) -> None:
    for sending in sendings:
        await _send_one(store, channel, sending, clock)


async def _send_one(store: Store, channel: Channel, sending: Sending, clock: Clock) -> None:
    try:
        receipt = await channel.send(sending.message)
    except Uncertain:
        await _record(store, lambda unit: unit.outbox.uncertain(sending, clock.now()))
    except ChannelError as error:
        failure = error
        moment = clock.now()
        again = again_at(failure, sending.tries, moment)
        await _record(store, lambda unit: unit.outbox.failed(sending, failure.code, again, moment))
    else:
        await _record(store, lambda unit: unit.outbox.sent(sending, receipt, clock.now()))


async def _record(store: Store, unit: Callable[[Unit], None]) -> None:
    try:
        await store.write(unit)
    except Stale:
        # The lease ran out while the platform took its time: the message is UNKNOWN by now and
        # settlement decides about it.
        return


async def settle_next(store: Store, channels: Mapping[str, Channel], clock: Clock, limit: int = 20) -> bool:
    """Settle messages of which nobody knows whether they left.

    A channel that can look (`find` on its platform's list) is asked; elsewhere the message leaves
    once more, marked as a repeat under the same token, so that the recipient's program, or the
    recipient, can tell that it is the same.
    """
    now = clock.now()
    await store.write(lambda unit: unit.outbox.expire(now))
    unknown = await store.read(lambda unit: unit.outbox.unknown(tuple(channels), limit))
    for sending in unknown:
        await _record(store, _repeat(sending, now))
    return bool(unknown)


def _repeat(sending: Sending, now: datetime) -> Callable[[Unit], None]:
    def record(unit: Unit) -> None:
        unit.outbox.repeat(sending, now)

    return record
