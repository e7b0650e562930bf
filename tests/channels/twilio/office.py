"""The office's end of the tests: its settings, a message of its own, and a sink in memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import Any

from channels._twilio import Settings, TwilioChannel
from core.errors import AduanError
from core.message import Address, Batch, Envelope, Kept, OutboundMessage, Purpose
from sandbox.twilio import Twilio

NUMBER = "+6281500000001"
PERSON = "+6281200000002"
CHAT = f"whatsapp:{PERSON}"
PUBLIC = "https://aduan.office.example"
SECONDS = 20.0  # a deadline, not a measure
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def settings(twilio: Twilio | None = None, **changes: Any) -> Settings:
    keys: dict[str, Any] = {
        "account_sid": Twilio.account_sid,
        "number": NUMBER,
        "credential": lambda: Twilio.auth_token,
        "public_url": PUBLIC,
        "delay_seconds": 0.0,
        "sweep_seconds": 0.05,
        "timeout": 5.0,
        "media_hosts": ("localhost",),
        "api_url": twilio.url if twilio else "http://127.0.0.1:1",
    }
    return Settings(**(keys | changes))


def outbound(text: str = "Terima kasih, laporan Anda kami terima.", **changes: Any) -> OutboundMessage:
    keys: dict[str, Any] = {
        "id": 1,
        "account": "wa",
        "purpose": Purpose.ACKNOWLEDGEMENT,
        "token": "token-1",
        "to": Address("whatsapp", CHAT),
        "text": text,
    }
    return OutboundMessage(**(keys | changes))


def short(text: str, **changes: Any) -> OutboundMessage:
    return outbound(text, **({"to": Address("sms", PERSON)} | changes))


def delivery(body: bytes, **headers: str) -> Envelope:
    return Envelope("wa", "", "", body, datetime(2026, 11, 24, 2, 0, tzinfo=UTC), headers)


class MemorySink:
    """Keeps as the store does: by key, once for ever, each cursor with its batch."""

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
        """Until the list was asked once more, from now on."""
        beats = self.beats
        await self.until(lambda: self.beats >= beats + 2)


@asynccontextmanager
async def polling(channel: TwilioChannel, sink: MemorySink) -> AsyncIterator[asyncio.Task[None]]:
    """The channel polls while the block runs; what it raised is the task's."""
    task = asyncio.create_task(channel.poll(sink))
    try:
        yield task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError, AduanError, RuntimeError):
            await task


async def swept(channel: TwilioChannel, sink: MemorySink) -> MemorySink:
    """The list was asked once, from beginning to end."""
    beats = sink.beats
    async with polling(channel, sink) as task:
        waiting = asyncio.ensure_future(sink.until(lambda: sink.beats > beats))
        await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if task.done():
            task.result()
    return sink
