"""Statements on the hottest path, run by the driver's own cursor.

Core compiles each statement once, with its types; what it would do besides at every run (50 microseconds,
three quarters of the time in which one complaint is stored) is spared. Statements that are built for one
question only, such as a list of the inbox, go through Core as ever.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

Values = Mapping[str, Any]  # what a driver takes and gives has no narrower type


@dataclass(frozen=True, slots=True)
class Prepared:
    """A statement in the driver's words: `bind` makes of values what the driver takes, `row` of a row of
    the driver's what the statement selects, with its columns by name.
    """

    text: str
    bind: Callable[[Values], Any]
    row: Callable[[Sequence[Any]], Any]


_DIALECTS: dict[str, sa.Dialect] = {}
"""One of each kind, the first that was met: readers and writers take the same words, so they share them."""


class Driver:
    """The cursor of one transaction. Statements are constants of a module: each is kept once compiled."""

    def __init__(self, connection: sa.Connection) -> None:
        self.dialect = _DIALECTS.setdefault(connection.dialect.name, connection.dialect)
        self._connection = connection
        self._cursor = connection.connection.cursor()

    def fetch(self, statement: sa.Executable, **values: Any) -> list[Any]:
        """All rows. A list is given where the statement asks for `any_of`."""
        prepared = self._prepared(statement, values)
        self.execute(prepared.text, prepared.bind(values))
        return list(map(prepared.row, self._cursor.fetchall()))

    def run(self, statement: sa.Executable, **values: Any) -> int:
        """As `fetch`, for what returns no rows; says how many it touched."""
        prepared = self._prepared(statement, values)
        return self.execute(prepared.text, prepared.bind(values))

    def run_many(self, statement: sa.Executable, rows: Sequence[Values]) -> None:
        """Once for each of the values."""
        prepared = self._prepared(statement, rows[0])
        self.execute_many(prepared.text, [prepared.bind(row) for row in rows])

    def execute(self, text: str, values: Any = ()) -> int:
        """As the driver takes it; says how many rows it touched. Raises sa.exc.DBAPIError."""
        try:
            self._cursor.execute(text, values)
        except self.dialect.loaded_dbapi.Error as error:
            raise self._explained(error, text) from error
        return int(self._cursor.rowcount)

    def execute_many(self, text: str, rows: Sequence[Any]) -> int:
        """As `execute`, once for each row."""
        try:
            self._cursor.executemany(text, rows)
        except self.dialect.loaded_dbapi.Error as error:
            raise self._explained(error, text) from error
        return int(self._cursor.rowcount)

    def close(self) -> None:
        """Nothing is run with it any more. Raises nothing, whatever became of the connection."""
        with suppress(self.dialect.loaded_dbapi.Error):
            self._cursor.close()

    def rows(self) -> list[Any]:
        """What `execute` found, as the driver gives it."""
        return list(self._cursor.fetchall())

    def _prepared(self, statement: sa.Executable, values: Values) -> Prepared:
        lists = _lists(self.dialect, statement)
        return _prepare(self.dialect, statement, tuple(_room(len(values[name])) for name in lists))

    def _explained(self, error: Exception, text: str) -> BaseException:
        """What Core would have raised; a connection that was lost is given up, as Core gives it up."""
        lost = self.dialect.is_disconnect(error, self._connection.connection, self._cursor)  # type: ignore[arg-type]  # the driver's own error
        explained = sa.exc.DBAPIError.instance(
            text,
            None,
            error,
            self.dialect.loaded_dbapi.Error,
            hide_parameters=True,
            connection_invalidated=lost,
            dialect=self.dialect,
        )
        if lost:
            self._connection.invalidate(error)
        return explained


def _room(length: int) -> int:
    """Lists are filled up to a few lengths (their last value again), so that few texts are prepared."""
    return 1 << (length - 1).bit_length() if length else 0


@lru_cache(maxsize=512)
def _compiled(dialect: sa.Dialect, statement: sa.Executable) -> Any:
    return statement.compile(dialect=dialect)  # type: ignore[attr-defined]  # each Executable of ours is a ClauseElement


@lru_cache(maxsize=512)
def _lists(dialect: sa.Dialect, statement: sa.Executable) -> tuple[str, ...]:
    """The names of what is given as a list."""
    binds = _compiled(dialect, statement).binds
    return tuple(name for name, bind in binds.items() if bind.expanding and name == bind.key)


@lru_cache(maxsize=512)
def _prepare(dialect: sa.Dialect, statement: sa.Executable, lengths: tuple[int, ...]) -> Prepared:
    compiled = _compiled(dialect, statement)
    lists = dict(zip(_lists(dialect, statement), lengths, strict=True))
    sample = {name: None for name, bind in compiled.binds.items() if bind.required}
    expanded = compiled.construct_expanded_state(
        sample | {name: [None] * length for name, length in lists.items()}
    )
    place = {
        inner: (name, number)
        for name, inners in expanded.parameter_expansion.items()
        for number, inner in enumerate(inners)
    }
    slots = [
        _slot(dialect, compiled, name, place.get(name), expanded.parameters[name])
        for name in expanded.positiontup or expanded.parameters
    ]
    if expanded.positiontup is not None:
        return Prepared(
            expanded.statement,
            lambda values: [slot(values) for slot in slots],
            _row(dialect, statement),
        )
    named = list(zip(expanded.parameters, slots, strict=True))
    return Prepared(
        expanded.statement,
        lambda values: {name: slot(values) for name, slot in named},
        _row(dialect, statement),
    )


def _slot(
    dialect: sa.Dialect, compiled: Any, name: str, place: tuple[str, int] | None, constant: Any
) -> Callable[[Values], Any]:
    """What stands in one place of the text: a value given, one of a list, or a constant of the statement."""
    outer, number = place or (name, 0)
    bind = compiled.binds[outer]
    convert = bind.type.dialect_impl(dialect).bind_processor(dialect) or _same
    if place is not None:
        return lambda values: convert(values[outer][min(number, len(values[outer]) - 1)])
    if bind.required:
        return lambda values: convert(values[name])
    fixed = convert(constant)
    return lambda _values: fixed


def _row(dialect: sa.Dialect, statement: Any) -> Callable[[Sequence[Any]], Any]:
    columns = list(statement.exported_columns)
    names = [column.key for column in columns]
    named: Any = namedtuple("Row", names, rename=True)  # type: ignore[misc]  # the statement's names
    kinds = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
    special = [(at, convert) for at, convert in enumerate(kinds) if convert is not None]
    if not special:
        return named._make

    def row(found: Sequence[Any]) -> Any:
        values = list(found)
        for at, convert in special:
            values[at] = convert(values[at])
        return named._make(values)

    return row


def _same(value: Any) -> Any:
    return value
