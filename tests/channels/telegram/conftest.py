"""Telegram on loopback, and a bot of ours that talks to it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from channels.telegram import TelegramChannel
from sandbox.telegram import Telegram
from tests.channels.telegram.office import PERSON, settings


@pytest.fixture
def telegram() -> Iterator[Telegram]:
    platform = Telegram()
    platform.api.longest_hold = 0.05
    platform.state.known.add(PERSON)
    with platform.running():
        yield platform


@pytest.fixture
async def bot(telegram: Telegram) -> AsyncIterator[TelegramChannel]:
    channel = TelegramChannel("tg", settings(telegram))
    yield channel
    await channel.close()
