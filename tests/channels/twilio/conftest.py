"""Twilio on loopback, and an account of ours that talks to it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from channels.sms import SmsChannel
from channels.whatsapp import WhatsAppChannel
from sandbox.twilio import Twilio
from tests.channels.twilio.office import NUMBER, settings


@pytest.fixture
def twilio() -> Iterator[Twilio]:
    platform = Twilio()
    with platform.running():
        platform.connect(NUMBER)
        platform.connect(f"whatsapp:{NUMBER}")
        yield platform


@pytest.fixture
async def chat(twilio: Twilio) -> AsyncIterator[WhatsAppChannel]:
    channel = WhatsAppChannel("wa", settings(twilio))
    yield channel
    await channel.close()


@pytest.fixture
async def sms(twilio: Twilio) -> AsyncIterator[SmsChannel]:
    channel = SmsChannel("sms", settings(twilio))
    yield channel
    await channel.close()
