"""Reading batch by batch: what is leased when, and how much at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from core.capabilities import Capabilities
from core.desk import Desk
from core.errors import ChannelError, StoreFull
from core.intake.keep import keep
from core.intake.read import read_next
from core.message import Batch, DeliveryReport, DeliveryState, Envelope, OutboundMessage, Parsed, Receipt
from core.ports.envelopes import Leased
from core.ports.store import Unit
from storage.envelopes import TRIES
from storage.store import SqlStore, open_store
from tests.core.intake.values import NOON
from tests.web.office import desk

T = TypeVar("T")


class Mute:
    """A channel whose deliveries hold nothing for us; tells of each that it reads."""

    account = "surat"
    kind = "mail"
    capabilities = Capabilities()

    def __init__(self, tell: Callable[[], None]) -> None:
        self.tell = tell

    def parse(self, envelope: Envelope) -> Sequence[Parsed]:
        self.tell()
        return ()

    async def send(self, message: OutboundMessage) -> Receipt:
        raise ChannelError("nothing is sent here")

    async def probe(self) -> None:
        return

    async def close(self) -> None:
        return


class Clock:
    at = NOON

    def now(self) -> datetime:
        return self.at


class Office:
    """A store whose units are noted in the same diary."""

    def __init__(self, store: SqlStore) -> None:
        self.store = store
        self.clock = Clock()
        self.desk: Desk = desk()
        self.diary: list[str] = []
        self.nth = (0, asyncio.Event())
        self.cut: list[int] = []
        self.owed: list[Leased] = []
        self._write, self._write_in_order = store.write, store.write_in_order

    def note_read(self) -> None:
        self.diary.append("read")
        number, reached = self.nth
        if self.diary.count("read") == number:
            reached.set()

    async def noted(self, unit: Callable[[Unit], T], *, bulk: bool = False) -> T:
        self.diary.append("unit")
        return await self._write(unit, bulk=bulk)

    async def noted_in_order(self, units: Sequence[Callable[[Unit], T]]) -> Sequence[T]:
        self.diary.append("unit")
        self.cut.append(len(units))
        return await self._write_in_order(units)

    async def arrive(self, count: int, size: int = 1) -> None:
        envelopes = tuple(
            Envelope("surat", "INBOX", f"key-{number}", b"x" * size, NOON) for number in range(count)
        )
        await keep(self.store, Batch("surat", "INBOX", envelopes, "1"), self.clock)

    async def read(self) -> bool:
        return await read_next(self.store, {"surat": Mute(self.note_read)}, self.desk, self.clock, self.owed)

    async def ended(self) -> int:
        balances = await self.store.read(lambda unit: unit.ledger.balances())
        return sum(sum(balance.ended.values()) for balance in balances)

    def batches(self) -> list[int]:
        """How many were read between one unit and the next."""
        return [len(reads.split()) for reads in " ".join(self.diary).split("unit")[1:]]


@pytest.fixture
async def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    store = open_store(f"sqlite:///{tmp_path}/aduan.db", bytes(range(32)), tmp_path / "files", create=True)
    opened = Office(store)
    monkeypatch.setattr(store, "write", opened.noted)
    monkeypatch.setattr(store, "write_in_order", opened.noted_in_order)
    yield opened
    await store.close()


async def test_the_next_batch_is_leased_in_the_unit_that_files_the_one_before(office: Office) -> None:
    await office.arrive(20)
    office.diary.clear()
    assert not await office.read()
    assert await office.ended() == 20
    assert office.batches() == [8, 12, 0]
    assert office.cut == [1, 2], "no unit holds more than eight messages"


async def test_where_envelopes_come_huge_the_next_comes_alone(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.intake.read._MOST_BYTES", 1500)
    await office.arrive(11, size=1000)
    office.diary.clear()
    assert not await office.read()
    assert office.batches() == [8, 1, 1, 1, 0]


async def test_a_call_ends_after_some_batches_and_leaves_nothing_leased(office: Office) -> None:
    office.desk = replace(office.desk, batch=2)
    await office.arrive(20)
    assert await office.read()
    assert await office.ended() == 16
    assert not await office.read()
    assert await office.ended() == 20


async def test_where_a_lease_was_lost_nothing_is_filed_and_the_next_is_not_leased(office: Office) -> None:
    await office.arrive(20)
    reader = await reading_until(office, 1)
    office.clock.at += timedelta(minutes=2)
    taken = await office.store.write(_take_all(office))
    office.diary.clear()
    assert await reader
    assert await office.ended() == 0
    assert len(taken) == 1  # tried before, so it came alone
    assert await finished(office)


async def reading_until(office: Office, number: int) -> asyncio.Future[bool]:
    """A reader that has come to the envelope of this number."""
    office.nth = (number, asyncio.Event())
    reader = asyncio.ensure_future(office.read())
    await office.nth[1].wait()
    return reader


async def finished(office: Office) -> bool:
    """Whether all is read in the end, once the leases run out."""
    for _ in range(30):
        while await office.read():
            pass
        office.clock.at += timedelta(minutes=2)
    return await office.ended() == 20


def _take_all(office: Office) -> Callable[[Unit], Sequence[Leased]]:
    return lambda unit: unit.envelopes.lease(office.clock.now(), 64, timedelta(minutes=1))


async def test_who_is_cancelled_leaves_leases_that_run_out(office: Office) -> None:
    await office.arrive(20)
    reader = await reading_until(office, 9)  # within the second batch
    reader.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reader
    assert await office.ended() == 8
    assert await finished(office)


async def test_what_one_envelope_holds_is_filed_in_one_unit(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It ends with its last item: no other unit may find it half filed."""
    monkeypatch.setattr("core.intake.read._IN_A_UNIT", 2)
    monkeypatch.setattr(
        Mute, "parse", lambda _self, envelope: [report(f"{envelope.key} {number}") for number in range(3)]
    )
    await office.arrive(3)
    assert not await office.read()
    assert office.cut == [3]
    assert await office.ended() == 9


def report(external_id: str) -> DeliveryReport:
    return DeliveryReport(external_id, "<sent@x>", DeliveryState.DELIVERED, NOON)


async def test_a_full_disk_sets_no_message_aside_and_is_over_when_it_is_over(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As often as a message may end its reader, and once more; no lease is waited for, the clock stands."""

    async def full(units: Sequence[Callable[[Unit], T]]) -> Sequence[T]:
        raise StoreFull("the disk is full")

    await office.arrive(12)
    with monkeypatch.context() as broken:
        broken.setattr(office.store, "write_in_order", full)
        for _ in range(TRIES + 1):
            with pytest.raises(StoreFull):
                await office.read()
    assert not await office.read()
    assert await office.ended() == 12
    assert not await office.store.read(lambda unit: unit.envelopes.quarantined(10))
