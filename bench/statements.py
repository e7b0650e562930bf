"""The statements of a real run, recorded as the driver gets them, and replayed by bare sqlite3."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any
from unittest.mock import patch


@dataclass(frozen=True, slots=True)
class Statement:
    """As the driver got it; `many` when it was an executemany."""

    text: str
    values: Any
    many: bool


@contextmanager
def recorded() -> Iterator[list[Statement]]:
    """All that goes to connections that are made within the block, from the first BEGIN on; what is rolled
    back too, though nothing should be.
    """
    found: list[Statement] = []

    class Cursor(sqlite3.Cursor):
        def execute(self, text: str, values: Any = ()) -> Cursor:
            found.append(Statement(text, values, many=False))
            super().execute(text, values)
            return self

        def executemany(self, text: str, values: Iterable[Any]) -> Cursor:
            rows = list(values)
            found.append(Statement(text, rows, many=True))
            super().executemany(text, rows)
            return self

    class Connection(sqlite3.Connection):
        def cursor(self, *_: Any, **__: Any) -> Any:
            return super().cursor(Cursor)

        def commit(self) -> None:
            found.append(Statement("COMMIT", (), many=False))
            super().commit()

        def rollback(self) -> None:
            if self.in_transaction:
                found.append(Statement("ROLLBACK", (), many=False))
            super().rollback()

    with patch("sqlite3.connect", partial(sqlite3.connect, factory=Connection)):
        yield found


def replay(connection: sqlite3.Connection, statements: Sequence[Statement]) -> None:
    for statement in statements:
        if statement.many:
            connection.executemany(statement.text, statement.values)
        else:
            connection.execute(statement.text, statement.values).fetchall()
