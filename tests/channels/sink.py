"""A sink that keeps in memory as the store does: by key, once for ever, each cursor with its batch."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime

from core.errors import AduanError
from core.message import Batch, Envelope, Kept
from core.ports.channel import Poller, Sink

SECONDS = 20.0  # a deadline, not a measure
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class MemorySink:
    """`failures` are raised one a batch, instead of keeping it."""

    def __init__(self, accept: datetime = LONG_AGO) -> None:
        self.accept = accept
        self.kept: dict[str, Envelope] = {}
        self.cursors: dict[str, str] = {}
        self.batches: list[Batch] = []
        self.beats = 0
        self.failures: list[Exception] = []
        self._changed = asyncio.Condition()

    async def cursor(self, stream: str) -> str | None:
        return self.cursors.get(stream)

    async def accept_from(self) -> datetime:
        return self.accept

    async def keep(self, batch: Batch) -> Kept:
        if self.failures:
            raise self.failures.pop(0)
        fresh = [envelope for envelope in batch.envelopes if envelope.key not in self.kept]
        self.kept.update({envelope.key: envelope for envelope in fresh})
        self.batches.append(batch)
        if batch.cursor is not None:
            self.cursors[batch.stream] = batch.cursor
        await self._tell()
        return Kept(len(fresh), 0 if batch.rescan else len(batch.envelopes) - len(fresh))

    def beat(self, backlog: int = 0) -> None:
        self.beats += 1
        self._told = asyncio.ensure_future(self._tell())

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until the condition holds; TimeoutError when it never does."""
        async with asyncio.timeout(SECONDS), self._changed:
            await self._changed.wait_for(condition)

    async def looked_again(self) -> None:
        """Until the platform was asked once more, from now on."""
        beats = self.beats
        await self.until(lambda: self.beats >= beats + 2)


@asynccontextmanager
async def polling(channel: Poller, sink: Sink) -> AsyncIterator[asyncio.Task[None]]:
    """The channel polls while the block runs; what it raised is the task's."""
    task = asyncio.create_task(channel.poll(sink))
    try:
        yield task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError, AduanError, RuntimeError):
            await task
