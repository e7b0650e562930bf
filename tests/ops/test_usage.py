"""What a platform charges is stored, learnt again after a restart, and shown."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from channels.twitter import TwitterChannel
from core.meter import Counts
from core.ports.usage import Usage
from core.usage import keep_usage
from ops.health import report
from storage.store import SqlStore, open_store
from tests.channels.twitter.office import settings


class HeldClock:
    moment = datetime(2026, 11, 30, 23, 59, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqlStore]:
    opened = open_store(f"sqlite:///{tmp_path}/aduan.db", bytes(32), tmp_path / "files", create=True)
    yield opened
    await opened.close()


async def test_a_meter_knows_after_a_restart_what_was_used_before(store: SqlStore) -> None:
    clock = HeldClock()
    before, after = (TwitterChannel("x", settings(None, ceiling=2)) for _ in range(2))
    await keep_usage(store, {"x": before}, clock)
    before.meter.read(["a", "b"], 1_000)
    before.meter.wrote(15_000)
    await keep_usage(store, {"x": before}, clock)
    await keep_usage(store, {"x": before}, clock)
    await keep_usage(store, {"x": after}, clock)
    assert after.meter.counts == before.meter.counts == Counts(2, 1, 17_000)
    found = await store.read(lambda unit: report(unit, clock.now()))
    assert [one.usage for one in found.accounts] == [Usage("x", date(2026, 11, 1), 2, 1, 17_000, 2_000_000)]
    clock.moment = datetime(2026, 12, 1, 0, 0, 4, tzinfo=UTC)
    await keep_usage(store, {"x": after}, clock)
    assert after.meter.counts == Counts()
    for channel in (before, after):
        await channel.close()


async def test_what_the_store_does_not_take_is_counted_the_next_time(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel, clock = TwitterChannel("x", settings(None)), HeldClock()
    channel.meter.wrote(10)
    with monkeypatch.context() as broken:
        broken.setattr(store, "write", _refuse)
        with pytest.raises(OSError, match="full"):
            await keep_usage(store, {"x": channel}, clock)
    assert channel.meter.counts == Counts(writes=1, cost=10)
    await keep_usage(store, {"x": channel}, clock)
    assert (await store.read(lambda unit: unit.usages.of(date(2026, 11, 1))))[0].cost == 10
    await channel.close()


async def _refuse(*_: object, **__: object) -> None:
    raise OSError("full")
