import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from threading import Event

import pytest
import sqlalchemy as sa

from core.errors import NotAllowed, StoreBusy, StoreError, StoreLocked
from storage.store import SqlStore, open_store
from storage.unit import SqlUnit
from tests.storage.conftest import MASTER_KEY
from tests.storage.engine.scratch import WAIT, create, insert, queued, scratch, words, writers_held


async def test_a_unit_gives_its_result_and_its_exception_to_its_caller(store: SqlStore) -> None:
    def refuse(unit: SqlUnit) -> None:
        raise NotAllowed("not now")

    assert await store.write(insert("kept")) == "kept"
    with pytest.raises(NotAllowed, match="not now"):
        await store.write(refuse)
    assert await store.read(words) == ["kept"]


async def test_one_that_fails_among_many_costs_the_others_nothing(store: SqlStore) -> None:
    await store.write(insert("twin"))
    units = [insert("twin") if n == 5 else insert(f"w{n}") for n in range(10)]
    results = await asyncio.gather(*(store.write(unit) for unit in units), return_exceptions=True)
    assert isinstance(results.pop(5), StoreError)
    assert sorted(map(str, results)) == sorted(set(await store.read(words)) - {"twin"})
    assert len(results) == 9


async def test_what_waits_shares_one_commit(sqlite_store: SqlStore) -> None:
    async with writers_held(sqlite_store, 1):
        before = sqlite_store.counts.commits
        waiting = [queued(sqlite_store, insert(f"w{n}")) for n in range(10)]
        await asyncio.sleep(0)
        assert sqlite_store.waiting == 10
    await asyncio.gather(*waiting)
    assert sqlite_store.counts.commits - before == 2  # the holder's and the group's
    assert await sqlite_store.read(words) == [f"w{n}" for n in range(10)]


async def test_a_group_with_a_failure_is_written_one_by_one(sqlite_store: SqlStore) -> None:
    async with writers_held(sqlite_store, 1):
        before = sqlite_store.counts.commits
        waiting = [queued(sqlite_store, insert(word)) for word in ("a", "b", "a", "c")]
        await asyncio.sleep(0)
    results = await asyncio.gather(*waiting, return_exceptions=True)
    assert [isinstance(result, StoreError) for result in results] == [False, False, True, False]
    assert await sqlite_store.read(words) == ["a", "b", "c"]
    assert sqlite_store.counts.commits - before == 1 + 3
    assert sqlite_store.counts.repeated == 4


async def test_live_units_go_before_bulk_ones(sqlite_store: SqlStore) -> None:
    async with writers_held(sqlite_store, 1):
        waiting = [queued(sqlite_store, insert(f"bulk{n}"), bulk=True) for n in range(3)]
        waiting += [queued(sqlite_store, insert(f"live{n}")) for n in range(3)]
        await asyncio.sleep(0)
    await asyncio.gather(*waiting)
    assert await sqlite_store.read(words) == ["live0", "live1", "live2", "bulk0", "bulk1", "bulk2"]


async def test_a_full_queue_is_busy_and_keeps_nothing_of_what_it_refused(sqlite_store: SqlStore) -> None:
    async with writers_held(sqlite_store, 1):
        waiting = [queued(sqlite_store, insert(f"w{n}")) for n in range(10)]
        await asyncio.sleep(0)
        with pytest.raises(StoreBusy, match="nothing was kept"):
            await sqlite_store.write(insert("refused"))
        waiting.append(queued(sqlite_store, insert("bulk"), bulk=True))  # the other queue has room
    await asyncio.gather(*waiting)
    assert set(await sqlite_store.read(words)) == {"bulk", *(f"w{n}" for n in range(10))}


async def test_nothing_is_visible_before_commit(store: SqlStore) -> None:
    written, release = Event(), Event()

    def unit(unit: SqlUnit) -> None:
        with unit.connection.begin_nested():  # a RELEASE must not commit either
            unit.connection.execute(sa.insert(scratch).values(word="early"))
        written.set()
        assert release.wait(WAIT)

    writing = queued(store, unit)
    assert await asyncio.to_thread(written.wait, WAIT)
    assert await store.read(words) == []
    release.set()
    await writing
    assert await store.read(words) == ["early"]


async def test_a_unit_that_fails_late_leaves_nothing(store: SqlStore) -> None:
    def unit(unit: SqlUnit) -> None:
        insert("gone")(unit)
        raise NotAllowed("late")

    with pytest.raises(NotAllowed):
        await store.write(unit)
    assert await store.read(words) == []


async def test_a_unit_that_hides_a_failed_statement_is_never_acknowledged(postgres_store: SqlStore) -> None:
    """PostgreSQL answers the COMMIT of a broken transaction with a ROLLBACK and no error."""

    def unit(unit: SqlUnit) -> None:
        insert("lost")(unit)
        with pytest.raises(sa.exc.ProgrammingError):
            unit.connection.execute(sa.text("SELECT nonsense"))

    with pytest.raises(StoreError, match="hid a failure"):
        await postgres_store.write(unit)
    assert await postgres_store.read(words) == []


async def test_a_unit_that_ends_its_transaction_takes_no_neighbour_along(sqlite_store: SqlStore) -> None:
    """SQLite itself rolls back on a full disk or a failing one; a COMMIT after that does nothing."""

    def unit(unit: SqlUnit) -> None:
        unit.connection.exec_driver_sql("ROLLBACK")

    async with writers_held(sqlite_store, 1):
        waiting = [queued(sqlite_store, each) for each in (insert("before"), unit, insert("after"))]
        await asyncio.sleep(0)
    before, rogue, after = await asyncio.gather(*waiting, return_exceptions=True)
    assert (before, after) == ("before", "after")
    assert isinstance(rogue, StoreError)
    assert await sqlite_store.read(words) == ["before", "after"]


async def test_a_unit_may_raise_anything_and_the_writer_lives(store: SqlStore) -> None:
    def stop(unit: SqlUnit) -> None:
        raise StopIteration

    def leave(unit: SqlUnit) -> None:
        raise SystemExit(3)

    with pytest.raises(RuntimeError, match="StopIteration"):
        await store.write(stop)
    results = await asyncio.gather(store.write(leave), store.write(insert("on")), return_exceptions=True)
    assert isinstance(results[0], RuntimeError)
    assert await store.read(words) == ["on"]


async def test_a_caller_who_left_before_the_unit_began_has_written_nothing(sqlite_store: SqlStore) -> None:
    async with writers_held(sqlite_store, 1):
        gone, stays = queued(sqlite_store, insert("gone")), queued(sqlite_store, insert("stays"))
        await asyncio.sleep(0)
        gone.cancel()
    await stays
    assert await sqlite_store.read(words) == ["stays"]


async def test_when_all_who_wait_have_left_the_writer_lives(sqlite_store: SqlStore) -> None:
    async with writers_held(sqlite_store, 1):
        gone = [queued(sqlite_store, insert(word)) for word in ("gone", "too")]
        await asyncio.sleep(0)
        for one in gone:
            one.cancel()
    async with asyncio.timeout(WAIT):
        while sqlite_store.waiting:  # noqa: ASYNC110 - another thread is the one that looks at them
            await asyncio.sleep(0)
        assert await sqlite_store.write(insert("next")) == "next"
    assert await sqlite_store.read(words) == ["next"]


async def test_closing_writes_what_waits_and_takes_nothing_more(sqlite_store: SqlStore) -> None:
    async with writers_held(sqlite_store, 1):
        waiting = queued(sqlite_store, insert("waited"))
        await asyncio.sleep(0)
        closing = asyncio.create_task(sqlite_store.close())
        await asyncio.sleep(0)
    await closing
    assert await waiting == "waited"
    with pytest.raises(StoreError, match="closed"):
        await sqlite_store.write(insert("late"))
    with pytest.raises(StoreError, match="closed"):
        await sqlite_store.read(words)


async def test_subscribers_hear_of_a_topic_after_its_commit_only(store: SqlStore) -> None:
    envelopes, outbox = store.subscribe("envelopes"), store.subscribe("outbox")

    def tell(unit: SqlUnit) -> None:
        insert("told")(unit)
        unit.notify("envelopes")

    def tell_and_fail(unit: SqlUnit) -> None:
        unit.notify("outbox")
        raise NotAllowed("no")

    with pytest.raises(NotAllowed):
        await store.write(tell_and_fail)
    await store.write(tell)
    await asyncio.wait_for(envelopes.wait(), WAIT)
    assert await store.read(words) == ["told"]
    assert not outbox.is_set()


async def test_the_error_of_a_broken_rule_shows_no_value(store: SqlStore) -> None:
    await store.write(insert("Siti Rahayu"))
    with pytest.raises(StoreError) as caught:
        await store.write(insert("Siti Rahayu"))
    assert "Siti" not in str(caught.value)
    assert caught.value.__cause__ is not None


async def test_units_in_order_see_what_those_before_them_wrote(store: SqlStore) -> None:
    def after(before: list[str], word: str) -> Callable[[SqlUnit], str]:
        def unit(unit: SqlUnit) -> str:
            assert words(unit) == sorted(before)
            return insert(word)(unit)

        return unit

    commits = store.counts.commits
    names = ["a", "b", "c", "d"]
    units = [after(names[:place], name) for place, name in enumerate(names)]
    assert await store.write_in_order(units) == names
    assert await store.read(words) == names
    assert store.counts.commits - commits <= 4


async def test_after_a_failed_unit_nothing_more_is_written(store: SqlStore) -> None:
    def refuse(_unit: SqlUnit) -> str:
        raise NotAllowed("no")

    with pytest.raises(NotAllowed):
        await store.write_in_order([insert("before"), refuse, insert("after"), insert("long after")])
    assert await store.read(words) == ["before"]


async def test_bulk_work_that_has_not_begun_gives_way_to_live_units(sqlite_store: SqlStore) -> None:
    """An officer never waits for a run of bulk units, only for the one under way."""
    done: list[str] = []
    begun, go_on = Event(), Event()

    def noting(word: str) -> Callable[[SqlUnit], str]:
        def unit(unit: SqlUnit) -> str:
            if word == "bulk 0":
                begun.set()
                assert go_on.wait(WAIT)
            done.append(word)
            return insert(word)(unit)

        return unit

    in_bulk = asyncio.create_task(sqlite_store.write_in_order([noting(f"bulk {n}") for n in range(4)]))
    assert await asyncio.to_thread(begun.wait, WAIT)
    live = queued(sqlite_store, noting("live"))
    await asyncio.sleep(0)
    go_on.set()
    assert await live == "live"
    assert await in_bulk == [f"bulk {n}" for n in range(4)]
    assert done == ["bulk 0", "live", "bulk 1", "bulk 2", "bulk 3"]


ORPHAN = "INSERT INTO child VALUES (1, 99)"
DEFERRED = (
    "CREATE TABLE child (id INTEGER PRIMARY KEY,"
    " scratch_id INTEGER REFERENCES scratch (id) DEFERRABLE INITIALLY DEFERRED)"
)


async def test_a_commit_that_fails_leaves_nothing_and_the_next_one_succeeds(store: SqlStore) -> None:
    def defer(unit: SqlUnit) -> None:
        unit.connection.exec_driver_sql(DEFERRED)

    def orphan(unit: SqlUnit) -> None:
        insert("gone")(unit)
        unit.connection.exec_driver_sql(ORPHAN)

    await store.write(defer)
    units = (insert("before"), orphan, insert("after"))
    results = await asyncio.gather(*(store.write(unit) for unit in units), return_exceptions=True)
    assert [isinstance(result, StoreError) for result in results] == [False, True, False]
    assert sorted(await store.read(words)) == ["after", "before"]


END_SESSION = "SELECT pg_terminate_backend(pg_backend_pid())"


async def test_a_connection_lost_before_commit_costs_a_second_run_only(postgres_store: SqlStore) -> None:
    runs: list[int] = []

    def unit(unit: SqlUnit) -> None:
        insert("once")(unit)
        runs.append(1)
        if len(runs) == 1:
            unit.connection.exec_driver_sql(END_SESSION)

    await postgres_store.write(unit)
    assert await postgres_store.read(words) == ["once"]
    assert len(runs) == 2


async def test_a_connection_lost_in_commit_is_not_run_again(postgres_store: SqlStore) -> None:
    """Nobody knows then whether it was written; the second run could write it twice."""
    runs: list[int] = []

    def ends_at_commit(unit: SqlUnit) -> None:
        unit.connection.exec_driver_sql(
            "CREATE FUNCTION leave() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$"
        )
        unit.connection.exec_driver_sql(
            "CREATE CONSTRAINT TRIGGER leave AFTER INSERT ON scratch"
            " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION leave()"
        )

    def unit(unit: SqlUnit) -> None:
        runs.append(1)
        insert("perhaps")(unit)

    await postgres_store.write(ends_at_commit)
    with pytest.raises(StoreError, match="look before trying again"):
        await postgres_store.write(unit)
    assert len(runs) == 1


async def test_a_stranger_who_holds_the_file_is_said(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.engine.BUSY_SECONDS", 0.05)
    store = open_store(sqlite_url, MASTER_KEY, tmp_path / "files", create=True)
    await store.write(create)
    with closing(sqlite3.connect(tmp_path / "aduan.db", isolation_level=None)) as stranger:
        stranger.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreLocked, match="another process holds it"):
            await store.write(insert("waits"))
        stranger.execute("ROLLBACK")
    await store.write(insert("goes on"))
    assert await store.read(words) == ["goes on"]
    await store.close()
