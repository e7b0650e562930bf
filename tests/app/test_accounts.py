"""An account whose connection ends waits as the error's class says, and shows it; others go on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from app import accounts
from app.accounts import LONGEST_PAUSE, REFUSED_PAUSE, StoreSink, Watch, hold
from core.capabilities import Capabilities
from core.errors import StoreFull, Throttled, Unauthorised, Unreachable
from core.message import Envelope, OutboundMessage, Parsed, Receipt
from core.ports.accounts import AccountHealth, Health
from core.ports.channel import Sink
from storage.store import SqlStore, open_store
from tests.pipeline.office import NOON, HeldClock


class Lives:
    """A polled account that lives its lives: each beats so often and then ends with its error."""

    kind = "mail"
    capabilities = Capabilities()

    def __init__(self, *lives: tuple[int, Exception | None]) -> None:
        self.account = "surat"
        self.lived = 0
        self.living = False
        self._lives = list(lives)

    async def poll(self, sink: Sink) -> None:
        if not self._lives:
            await asyncio.Event().wait()
        beats, error = self._lives.pop(0)
        self.living = True
        await asyncio.sleep(0)
        for _ in range(beats):
            sink.beat(3)
        self.lived += 1
        self.living = False
        if error is not None:
            raise error

    def parse(self, envelope: Envelope) -> Sequence[Parsed]:
        return ()

    async def send(self, message: OutboundMessage) -> Receipt:
        raise Unreachable

    async def probe(self) -> None:
        raise Unreachable

    async def close(self) -> None:
        return None


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqlStore]:
    opened = open_store(f"sqlite:///{tmp_path}/aduan.db", bytes(32), tmp_path / "files", create=True)
    yield opened
    await opened.close()


class Holding:
    """Accounts held at once, as `serve` holds them, watched by one Watch."""

    def __init__(self, store: SqlStore, clock: HeldClock) -> None:
        self.watch = Watch(clock)
        self._store = store
        self._clock = clock

    async def until(self, *channels: Lives, see: Callable[[Mapping[str, AccountHealth]], bool]) -> None:
        """Hold them until the lines look like this."""
        tasks = []
        for channel in channels:
            self.watch.start(channel.account, channel.kind)
            sink = StoreSink(channel.account, self._store, self._clock, self.watch)
            tasks.append(asyncio.ensure_future(hold(channel, sink, self.watch, self._clock)))
        try:
            async with asyncio.timeout(20):
                while not see(self.watch.accounts):
                    assert not any(task.done() for task in tasks)
                    await asyncio.sleep(0)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


@pytest.fixture
def holding(store: SqlStore) -> Holding:
    return Holding(store, HeldClock())


def ended(lines: Mapping[str, AccountHealth]) -> bool:
    return any(line.next_try is not None for line in lines.values())


@pytest.mark.parametrize(
    ("error", "state", "code", "least", "most"),
    [
        (Unauthorised("no"), Health.PAUSED, "unauthorised", REFUSED_PAUSE, REFUSED_PAUSE),
        (Throttled("later", timedelta(minutes=7)), Health.FAILING, "throttled", 420, 420),
        (Throttled("later"), Health.FAILING, "throttled", 0.5, 1.0),
        (Unreachable("gone"), Health.FAILING, "unreachable", 0.5, 1.0),
        (StoreFull("database x: the disk is full"), Health.FAILING, "store", 0.5, 1.0),
        (ZeroDivisionError("Siti Contoh"), Health.FAILING, "unforeseen", 0.5, 1.0),
        (None, Health.FAILING, "closed", 1.0, 1.0),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)
async def test_how_long_an_account_waits_is_told_by_the_class_of_its_error(
    error: Exception | None,
    state: Health,
    code: str,
    least: float,
    most: float,
    holding: Holding,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await holding.until(Lives((0, error)), see=ended)
    line = holding.watch.accounts["surat"]
    assert (line.state, line.error, line.last_error) == (state, code, NOON)
    assert line.next_try is not None
    assert least <= (line.next_try - NOON).total_seconds() <= most
    assert "Siti" not in caplog.text


async def test_an_account_that_is_refused_does_not_hold_up_another(holding: Holding) -> None:
    refused, well = Lives((0, Unauthorised("no"))), Lives((1, None), (1, None))
    well.account = "kedua"
    await holding.until(refused, well, see=lambda lines: ended(lines) and lines["kedua"].backlog == 3)
    assert holding.watch.accounts["surat"].state is Health.PAUSED
    assert holding.watch.accounts["kedua"].last_success == NOON


async def test_pauses_grow_with_each_failure_and_begin_anew_after_a_success(
    holding: Holding, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accounts, "FIRST_PAUSE", 0.0001)  # the real ones are tried above
    failures = [(0, Unreachable("gone"))] * 6
    channel = Lives(*failures, (1, Unreachable("gone")))
    pauses: list[float] = []

    def see(lines: Mapping[str, AccountHealth]) -> bool:
        upcoming = lines["surat"].next_try
        if upcoming is not None and len(pauses) < channel.lived and not channel.living:
            pauses.append((upcoming - NOON).total_seconds())
        return len(pauses) == 7

    await holding.until(channel, see=see)
    for number, pause in enumerate(pauses[:6]):
        assert 0.00005 * 2**number <= pause + 1e-6
        assert pause <= 0.0001 * 2**number + 1e-6
    assert pauses[6] <= 0.0001 + 1e-6, "it had lived: the count begins anew"


def test_no_pause_is_longer_than_five_minutes() -> None:
    longest = [accounts._pause(Unreachable("gone"), failures) for failures in range(200)]
    assert max(longest) <= LONGEST_PAUSE


async def test_the_lines_reach_the_store_for_the_ops_page(holding: Holding, store: SqlStore) -> None:
    await holding.until(Lives((0, Unauthorised("no"))), see=ended)
    await holding.watch.report(store)
    (line,) = await store.read(lambda unit: unit.accounts.health())
    assert (line.account, line.state, line.error) == ("surat", Health.PAUSED, "unauthorised")
    assert line.reported_at == NOON
