"""Keep first, read later: a batch is durable, cursor included, before the platform hears of it."""

from __future__ import annotations

from dataclasses import replace

from core.errors import StoreRefused
from core.message import Batch, Envelope, Kept
from core.ports.clock import Clock
from core.ports.store import Store

UNKEEPABLE = "unkeepable"


async def keep(store: Store, batch: Batch, clock: Clock) -> Kept:
    """Keep a batch in one unit.

    A batch that the store will not take is halved down to the envelope that brought it; that one is
    kept as bare bytes, without its headers, so that the cursor never jumps over anything. Raises
    StoreBusy and the other StoreErrors: then nothing of what was not yet kept is kept, and the
    platform must not be told that it was.
    """
    try:
        return await store.write(lambda unit: unit.envelopes.keep(batch, clock.now()))
    except StoreRefused:
        if len(batch.envelopes) <= 1:
            return await _keep_bare(store, batch, clock)
    middle = len(batch.envelopes) // 2
    # The cursor stands for the whole batch: it moves with the second half only.
    first = await keep(store, replace(batch, envelopes=batch.envelopes[:middle], cursor=None), clock)
    second = await keep(store, replace(batch, envelopes=batch.envelopes[middle:]), clock)
    return Kept(first.fresh + second.fresh, first.redelivered + second.redelivered)


async def _keep_bare(store: Store, batch: Batch, clock: Clock) -> Kept:
    bare = tuple(_bare(envelope) for envelope in batch.envelopes)
    return await store.write(lambda unit: unit.envelopes.keep(replace(batch, envelopes=bare), clock.now()))


def _bare(envelope: Envelope) -> Envelope:
    return replace(envelope, headers={UNKEEPABLE: "yes"})
