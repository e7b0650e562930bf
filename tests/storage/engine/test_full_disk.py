"""SQLite's limit of pages stands for the disk's: the same result code from the same places."""

import asyncio
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from core.errors import StoreFull
from storage.store import SqlStore
from storage.unit import SqlUnit
from tests.storage.engine.scratch import insert, queued, words, writers_held

UNLIMITED = 1_000_000


def limited(pages: int) -> Callable[[SqlUnit], int]:
    def unit(unit: SqlUnit) -> int:
        return int(unit.connection.exec_driver_sql(f"PRAGMA max_page_count={pages}").scalar_one())

    return unit


def long_word(number: int) -> str:
    return f"{number:04}" + "x" * 3000


async def fill(store: SqlStore) -> list[str]:
    """Writes until there is no room; returns what was acknowledged."""
    await store.write(limited(await store.write(limited(1)) + 20))  # no less than it has
    kept: list[str] = []
    while len(kept) < 1000:
        try:
            kept += [await store.write(insert(long_word(len(kept))))]
        except StoreFull:
            return kept
    pytest.fail("the disk was never full")


async def test_a_full_disk_loses_nothing_and_work_goes_on_when_there_is_room(sqlite_store: SqlStore) -> None:
    kept = await fill(sqlite_store)
    assert len(kept) > 5
    with pytest.raises(StoreFull, match="the disk is full: make room"):
        await sqlite_store.write(insert(long_word(1000)))
    assert await sqlite_store.read(words) == kept
    await sqlite_store.write(limited(UNLIMITED))
    await sqlite_store.write(insert("room again"))
    assert await sqlite_store.read(words) == [*kept, "room again"]


async def test_on_a_full_disk_a_group_is_told_one_by_one(sqlite_store: SqlStore) -> None:
    kept = await fill(sqlite_store)
    async with writers_held(sqlite_store, 1):
        waiting = [queued(sqlite_store, insert(long_word(2000 + n))) for n in range(5)]
        await asyncio.sleep(0)
    results = await asyncio.gather(*waiting, return_exceptions=True)
    assert any(isinstance(result, StoreFull) for result in results)
    written = [result for result in results if isinstance(result, str)]
    assert await sqlite_store.read(words) == kept + written


async def test_a_unit_that_hides_a_full_disk_is_not_acknowledged(sqlite_store: SqlStore) -> None:
    """SQLite may roll back the whole transaction by itself then, neighbours and all."""
    kept = await fill(sqlite_store)

    def hide(unit: SqlUnit) -> None:
        with pytest.raises(sa.exc.OperationalError):
            unit.connection.exec_driver_sql("INSERT INTO scratch (word) VALUES (hex(zeroblob(500000)))")

    async with writers_held(sqlite_store, 1):
        waiting = [queued(sqlite_store, each) for each in (insert("a"), hide, insert("b"))]
        await asyncio.sleep(0)
    results = await asyncio.gather(*waiting, return_exceptions=True)
    acknowledged = [result for result in results if isinstance(result, str)]
    assert await sqlite_store.read(words) == kept + acknowledged


async def test_postgresql_says_a_full_disk_in_the_same_words(postgres_store: SqlStore) -> None:
    def full(unit: SqlUnit) -> None:
        unit.connection.execute(sa.text("DO $$ BEGIN RAISE SQLSTATE '53100'; END $$"))

    with pytest.raises(StoreFull, match="disk is full"):
        await postgres_store.write(full)
    await postgres_store.write(insert("on"))
