"""SQLAlchemy engines as we need them: what SQLite and PostgreSQL are told before the first statement.

pysqlite commits behind one's back (at the first RELEASE, say), so it is told to begin nothing by
itself; the `begin` event sends BEGIN, and nothing is visible before COMMIT.
"""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

READ_SECONDS = 1.0
"""The longest a read may take: the snapshot of a long one lets the write-ahead log grow."""

BUSY_SECONDS = 5.0
STEPS_BETWEEN_LOOKS = 20_000  # of SQLite's virtual machine: about a millisecond

SQLITE_WRITER = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",  # an erased key must not survive in a free page
    "journal_size_limit=67108864",
    "wal_autocheckpoint=4000",  # pages, 16 MB: one complaint alone writes sixty, and a checkpoint syncs twice
    "temp_store=MEMORY",
    "cache_size=-16000",
    "mmap_size=0",  # a truncated or failing file would end the process instead of raising
)
SQLITE_READER = ("query_only=ON", "temp_store=MEMORY", "cache_size=-16000", "mmap_size=0")


class Deadline:
    """The moment at which SQLite shall give up; asked by its progress handler."""

    def __init__(self) -> None:
        self.at = float("inf")

    def passed(self) -> bool:
        return time.monotonic() > self.at


def sqlite_writer(path: Path, *, foreign_keys: bool = True) -> sa.Engine:
    """The engine of the one writer; each transaction holds the write lock from its beginning.

    Raises nothing until it connects. `foreign_keys=False` is for migrations alone.
    """
    pragmas = SQLITE_WRITER if foreign_keys else (*SQLITE_WRITER, "foreign_keys=OFF")
    engine = _sqlite_engine(path, pragmas, 1)
    sa.event.listen(engine, "begin", _begin_immediate)
    return engine


def sqlite_reader(path: Path, size: int) -> sa.Engine:
    """An engine that cannot write; its connections give up at the deadline in their `info`."""
    engine = _sqlite_engine(path, SQLITE_READER, size)
    sa.event.listen(engine, "begin", _begin)
    sa.event.listen(engine, "connect", _watch_deadline)
    return engine


def postgres_writer(url: sa.URL, size: int) -> sa.Engine:
    """READ COMMITTED; rows that others hold are waited for 10 s at most."""
    return _postgres_engine(url, size, "-c lock_timeout=10s")


def postgres_reader(url: sa.URL, size: int) -> sa.Engine:
    """Reads only; the server ends what takes longer than READ_SECONDS."""
    limit = int(READ_SECONDS * 1000)
    return _postgres_engine(url, size, f"-c default_transaction_read_only=on -c statement_timeout={limit}")


def _sqlite_engine(path: Path, pragmas: tuple[str, ...], size: int) -> sa.Engine:
    uri = f"file:{quote(str(path.absolute()))}?mode=rw"  # never makes a file by itself

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(
            uri, uri=True, isolation_level=None, timeout=BUSY_SECONDS, check_same_thread=False
        )
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")
        return connection

    return sa.create_engine(
        "sqlite://",
        creator=connect,
        poolclass=sa.QueuePool,
        pool_size=size,
        max_overflow=0,
        hide_parameters=True,
    )


def _postgres_engine(url: sa.URL, size: int, options: str) -> sa.Engine:
    return sa.create_engine(
        url.set(drivername="postgresql+psycopg"),
        isolation_level="READ COMMITTED",
        pool_size=size,
        max_overflow=0,
        pool_timeout=READ_SECONDS * 10,
        connect_args={
            "options": f"-c timezone=UTC {options}",
            "application_name": "aduan",
            "connect_timeout": 10,
        },
        hide_parameters=True,
    )


def _begin(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _begin_immediate(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _watch_deadline(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
    deadline = Deadline()
    record.info["deadline"] = deadline
    connection.set_progress_handler(deadline.passed, STEPS_BETWEEN_LOOKS)
