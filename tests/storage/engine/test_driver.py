"""The driver's own cursor says what Core says, in values and in errors, on both databases."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import schema
from storage.rows import any_of
from storage.rows.bulk import insert_into
from storage.store import SqlStore
from storage.unit import SqlUnit
from tests.storage.engine.scratch import insert

row = schema.officer.c
AT = datetime(2026, 3, 2, 1, 2, 3, 4567, tzinfo=UTC)
NAMES = ["asep", "euis", "wati", "%s", "'", "a b"]
CHOSEN = (
    sa.select(row.name, row.active, sa.func.length(row.name).label("letters"))
    .where(row.name.in_(any_of("names")), row.active == sa.bindparam("active"), row.role != "nobody")
    .order_by(row.name)
)
ENDED = sa.select(schema.item.c.day, schema.item.c.ended_at, schema.item.c.external_hash)
END_SESSION = sa.select(sa.func.pg_terminate_backend(sa.func.pg_backend_pid()))


def officers(unit: SqlUnit) -> None:
    unit.connection.execute(
        sa.insert(schema.officer),
        [
            {"name": name, "full_name": "", "role": "officer", "active": name != "wati", "password_hash": ""}
            for name in NAMES
        ],
    )


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(names=st.lists(st.sampled_from([*NAMES, "nobody else"]), max_size=9), active=st.booleans())
async def test_a_list_of_any_length_finds_what_core_finds(
    sqlite_store: SqlStore, names: list[str], active: bool
) -> None:
    def ask(unit: SqlUnit) -> tuple[Sequence[object], Sequence[object]]:
        if not unit.connection.scalar(sa.select(sa.func.count()).select_from(schema.officer)):
            officers(unit)
        asked = {"names": names, "active": active}
        return unit.driver.fetch(CHOSEN, **asked), unit.connection.execute(CHOSEN, asked).all()

    ours, cores = await sqlite_store.write(ask)
    assert ours == cores


async def test_columns_have_names_and_types_as_with_core(store: SqlStore) -> None:
    def ask(unit: SqlUnit) -> None:
        officers(unit)
        (found,) = unit.driver.fetch(CHOSEN, names=["asep"], active=True)
        assert (found.name, found.active, found.letters) == ("asep", True, 4)
        given = ("account", "day", "state", "ended_at", "external_hash", "position")
        into = insert_into(unit.dialect, schema.item, *given).returning(schema.item.c.id)
        values = {"account": "a", "day": date(2026, 3, 2), "state": "opened", "ended_at": AT, "position": 0}
        assert unit.driver.fetch(into, external_hash=b"\0\1", **values) == [(1,)]
        assert unit.driver.fetch(ENDED) == [(date(2026, 3, 2), AT, b"\0\1")]
        assert unit.driver.fetch(ENDED) == [tuple(one) for one in unit.connection.execute(ENDED)]

    await store.write(ask)


async def test_a_moment_without_a_zone_is_refused_here_too(store: SqlStore) -> None:
    late = sa.select(schema.item.c.id).where(schema.item.c.ended_at > sa.bindparam("at"))

    def ask(unit: SqlUnit) -> None:
        unit.driver.fetch(late, at=AT.replace(tzinfo=None))

    with pytest.raises(ValueError, match="without a time zone"):
        await store.write(ask)


async def test_a_broken_rule_raises_what_core_raises_and_shows_no_value(store: SqlStore) -> None:
    def twice(unit: SqlUnit) -> None:
        officers(unit)
        given = ("name", "full_name", "role", "active", "password_hash")
        values = {"name": "asep", "full_name": "Rahasia", "role": "", "active": True, "password_hash": ""}
        with pytest.raises(sa.exc.IntegrityError) as broken:
            unit.driver.run(insert_into(unit.dialect, schema.officer, *given), **values)
        assert "Rahasia" not in str(broken.value)
        raise broken.value

    with pytest.raises(Exception, match="a rule of the tables was broken"):
        await store.write(twice)


async def test_a_connection_lost_under_the_driver_costs_a_second_run_only(postgres_store: SqlStore) -> None:
    runs: list[int] = []

    def unit(unit: SqlUnit) -> None:
        runs.append(1)
        insert("once")(unit)
        if len(runs) == 1:
            unit.driver.fetch(END_SESSION)

    await postgres_store.write(unit)
    assert len(runs) == 2


async def test_a_unit_that_ended_holds_no_prepared_statement(sqlite_store: SqlStore) -> None:
    """The collector would free its cursor in any thread, under the next unit that runs the same statement."""
    ended: list[SqlUnit] = []

    def ask(unit: SqlUnit) -> None:
        ended.append(unit)
        unit.driver.fetch(sa.select(row.name))

    def fail(unit: SqlUnit) -> None:
        ask(unit)
        raise KeyError

    await sqlite_store.write(ask)
    await sqlite_store.read(ask)
    for run in (sqlite_store.write, sqlite_store.read):
        with pytest.raises(KeyError):
            await run(fail)
    assert len(ended) == 4
    for unit in ended:
        with pytest.raises(sqlite3.ProgrammingError, match="closed cursor"):
            unit.driver.rows()
