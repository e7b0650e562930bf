"""The step of the loop that proposes groups."""

from __future__ import annotations

from datetime import timedelta

from core.group.likeness import propose
from core.ports.clock import Clock
from core.ports.store import Store

LOOKED_BACK = timedelta(days=14)
MOST = 400  # reports looked at in one go: the work grows with their square


async def gather_next(store: Store, clock: Clock) -> bool:
    """Look at the newest reports and propose what is new. Always False: there is never more at once."""
    now = clock.now()
    reports = await store.read(lambda unit: unit.groups.reports(now - LOOKED_BACK, MOST))
    proposals = propose(reports)
    if proposals:
        await store.write(lambda unit: unit.groups.propose(proposals, now), bulk=True)
    return False
