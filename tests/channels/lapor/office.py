"""SP4N-LAPOR! under the contract of all channels."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from channels.lapor import LaporChannel, Settings, open_channel
from core.message import Address, Envelope, OutboundMessage, Purpose
from tests.channels.parrot import Parrot

CASES: dict[str, str] = {}
WITHOUT = {
    "ignored": "every report in a file is a matter",
    "report": "LAPOR! tells nobody what became of an answer",
    "batch": "each row of a file is kept alone",
}


def channel(secret: str, parrot: Parrot | None, **given: Any) -> LaporChannel:
    return open_channel("lapor", Settings(**({"report_url": "https://lapor.example/{tracking_id}"} | given)))


def envelope(path: Path) -> Envelope:
    return Envelope("lapor", "file", "7310042", path.read_bytes(), datetime(2026, 4, 2, 3, 10, tzinfo=UTC))


def outbound() -> OutboundMessage:
    return OutboundMessage(
        1, "lapor", Purpose.REPLY, "token-1", Address("lapor", "7310042"), "Izin Anda terbit."
    )
