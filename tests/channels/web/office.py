"""The web form under the contract of all channels."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from channels.web import Settings, WebChannel, open_channel
from core.message import Address, Envelope, OutboundMessage, Purpose
from tests.channels.parrot import Parrot

KEY = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
CASES = {"ignored": "robot"}
WITHOUT = {
    "report": "an answer waits on our own page, and nobody reports of it",
    "batch": "each submission is kept alone",
    "failure": "an answer waits on our own page: there is no platform that could fail",
}


def channel(secret: str, parrot: Parrot | None, **given: Any) -> WebChannel:
    keys: dict[str, Any] = {"credential": lambda: secret, "signed": True}
    return open_channel("situs", Settings(**(keys | given)))


def envelope(path: Path) -> Envelope:
    return Envelope("situs", "form", KEY, path.read_bytes(), datetime(2026, 4, 2, 3, 10, tzinfo=UTC))


def outbound() -> OutboundMessage:
    to = Address("web", f"form-{KEY[:24]}")
    return OutboundMessage(1, "situs", Purpose.REPLY, "token-1", to, "Izin Anda terbit hari Rabu.")
