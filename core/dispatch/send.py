"""lease -> send -> record. What fails is tried again, waits, stops or goes to a person: its class says which."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

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
from core.ports.channel import Channel, Finder
from core.ports.clock import Clock
from core.ports.outbox import Sending
from core.ports.store import Store, Unit

LEASE = timedelta(minutes=3)  # longer than any channel's own time-out
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=1)
AT_ONCE_AGAIN = 3  # as often a message that was not on the list leaves without a pause
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
    return now + _pause(tries)


def _pause(tries: int) -> timedelta:
    return min(FIRST_PAUSE * (1 << min(tries, 10)), LONGEST_PAUSE)


async def dispatch_next(store: Store, channels: Mapping[str, Channel], clock: Clock, limit: int = 20) -> bool:
    """Send what is due: the accounts side by side, and of each account as many messages as its channel says.
    Of one conversation only one is leased, so that they leave in their order.

    Returns True when something was leased: there may be more. A message whose outcome nobody knows
    stays UNKNOWN and is never simply sent again.
    """
    leased = await store.write(lambda unit: _lease(unit, channels, clock.now(), limit))
    async with asyncio.TaskGroup() as group:
        for account, sendings in _by_account(leased).items():
            group.create_task(_send_all(store, channels[account], sendings, clock))
    return bool(leased)


def _lease(unit: Unit, channels: Mapping[str, Channel], now: datetime, limit: int) -> Sequence[Sending]:
    """Of each account only the first ones begin: the next one begins when the outcome of one is recorded."""
    at_once = {account: channel.capabilities.at_once for account, channel in channels.items()}
    return unit.outbox.lease(tuple(channels), now, limit, LEASE, at_once)


def _by_account(leased: Sequence[Sending]) -> dict[str, list[Sending]]:
    by_account: dict[str, list[Sending]] = {}
    for sending in leased:
        by_account.setdefault(sending.message.account, []).append(sending)
    return by_account


async def _send_all(store: Store, channel: Channel, sendings: Sequence[Sending], clock: Clock) -> None:
    at_once = channel.capabilities.at_once
    line = deque(sendings[at_once:])
    async with asyncio.TaskGroup() as group:
        for sending in sendings[:at_once]:
            group.create_task(_send_in_turn(store, channel, sending, line, clock))


async def _send_in_turn(
    store: Store, channel: Channel, begun: Sending | None, line: deque[Sending], clock: Clock
) -> None:
    """Send a message that has begun to leave, then one after the other of those that stand in line."""
    while begun is not None:
        outcome, waits = await _send_one(channel, begun, clock)
        if waits is not None:
            rest = [begun, *line]
            line.clear()
            await _record(store, _all_wait(rest, waits, clock), None, clock)
            return
        following = line.popleft() if line else None
        went_on = await _record(store, outcome, following, clock)
        # Where it does not, the leases ran out while the platform took its time: others send the rest.
        begun = following if went_on else None


async def _send_one(channel: Channel, sending: Sending, clock: Clock) -> tuple[Outcome, ChannelError | None]:
    """Send, outside any transaction; returns the unit that records what became of it, and the error for which
    the account's other messages must wait as well.
    """
    try:
        receipt = await channel.send(sending.message)
    except Uncertain:
        return lambda unit: unit.outbox.uncertain(sending, clock.now()), None
    except ByHand as error:
        link = error.link
        return lambda unit: unit.outbox.by_hand(sending, link, clock.now()), None
    except ChannelError as error:
        waits = error if isinstance(error, WAITED_FOR) else None
        return _failed(sending, error, clock), waits
    return lambda unit: unit.outbox.sent([(sending, receipt)], clock.now()), None


def _failed(sending: Sending, error: ChannelError, clock: Clock) -> Outcome:
    moment = clock.now()
    code, again = error.code, again_at(error, sending.tries, moment)
    return lambda unit: unit.outbox.failed(sending, code, again, moment)


def _all_wait(sendings: Sequence[Sending], error: ChannelError, clock: Clock) -> Outcome:
    """A platform that asks to wait, or refuses our credentials, is not asked once more for each message."""
    outcomes = [_failed(sending, error, clock) for sending in sendings]

    def record(unit: Unit) -> None:
        for outcome in outcomes:
            outcome(unit)

    return record


async def _record(store: Store, outcome: Outcome, following: Sending | None, clock: Clock) -> bool:
    """Record an outcome and begin the next message in one unit; False when no next one may begin."""

    def record(unit: Unit) -> bool:
        outcome(unit)
        return following is not None and unit.outbox.begin(following, clock.now() + LEASE)

    try:
        return await store.write(record)
    except Stale:
        # The lease ran out while the platform took its time: the message is UNKNOWN by now and
        # settlement decides about it.
        return False


async def settle_next(store: Store, channels: Mapping[str, Channel], clock: Clock, limit: int = 20) -> bool:
    """Settle messages of which nobody knows whether they left.

    A channel that can look on its platform's list is asked: what is there was sent, what is not there
    leaves again, and what cannot be asked for now stays as it is. Elsewhere the message leaves once more,
    marked as a repeat under the same token, so that the recipient's program, or the recipient, can tell
    that it is the same. Returns True when something was settled: there may be more.
    """
    now = clock.now()
    await store.write(lambda unit: unit.outbox.expire(now))
    unknown = await store.read(
        lambda unit: {account: unit.outbox.unknown([account], limit) for account in channels}
    )
    async with asyncio.TaskGroup() as group:
        settling = [
            group.create_task(_settle_all(store, channels[account], sendings, clock))
            for account, sendings in unknown.items()
        ]
    return any(task.result() for task in settling)


async def _settle_all(store: Store, channel: Channel, sendings: Sequence[Sending], clock: Clock) -> bool:
    """Whether any of one account's was settled. Where the platform cannot be asked, the rest waits too."""
    settled = False
    for sending in sendings:
        if isinstance(channel, Finder) and not _listed(channel, sending, clock.now()):
            continue
        outcome = await _look_for(channel, sending, clock)
        if outcome is None:
            break
        await _record(store, outcome, None, clock)
        settled = True
    return settled


def _listed(channel: Finder, sending: Sending, now: datetime) -> bool:
    return sending.since is None or now - sending.since >= channel.listed_after


async def _look_for(channel: Channel, sending: Sending, clock: Clock) -> Outcome | None:
    """The unit that settles an UNKNOWN message; None when nobody can tell now."""
    if not isinstance(channel, Finder):
        return lambda unit: unit.outbox.repeat(sending, clock.now())
    try:
        receipts = await channel.find(sending.message)
    except ChannelError:
        return None

    def record(unit: Unit) -> None:
        now, tries = clock.now(), sending.tries
        again = now if tries <= AT_ONCE_AGAIN else now + _pause(tries)
        unit.outbox.found(sending, receipts, again if tries < TRIES else None, now)

    return record
