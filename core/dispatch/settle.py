"""What nobody knows whether it left: looked for on the platform's list, else repeated once, else a person's.

Each account settles by itself, as it sends: a list that hangs holds up nobody but those of its own account.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from core.dispatch.send import TRIES, Outcome, pause
from core.errors import ChannelError, Stale
from core.ports.channel import Channel, Finder
from core.ports.clock import Clock
from core.ports.outbox import Sending
from core.ports.store import Store, Unit

AT_ONCE_AGAIN = 3  # as often a message that was not on the list leaves without a pause


async def expire_next(store: Store, clock: Clock) -> bool:
    """Of what was leaving when its process died, or hung, nobody knows. Always False: there is never more."""
    await store.write(lambda unit: unit.outbox.expire(clock.now()))
    return False


async def settle_next(store: Store, account: str, channel: Channel, clock: Clock, limit: int = 20) -> bool:
    """Settle messages of an account of which nobody knows whether they left.

    A channel that can look on its platform's list is asked: what is there was sent, what is not there
    leaves again, and what cannot be asked for now stays as it is, the rest too. Elsewhere the message leaves once
    more, marked as a repeat under the same token, so that the recipient's program, or the recipient, can tell
    that it is the same. Returns True when something was settled: there may be more.
    """
    settled = False
    for sending in await store.read(lambda unit: unit.outbox.unknown(account, limit)):
        if isinstance(channel, Finder) and not _listed(channel, sending, clock.now()):
            continue
        outcome = await _look_for(channel, sending, clock)
        if outcome is None:
            break
        with suppress(Stale):  # another process settled it
            await store.write(outcome)
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
        again = now if tries <= AT_ONCE_AGAIN else now + pause(tries)
        unit.outbox.found(sending, receipts, again if tries < TRIES else None, now)

    return record
