"""A sink that keeps in memory as the store does: by key, once for ever, cursors with their batch."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import Any

from channels.mail import MailChannel, Settings
from core.errors import AduanError
from core.message import Batch, Envelope, Kept

SECONDS = 20.0  # a deadline, not a measure: what is waited for takes a fraction of it
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class MemorySink:
    def __init__(self, accept: datetime = LONG_AGO) -> None:
        self.kept: dict[str, Envelope] = {}
        self.cursors: dict[str, str] = {}
        self.batches: list[Batch] = []
        self.redelivered = 0
        self.beats = 0
        self.backlogs: list[int] = []
        self.slowness = 0.0
        self.failure: Exception | None = None
        self.fails_at: int | None = None  # None: at every call
        self.calls = 0
        self.at_once = 0
        self._accept = accept
        self._keeping = 0
        self._changed = asyncio.Condition()

    async def cursor(self, stream: str) -> str | None:
        return self.cursors.get(stream)

    async def accept_from(self) -> datetime:
        return self._accept

    async def keep(self, batch: Batch) -> Kept:
        self._keeping += 1
        self.at_once = max(self.at_once, self._keeping)
        try:
            await asyncio.sleep(self.slowness)
            self.calls += 1
            if self.failure is not None and self.fails_at in {None, self.calls}:
                raise self.failure
            fresh = [e for e in batch.envelopes if e.key not in self.kept]
            self.kept.update({e.key: e for e in fresh})
            double = 0 if batch.rescan else len(batch.envelopes) - len(fresh)
            self.redelivered += double
            self.batches.append(batch)
            if batch.cursor is not None:
                self.cursors[batch.stream] = batch.cursor
            await self._tell()
            return Kept(len(fresh), double)
        finally:
            self._keeping -= 1

    def beat(self, backlog: int = 0) -> None:
        self.beats += 1
        self.backlogs.append(backlog)
        self._told = asyncio.ensure_future(self._tell())

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until the condition holds; TimeoutError when it never does."""
        async with asyncio.timeout(SECONDS), self._changed:
            await self._changed.wait_for(condition)

    async def has(self, count: int) -> None:
        await self.until(lambda: len(self.kept) >= count)

    async def rested(self) -> None:
        """Until every folder has been read once more from now on."""
        beats = self.beats
        await self.until(lambda: self.backlogs[beats:].count(0) >= 1)

    @property
    def subjects(self) -> list[str]:
        return sorted(subject(envelope.body) for envelope in self.kept.values())


def subject(raw: bytes) -> str:
    line = next(line for line in raw.split(b"\n") if line.lower().startswith(b"subject:"))
    return line[8:].decode().strip()


def mail(number: int | str, body: str = "Lampu jalan mati.") -> bytes:
    return (
        f"From: Siti Contoh <siti{number}@example.org>\r\nTo: aduan@office.example\r\nSubject: aduan {number}\r\n"
        f"Message-ID: <{number}@example.org>\r\nDate: Mon, 06 Jan 2020 08:00:00 +0700\r\n\r\n{body}\r\n"
    ).encode()


def settings(imap_port: int = 1, smtp_port: int = 1, **changes: Any) -> Settings:
    keys: dict[str, Any] = {
        "address": "aduan@office.example",
        "username": "kantor",
        "credential": lambda: "rahasia-kotak",
        "imap_host": "127.0.0.1",
        "imap_port": imap_port,
        "imap_security": "none",
        "smtp_host": "127.0.0.1",
        "smtp_port": smtp_port,
        "smtp_security": "none",
        "poll_seconds": 30.0,
        "connect_timeout": 5.0,
        "read_timeout": 10.0,
    }
    return Settings(**(keys | changes))


@asynccontextmanager
async def polling(channel: MailChannel, sink: MemorySink) -> AsyncIterator[asyncio.Task[None]]:
    """The channel polls while the block runs, once; what it raised is the task's."""
    task = asyncio.create_task(channel.poll(sink))
    try:
        yield task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError, AduanError, ZeroDivisionError):
            await task


async def ended(task: asyncio.Task[None]) -> BaseException | None:
    """What a poll raised when it ended by itself."""
    await asyncio.wait([task], timeout=SECONDS)
    return task.exception()
