import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest
import sqlalchemy as sa

from core.errors import StoreError
from storage.store import SqlStore
from storage.unit import SqlUnit
from tests.storage.engine.scratch import WAIT, insert, queued, words, writers_held

ENDLESS = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
    "postgresql": "SELECT pg_sleep(30)",
}


async def test_a_read_cannot_write(store: SqlStore) -> None:
    with pytest.raises(StoreError):
        await store.read(insert("no"))
    assert await store.read(words) == []


async def test_a_read_that_takes_too_long_is_stopped_and_the_next_one_served(store: SqlStore) -> None:
    def endless(unit: SqlUnit) -> object:
        return unit.connection.scalar(sa.text(ENDLESS[unit.dialect]))

    with pytest.raises(StoreError, match="took too long"):
        await asyncio.wait_for(store.read(endless), WAIT)
    assert await store.read(words) == []


async def test_readers_go_on_while_a_unit_writes(sqlite_store: SqlStore) -> None:
    await sqlite_store.write(insert("there"))
    async with writers_held(sqlite_store, 1):
        assert await sqlite_store.read(words) == ["there"]


async def test_a_read_of_sqlite_sees_one_moment(sqlite_store: SqlStore) -> None:
    looked, release = Event(), Event()

    def twice(unit: SqlUnit) -> tuple[list[str], list[str]]:
        first = words(unit)
        looked.set()
        assert release.wait(WAIT)
        return first, words(unit)

    reading = asyncio.create_task(sqlite_store.read(twice))
    assert await asyncio.to_thread(looked.wait, WAIT)
    await sqlite_store.write(insert("meanwhile"))
    release.set()
    assert await reading == ([], [])


async def test_a_unit_holds_the_write_lock_from_its_beginning(sqlite_store: SqlStore, tmp_path: Path) -> None:
    """A lock taken at the first write only would let a unit decide by what is no longer so."""
    async with writers_held(sqlite_store, 1):
        other = sqlite3.connect(tmp_path / "aduan.db", isolation_level=None, timeout=0)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.close()


async def test_sqlite_syncs_each_commit_and_keeps_its_rules(sqlite_store: SqlStore) -> None:
    def pragmas(unit: SqlUnit) -> list[object]:
        names = ("synchronous", "journal_mode", "foreign_keys", "mmap_size", "secure_delete", "temp_store")
        return [unit.connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]

    assert await sqlite_store.write(pragmas) == [2, "wal", 1, 0, 1, 2]


async def test_conversations_are_locked_on_postgresql(postgres_store: SqlStore) -> None:
    entered, release = Event(), Event()

    def first(unit: SqlUnit) -> None:
        unit.lock(b"conversation")
        entered.set()
        assert release.wait(WAIT)
        insert("first")(unit)

    def second(unit: SqlUnit) -> list[str]:
        unit.lock(b"conversation")
        return words(unit)

    def other(unit: SqlUnit) -> list[str]:
        unit.lock(b"another conversation")
        return words(unit)

    one = queued(postgres_store, first)
    assert await asyncio.to_thread(entered.wait, WAIT)
    two = asyncio.create_task(postgres_store.write(second))
    assert await postgres_store.write(other) == []
    assert not two.done()
    release.set()
    await one
    assert await two == ["first"]


async def test_a_deadlock_is_run_again_and_both_units_are_written(postgres_store: SqlStore) -> None:
    holding = {b"a" * 8: Event(), b"b" * 8: Event()}

    def crossing(mine: bytes, yours: bytes, word: str) -> Callable[[SqlUnit], str]:
        def unit(unit: SqlUnit) -> str:
            unit.lock(mine)
            holding[mine].set()
            assert holding[yours].wait(WAIT)
            unit.lock(yours)
            return insert(word)(unit)

        return unit

    keys = list(holding)
    await asyncio.gather(
        postgres_store.write(crossing(keys[0], keys[1], "one")),
        postgres_store.write(crossing(keys[1], keys[0], "two")),
    )
    assert sorted(await postgres_store.read(words)) == ["one", "two"]
    assert postgres_store.counts.repeated >= 1


async def test_times_of_postgresql_are_utc_and_its_isolation_is_read_committed(
    postgres_store: SqlStore,
) -> None:
    def settings(unit: SqlUnit) -> list[object]:
        return [
            unit.connection.scalar(sa.text(f"SHOW {name}")) for name in ("timezone", "transaction_isolation")
        ]

    assert await postgres_store.write(settings) == ["UTC", "read committed"]
