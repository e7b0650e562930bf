"""Complaints brought to the store: by one client or by many at a time, alone or in bulk."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from functools import partial

from bench.cases import write_row_sets
from bench.letters import Letter
from core.message import Envelope
from storage.store import SqlStore


async def bring(
    store: SqlStore,
    arrived: Sequence[Envelope],
    letters: Sequence[Letter],
    *,
    clients: int = 1,
    at_once: int = 1,
) -> list[float]:
    """Each client brings its next row sets when the last are durable; returns how long each took, in seconds."""
    starts = iter(range(0, len(arrived), at_once))
    taken: list[float] = []

    async def client() -> None:
        for start in starts:
            part = slice(start, start + at_once)
            began = time.perf_counter()
            await store.write(partial(write_row_sets, arrived=arrived[part], letters=letters[part]))
            taken.append(time.perf_counter() - began)

    await asyncio.gather(*(client() for _ in range(clients)))
    return taken
