"""Instagram on loopback, and an account of ours that talks to it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from channels.instagram import OfficialChannel
from sandbox.instagram import Instagram
from tests.channels.instagram.office import settings


@pytest.fixture
def instagram() -> Iterator[Instagram]:
    platform = Instagram(echoes=False)
    with platform.running():
        yield platform


@pytest.fixture
async def official(instagram: Instagram) -> AsyncIterator[OfficialChannel]:
    channel = OfficialChannel("ig", settings(instagram))
    yield channel
    await channel.close()
