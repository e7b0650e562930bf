"""The statements of a real run, recorded on their way to the driver, and replayed by bare sqlite3."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa


@dataclass(frozen=True, slots=True)
class Statement:
    """As the driver got it; `many` when it was an executemany."""

    text: str
    values: Any
    many: bool


@contextmanager
def recorded() -> Iterator[list[Statement]]:
    """All that goes to any database within the block; what is rolled back too, though nothing should be."""
    found: list[Statement] = []

    def statement(_c: object, _u: object, text: str, values: Any, _x: object, many: bool) -> None:
        found.append(Statement(text, list(values) if many else values, many))

    def commit(_connection: object) -> None:
        found.append(Statement("COMMIT", (), many=False))

    def rollback(_connection: object) -> None:
        found.append(Statement("ROLLBACK", (), many=False))

    listeners = (("before_cursor_execute", statement), ("commit", commit), ("rollback", rollback))
    for name, listener in listeners:
        sa.event.listen(sa.Engine, name, listener)
    try:
        yield found
    finally:
        for name, listener in listeners:
            sa.event.remove(sa.Engine, name, listener)


def replay(connection: sqlite3.Connection, statements: Sequence[Statement]) -> None:
    for statement in statements:
        if statement.many:
            connection.executemany(statement.text, statement.values)
        else:
            connection.execute(statement.text, statement.values).fetchall()
