"""The desk under the contract of all channels."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from channels.desk import DeskChannel, Settings, open_channel
from core.message import Address, Envelope, OutboundMessage, Purpose
from tests.channels.parrot import Parrot

KEY = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
CASES = {"text": "phone", "media": "letter"}
WITHOUT = {
    "ignored": "an officer enters nothing that is to be ignored",
    "report": "nothing leaves by the desk",
    "batch": "each entry is kept alone",
}


def channel(secret: str, parrot: Parrot | None, **given: Any) -> DeskChannel:
    return open_channel("loket", Settings(**given))


def envelope(path: Path) -> Envelope:
    return Envelope("loket", "desk", KEY, path.read_bytes(), datetime(2026, 4, 2, 3, 10, tzinfo=UTC))


def outbound() -> OutboundMessage:
    to = Address("desk", "+6281200000017")
    return OutboundMessage(1, "loket", Purpose.REPLY, "token-1", to, "Laporan Anda kami terima.")
