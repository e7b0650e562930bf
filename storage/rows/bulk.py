"""Many rows with one statement each table: compiled once, then handed to the driver as they are.

Core compiles the statements from the schema; what is spared is its work per row, a third of a
receive unit's time (performance, section 1).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from storage.moment import Moment, microseconds
from storage.transaction import Dialect, Transaction

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql

Row = Mapping[str, Any]  # column name to value: what a driver takes has no narrower type


def insert_into(dialect: Dialect, table: sa.Table, *given: str) -> sqlite.Insert | postgresql.Insert:
    """INSERT in the dialect's own words, which both know ON CONFLICT; `given` are columns whose values come
    when it runs.
    """
    statement: sqlite.Insert | postgresql.Insert
    if dialect == "postgresql":
        from sqlalchemy.dialects import postgresql  # 40 ms and 4 MB that an office with SQLite does not need

        statement = postgresql.insert(table)
    else:
        statement = sqlite.insert(table)
    values = {name: sa.bindparam(name, type_=table.c[name].type) for name in given}
    return statement.values(values) if given else statement


def insert(tx: Transaction, table: sa.Table, rows: Sequence[Row], *, ignore: bool = False) -> int:
    """Insert rows that all have the same columns; returns how many. With `ignore`, rows that are there
    already (by any unique key) are left as they are.
    """
    if not rows:
        return 0
    statement, values = _insert(tx.driver.dialect, table, tuple(rows[0]), ignore)
    return tx.driver.execute_many(statement, [values(row) for row in rows])


def update(tx: Transaction, table: sa.Table, rows: Sequence[Row], *, match: Sequence[str] = ("id",)) -> int:
    """Update rows found by the columns in `match` with their other columns; returns how many."""
    if not rows:
        return 0
    statement, values = _update(tx.driver.dialect, table, tuple(rows[0]), tuple(match))
    return tx.driver.execute_many(statement, [values(row) for row in rows])


def allocate(tx: Transaction, **counts: int) -> Mapping[str, Iterator[int]]:
    """The next ids of some tables, by table name. On SQLite the one writer counts on from the
    last row; on PostgreSQL the sequences are asked.
    """
    wanted = {name: count for name, count in counts.items() if count}
    if not wanted:
        return {name: iter(()) for name in counts}
    if tx.dialect == "sqlite":
        columns = ", ".join(f"(SELECT COALESCE(MAX(id), 0) + 1 FROM {name})" for name in wanted)  # noqa: S608 - our own table names
        tx.driver.execute(f"SELECT {columns}")
        (firsts,) = tx.driver.rows()
        found: dict[str, list[int]] = {
            name: list(range(first, first + wanted[name])) for name, first in zip(wanted, firsts, strict=True)
        }
    else:
        asked = " UNION ALL ".join(
            f"SELECT '{name}', nextval('{name}_id_seq') FROM generate_series(1, {count})"  # noqa: S608 - as above
            for name, count in wanted.items()
        )
        found = {name: [] for name in wanted}
        tx.driver.execute(asked)
        for name, number in tx.driver.rows():
            found[name].append(number)
    return {name: iter(found.get(name, ())) for name in counts}


Values = Callable[[Row], Any]


@lru_cache(maxsize=256)
def _insert(
    dialect: sa.Dialect, table: sa.Table, columns: tuple[str, ...], ignore: bool
) -> tuple[str, Values]:
    name: Dialect = "postgresql" if dialect.name == "postgresql" else "sqlite"
    statement = insert_into(name, table).inline()  # no RETURNING: ids that matter were allocated before
    if ignore:
        statement = statement.on_conflict_do_nothing()
    compiled = statement.compile(dialect=dialect, column_keys=list(columns))
    return str(compiled), _values(dialect, table, compiled, {name: name for name in columns})


@lru_cache(maxsize=256)
def _update(
    dialect: sa.Dialect, table: sa.Table, columns: tuple[str, ...], match: tuple[str, ...]
) -> tuple[str, Values]:
    keys = {f"match_{name}": name for name in match}
    changed = [name for name in columns if name not in match]
    statement = (
        sa.update(table)
        .where(*(table.c[name] == sa.bindparam(key, type_=table.c[name].type) for key, name in keys.items()))
        .values({name: sa.bindparam(name, type_=table.c[name].type) for name in changed})
    )
    compiled = statement.compile(dialect=dialect)
    return str(compiled), _values(dialect, table, compiled, keys | {name: name for name in changed})


def _values(dialect: sa.Dialect, table: sa.Table, compiled: sa.Compiled, source: Mapping[str, str]) -> Values:
    """From a row to what the driver takes: names on PostgreSQL, positions on SQLite."""
    if dialect.name == "postgresql":
        return lambda row: {key: row[column] for key, column in source.items()}
    order = [source[key] for key in getattr(compiled, "positiontup", None) or ()]
    pick = itemgetter(*order) if len(order) > 1 else lambda row: (row[order[0]],)
    converted = [(at, _plain(table.c[name].type)) for at, name in enumerate(order)]
    special = [(at, convert) for at, convert in converted if convert is not None]
    if not special:
        return pick

    def values(row: Row) -> Sequence[object]:
        found = list(pick(row))
        for at, convert in special:
            if found[at] is not None:
                found[at] = convert(found[at])
        return tuple(found)

    return values


def _plain(kind: sa.types.TypeEngine[Any]) -> Callable[[Any], int | str] | None:
    """How SQLite keeps a value of this type, where its driver would not do so by itself."""
    if isinstance(kind, Moment):
        return _microseconds
    return _iso if isinstance(kind, sa.Date) else None


def _microseconds(value: datetime) -> int:
    return microseconds(value)


def _iso(value: date) -> str:
    return value.isoformat()
