"""WhatsApp under the contract of all channels."""

from __future__ import annotations

from typing import Any

from channels.whatsapp import WhatsAppChannel
from core.message import OutboundMessage
from tests.channels.parrot import Parrot
from tests.channels.twilio import office

CASES = {"report": "report-delivered"}
WITHOUT = {"batch": "Twilio calls once for each message and each report"}
envelope = office.captured


def channel(secret: str, parrot: Parrot | None, **given: Any) -> WhatsAppChannel:
    return WhatsAppChannel("wa", office.refused(secret, parrot, **given))


def outbound() -> OutboundMessage:
    return office.outbound()
