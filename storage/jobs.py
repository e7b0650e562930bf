"""Units that wait to be written: two bounded queues, live before bulk, and their callers."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from threading import Condition
from typing import Any

from core.errors import StoreBusy, StoreError
from storage.unit import SqlUnit

LIVE_LIMIT = 1024
BULK_LIMIT = 256
BULK_IN_A_GROUP = 8
"""Bulk units in one group when nothing live waits; with live ones only one, so that bulk work moves
on and a person never waits for a run of it."""


@dataclass(slots=True, eq=False)
class Job:
    """A unit, the caller who waits for it, and what came of it. Where the job `after` which it comes failed,
    it fails too.
    """

    unit: Callable[[SqlUnit], Any]
    future: asyncio.Future[Any]
    after: Job | None = None
    bulk: bool = False
    result: Any = None
    error: Exception | None = None
    loop: asyncio.AbstractEventLoop = field(init=False)

    def __post_init__(self) -> None:
        self.loop = self.future.get_loop()

    def run(self, unit: SqlUnit) -> Any:
        if self.after is not None and self.after.error is not None:
            raise self.after.error
        return self.unit(unit)

    def tell(self) -> None:
        """Gives the result to the caller; runs in the caller's loop."""
        if self.future.done():
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.result)


class Jobs:
    """The two queues. Callers put, writer threads take; nobody is lost between the two."""

    def __init__(self, group: int, live_limit: int = LIVE_LIMIT, bulk_limit: int = BULK_LIMIT) -> None:
        self._group = group
        self._limits = {False: live_limit, True: bulk_limit}
        self._queues: dict[bool, deque[Job]] = {False: deque(), True: deque()}
        self._waiting = Condition()
        self._closed = False

    def put(self, job: Job, *, bulk: bool) -> None:
        """Raises StoreBusy when the queue is full, StoreError when the store is closed."""
        with self._waiting:
            if self._closed:
                raise StoreError("the store is closed")
            queue = self._queues[bulk]
            if len(queue) >= self._limits[bulk]:
                raise StoreBusy(f"{len(queue)} units of work wait already: nothing was kept, try again")
            job.bulk = bulk
            queue.append(job)
            self._waiting.notify()

    def take(self) -> list[Job]:
        """The next group, waiting until there is one; empty when the queues are closed and drained.

        No timer: a group is what waits now. Jobs whose caller has gone are left out.
        """
        live, bulk = self._queues[False], self._queues[True]
        with self._waiting:
            while True:
                while not (live or bulk or self._closed):
                    self._waiting.wait()
                group = _popped(live, self._group)
                group += _popped(bulk, min(1 if group else BULK_IN_A_GROUP, self._group - len(group)))
                # Nothing is left where all callers have gone: only a closed store ends its writer.
                if group or (self._closed and not (live or bulk)):
                    return group

    def give_way(self, group: list[Job], begun: int) -> bool:
        """When something live waits, bulk work of a group that has not begun goes back to where it was."""
        with self._waiting:
            if not self._queues[False]:
                return False
            self._queues[True].extendleft(reversed(group[begun:]))
            del group[begun:]
            return True

    def close(self) -> None:
        """Takes nothing more; what waits is still written."""
        with self._waiting:
            self._closed = True
            self._waiting.notify_all()

    def waiting(self) -> int:
        return sum(map(len, self._queues.values()))


def tell_all(jobs: Iterable[Job]) -> None:
    """Wakes each caller's loop once, however many of its callers are served."""
    by_loop: dict[asyncio.AbstractEventLoop, list[Job]] = {}
    for job in jobs:
        by_loop.setdefault(job.loop, []).append(job)
    for loop, served in by_loop.items():
        call_soon(loop, partial(_tell, served))


def _tell(jobs: list[Job]) -> None:
    for job in jobs:
        job.tell()


def call_soon(loop: asyncio.AbstractEventLoop, callback: Callable[[], object]) -> None:
    """Runs the callback in a loop of another thread; a loop that has ended needs it no more."""
    try:
        loop.call_soon_threadsafe(callback)
    except RuntimeError:
        if not loop.is_closed():
            raise


def _popped(queue: deque[Job], count: int) -> list[Job]:
    popped: list[Job] = []
    while queue and len(popped) < count:
        job = queue.popleft()
        if not job.future.cancelled():
            popped.append(job)
    return popped
