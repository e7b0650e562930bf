"""Telegram under the contract of all channels, and the office's end of its own tests."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from channels.telegram import Settings, TelegramChannel
from channels.telegram.account import hook_secret
from core.message import Address, Envelope, OutboundMessage, Purpose
from sandbox.telegram import Telegram
from tests.channels.parrot import Parrot

PERSON = 5081200002
PUBLIC = "https://aduan.office.example"
CASES = {"edit": "edited"}
WITHOUT = {
    "report": "Telegram tells no more of a message than that it took it",
    "batch": "each update is kept alone, so that one cannot spoil the others",
}


def settings(telegram: Telegram | None = None, **changes: Any) -> Settings:
    keys: dict[str, Any] = {
        "credential": lambda: Telegram.token,
        "poll_seconds": 1.0,
        "watch_seconds": 0.05,
        "quiet_seconds": 0.2,
        "timeout": 5.0,
        "api_url": telegram.url if telegram else "http://127.0.0.1:1",
    }
    return Settings(**(keys | changes))


def channel(secret: str, parrot: Parrot | None, **given: Any) -> TelegramChannel:
    keys: dict[str, Any] = {"credential": lambda: f"700100200:{secret}-token"}
    if parrot:
        keys |= {"api_url": parrot.url, "timeout": parrot.patience}
    return TelegramChannel("tg", settings(None, **(keys | given)))


def envelope(path: Path) -> Envelope:
    return Envelope("tg", "lane-00", "1", path.read_bytes(), datetime(2026, 11, 24, 2, 0, tzinfo=UTC))


def outbound(text: str = "Terima kasih, laporan Anda kami terima.", **changes: Any) -> OutboundMessage:
    keys: dict[str, Any] = {
        "id": 1,
        "account": "tg",
        "purpose": Purpose.ACKNOWLEDGEMENT,
        "token": "token-1",
        "to": Address("telegram", str(PERSON)),
        "text": text,
    }
    return OutboundMessage(**(keys | changes))


def called(body: bytes, secret: str = "", **headers: str) -> Envelope:
    """A call of the webhook; without a secret it shows the right one."""
    shown = secret or hook_secret(Telegram.token, "tg")
    told = {"content-type": "application/json", "x-telegram-bot-api-secret-token": shown}
    return Envelope("tg", "", "", body, datetime(2026, 11, 24, 2, 0, tzinfo=UTC), {**told, **headers})
