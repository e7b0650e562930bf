"""The office's end of the tests: its settings, a message of its own, and its fixtures as deliveries."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from channels._twilio import Settings, TwilioChannel
from channels._twilio.form import SWEPT
from core.message import Address, Envelope, OutboundMessage, Purpose
from sandbox.twilio import Twilio
from tests.channels.parrot import Parrot
from tests.channels.sink import MemorySink, polling

NUMBER = "+6281500000001"
PERSON = "+6281200000002"
CHAT = f"whatsapp:{PERSON}"
PUBLIC = "https://aduan.office.example"


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


def refused(secret: str, parrot: Parrot | None, **given: Any) -> Settings:
    """For the contract of all channels: each secret that an account can have holds this one."""
    secrets = f"{secret} sha256:{secret}-signs rest:{secret}-opens"
    keys = {"credential": lambda: secrets, "api_key": "SK" + "b" * 32}
    if parrot:
        keys |= {"api_url": parrot.url, "timeout": parrot.patience}
    return settings(None, **(keys | given))


def captured(path: Path) -> Envelope:
    """`<case>.in.form` is a webhook's body, `<case>.list.in.json` a message of the list as the sweep keeps it."""
    return delivery(path.read_bytes().strip(), **({SWEPT: "yes"} if path.suffix == ".json" else {}))


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
