"""Envelopes and cursor are one unit; what the store refuses is halved down to the culprit."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

import pytest

from core.errors import StoreBusy, StoreFull, StoreRefused
from core.intake.keep import keep
from core.message import Attachment, Batch, Kept, Terminal
from core.ports.filing import SealedFile
from core.ports.store import Unit
from storage.envelopes import SqlEnvelopes
from storage.store import SqlStore
from storage.unit import SqlUnit
from tests.pipeline.letters import late_permit
from tests.pipeline.office import ACCOUNT, Office

T = TypeVar("T")
Look = Callable[[Batch], None]
CULPRIT = {"subject": "a value that this database cannot hold"}


class Choosy:
    """The real store, which after keeping a batch, and before the commit, may still say no."""

    def __init__(self, store: SqlStore, look: Look) -> None:
        self._store = store
        self._look = look

    async def write(self, unit: Callable[[Unit], T], *, bulk: bool = False) -> T:
        def watched(real: SqlUnit) -> T:
            vars(real)["envelopes"] = ChoosyEnvelopes(real, self._look)
            return unit(real)

        return await self._store.write(watched, bulk=bulk)

    async def write_in_order(self, units: Sequence[Callable[[Unit], T]]) -> Sequence[T]:
        return [await self.write(unit, bulk=True) for unit in units]

    async def read(self, unit: Callable[[Unit], T]) -> T:
        return await self._store.read(unit)

    async def seal_files(self, attachments: Sequence[Attachment]) -> Sequence[SealedFile]:
        return await self._store.seal_files(attachments)

    async def open_file(self, reference: str) -> bytes:
        return await self._store.open_file(reference)

    def subscribe(self, topic: str) -> asyncio.Event:
        return self._store.subscribe(topic)

    async def close(self) -> None:
        await self._store.close()


class ChoosyEnvelopes(SqlEnvelopes):
    def __init__(self, unit: SqlUnit, look: Look) -> None:
        super().__init__(unit)
        self._look = look

    def keep(self, batch: Batch, now: datetime) -> Kept:
        kept = super().keep(batch, now)
        self._look(batch)
        return kept


def refuse_the_culprit(batch: Batch) -> None:
    if any(envelope.headers == CULPRIT for envelope in batch.envelopes):
        raise StoreRefused("a header cannot be stored")


def batch_of(office: Office, count: int, culprits: Sequence[int] = ()) -> Batch:
    envelopes = tuple(
        office.envelope(late_permit(f"warga{n}@example.com", f"Warga Nomor{'abcdefghij'[n]}"))
        for n in range(count)
    )
    marked = tuple(replace(e, headers=CULPRIT) if n in culprits else e for n, e in enumerate(envelopes))
    return Batch(ACCOUNT, "INBOX", marked, cursor="1:99")


async def cursor(office: Office) -> str | None:
    return await office.store.read(lambda unit: unit.accounts.cursor(ACCOUNT, "INBOX"))


@pytest.mark.parametrize("culprits", [[0], [9], [4], [2, 3], [0, 5, 9], list(range(10))], ids=str)
async def test_a_batch_that_the_store_refuses_is_kept_but_for_the_culprits_headers(
    culprits: list[int], office: Office, store: SqlStore
) -> None:
    batch = batch_of(office, 10, culprits)
    choosy = Choosy(store, refuse_the_culprit)
    assert await keep(choosy, batch, office.clock) == Kept(10, 0)
    assert await cursor(office) == "1:99"
    await office.work()
    assert await office.ended(Terminal.OPENED) == 10 - len(culprits)
    aside = await store.read(lambda unit: unit.envelopes.quarantined(20))
    assert [code for _, _, code, _ in aside] == ["unkeepable"] * len(culprits)
    assert await office.adds_up()


@pytest.mark.parametrize("error", [StoreFull("full"), StoreBusy("busy")], ids=["full disk", "full queue"])
async def test_when_nothing_could_be_kept_the_cursor_has_not_moved(
    error: Exception, office: Office, store: SqlStore
) -> None:
    def fail(batch: Batch) -> None:
        if batch.envelopes:
            raise error

    batch = batch_of(office, 3)
    with pytest.raises(type(error)):
        await keep(Choosy(store, fail), batch, office.clock)
    assert await cursor(office) is None, "the mails would never be asked for again"
    assert not await office.balances()
    assert await keep(store, batch, office.clock) == Kept(3, 0)
    assert await cursor(office) == "1:99"


async def test_the_cursor_does_not_pass_the_half_that_could_not_be_kept(
    office: Office, store: SqlStore
) -> None:
    """The first half is durable, then the disk is full: the platform is asked for all of it again."""
    halves = 0

    def full_at_the_second_half(batch: Batch) -> None:
        nonlocal halves
        refuse_the_culprit(batch)
        halves += 1
        if halves == 2:
            raise StoreFull("full")

    batch = batch_of(office, 4, [3])
    with pytest.raises(StoreFull):
        await keep(Choosy(store, full_at_the_second_half), batch, office.clock)
    assert await cursor(office) is None
    again = await keep(Choosy(store, refuse_the_culprit), batch, office.clock)
    assert again.fresh + again.redelivered == 4
    assert await cursor(office) == "1:99"
    await office.work()
    assert await office.ended(Terminal.OPENED) == 3
    assert await office.adds_up()


async def test_a_mail_that_is_delivered_again_after_years_is_known_still(office: Office) -> None:
    raw = late_permit()
    await office.mail(raw)
    office.clock.pass_by(days=800)
    await office.keep(office.envelope(raw))
    await office.work()
    assert await office.ended(Terminal.REDELIVERED) == 1
    assert await office.ended(Terminal.OPENED) == 1
    assert len(office.post.taken) == 1


async def test_what_a_rescan_finds_again_is_no_redelivery(office: Office, store: SqlStore) -> None:
    raw = late_permit()
    await office.mail(raw)
    batch = Batch(ACCOUNT, "INBOX", (office.envelope(raw),), rescan=True)
    assert await keep(store, batch, office.clock) == Kept(0, 0)
    assert await office.ended(Terminal.REDELIVERED) == 0
    assert await office.adds_up()
