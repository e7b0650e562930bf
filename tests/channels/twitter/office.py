"""X under the contract of all channels, and the office's end of its other tests."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from channels.twitter import Settings, TwitterChannel
from channels.twitter.stream import OWN
from core.message import Address, Envelope, InboundMessage, OutboundMessage, Purpose
from sandbox.twitter import X
from tests.channels.parrot import Parrot
from tests.channels.sink import MemorySink, polling

CASES: dict[str, str] = {}
WITHOUT = {"report": "X tells nothing of what became of a message: its number is the receipt"}
PERSON = "7001"


def settings(x: X | None = None, **changes: Any) -> Settings:
    keys: dict[str, Any] = {
        "credential": lambda: x.password if x else X().password,
        "poll_seconds": 0.05,
        "message_seconds": 0.05,
        "timeout": 5.0,
        "media_hosts": ("127.0.0.1",),
        "api_url": x.url if x else "http://127.0.0.1:1",
    }
    return Settings(**(keys | changes))


def channel(secret: str, parrot: Parrot | None, **given: Any) -> TwitterChannel:
    secrets = f"{secret}-key {secret}-key-secret {X.own_id}-{secret} {secret}-token-secret"
    keys: dict[str, Any] = {"credential": lambda: secrets}
    if parrot:
        keys |= {"api_url": parrot.url, "timeout": parrot.patience}
    return TwitterChannel("x", settings(None, **(keys | given)))


def envelope(path: Path) -> Envelope:
    at = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
    return Envelope("x", "lane-00", path.name, path.read_bytes(), at, {OWN: X.own_id})


def outbound(text: str = "Terima kasih, laporan Anda kami terima.", **changes: Any) -> OutboundMessage:
    keys: dict[str, Any] = {
        "id": 1,
        "account": "x",
        "purpose": Purpose.ACKNOWLEDGEMENT,
        "token": "token-1",
        "to": Address("twitter", PERSON),
        "text": text,
    }
    return OutboundMessage(**(keys | changes))


def line(under: str, text: str = "Terima kasih. Mohon cek pesan langsung (DM).") -> OutboundMessage:
    """The line in public, under a post."""
    return outbound(text, purpose=Purpose.PUBLIC, in_reply_to=under, public=True)


async def asked(channel: TwitterChannel, sink: MemorySink) -> MemorySink:
    """Both streams were asked once, from beginning to end. Raises what the poll raised."""
    beats = sink.beats
    async with polling(channel, sink) as task:
        waiting = asyncio.ensure_future(sink.until(lambda: sink.beats > beats))
        await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if task.done():
            task.result()
    return sink


def read(channel: TwitterChannel, sink: MemorySink) -> list[InboundMessage]:
    """What was kept, in the order in which it was kept."""
    parsed = [item for envelope in sink.kept.values() for item in channel.parse(envelope)]
    return [item for item in parsed if isinstance(item, InboundMessage)]
