"""X on loopback, and an account of ours that talks to it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from channels.twitter import TwitterChannel
from sandbox.twitter import X
from tests.channels.twitter.office import settings


@pytest.fixture
def x() -> Iterator[X]:
    platform = X()
    with platform.running():
        platform.square.user("7001", "Wati Contoh", "wati_contoh")
        platform.square.user("7002", "Budi Umpama", "budi_umpama")
        yield platform


@pytest.fixture
async def channel(x: X) -> AsyncIterator[TwitterChannel]:
    opened = TwitterChannel("x", settings(x))
    yield opened
    await opened.close()
