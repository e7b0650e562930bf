"""Bare sqlite3, with the pragmas of the program's own writer."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from storage.engine import SQLITE_WRITER


def connect(path: Path) -> sqlite3.Connection:
    """In no transaction until it is sent BEGIN."""
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in SQLITE_WRITER:
        connection.execute(f"PRAGMA {pragma}")
    return connection


def count_rows(connection: sqlite3.Connection, table: str) -> int:
    """`table` is a name of ours."""
    found: int = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - as said
    return found
