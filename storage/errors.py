"""Drivers' errors in our words: which part of the tree in core.errors a failure belongs to."""

from __future__ import annotations

import errno
import sqlite3

import sqlalchemy as sa

from core.errors import StoreError, StoreFull, StoreLocked, StoreMissing, StoreReadOnly

Meaning = tuple[type[StoreError], str]

NO_ROOM: Meaning = (StoreFull, "the disk is full: make room, nothing is lost and work goes on by itself")
NO_WRITING: Meaning = (
    StoreReadOnly,
    "it cannot be written: give the service's user the right to write there",
)
TOO_SLOW: Meaning = (StoreError, "a question took too long and was stopped: narrow it")
DAMAGED: Meaning = (StoreError, "the file is damaged or is no database: restore the last backup")
HELD: Meaning = (StoreLocked, "another process holds it: stop that one or let it finish")
CONFLICT: Meaning = (StoreError, "a rule of the tables was broken")

SQLITE: dict[int, Meaning] = {
    sqlite3.SQLITE_FULL: NO_ROOM,
    sqlite3.SQLITE_READONLY: NO_WRITING,
    sqlite3.SQLITE_PERM: NO_WRITING,
    sqlite3.SQLITE_BUSY: HELD,
    sqlite3.SQLITE_LOCKED: HELD,
    sqlite3.SQLITE_CANTOPEN: (
        StoreError,
        "it cannot be opened: may the service's user read it and its directory?",
    ),
    sqlite3.SQLITE_INTERRUPT: TOO_SLOW,
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_NOTADB: DAMAGED,
    sqlite3.SQLITE_IOERR: (StoreError, "the disk does not read or write: look at the system's log"),
    sqlite3.SQLITE_CONSTRAINT: CONFLICT,
}
"""By SQLite's primary result code (the lowest 8 bits)."""

POSTGRESQL: dict[str, Meaning] = {
    "53100": NO_ROOM,
    "25006": NO_WRITING,
    "42501": NO_WRITING,
    "57014": TOO_SLOW,
    "55P03": HELD,
    "3D000": (StoreMissing, "there is no such database: create it (createdb), then run `aduan init`"),
    "23": CONFLICT,
    "28": (StoreError, "the server refuses the user or the password"),
    "53": (StoreError, "the server is out of connections or memory"),
    "57": (StoreError, "the server is starting or stopping: it will be tried again"),
    "08": (StoreError, "the connection to the server was lost: it will be tried again"),
}
"""By SQLSTATE, or by its class (the first two characters)."""

REPEATABLE = frozenset({"40001", "40P01"})
"""Serialization failure and deadlock: run the unit again."""

DISK_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
NO_PERMISSION = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


def store_error(error: sa.exc.DBAPIError, name: str) -> StoreError:
    """What the driver's error means. `name` says which database, without a password.

    The text holds no statement and no value; those stay in the cause, where values are hidden.
    """
    kind, remedy = _meaning(error)
    return kind(f"database {name}: {remedy} ({_code(error)})")


def store_read_only(name: str) -> StoreError:
    """For what was found to be read-only before anything was tried."""
    kind, remedy = NO_WRITING
    return kind(f"database {name}: {remedy}")


def file_error(error: OSError, name: str) -> StoreError:
    """As `store_error`, for files of ours."""
    kind, remedy = StoreError, "it cannot be used: look at the system's log"
    if error.errno in DISK_FULL:
        kind, remedy = NO_ROOM
    elif error.errno in NO_PERMISSION:
        kind, remedy = NO_WRITING
    elif error.errno == errno.ENOENT:
        kind, remedy = StoreMissing, "it is not there: is the path right, or must it be restored?"
    return kind(f"{name}: {remedy} ({error.strerror})")


def is_repeatable(error: BaseException) -> bool:
    """Whether running the same unit again can help: it lost a race, or its connection before COMMIT."""
    if not isinstance(error, sa.exc.DBAPIError):
        return False
    return error.connection_invalidated or getattr(error.orig, "sqlstate", None) in REPEATABLE


def _meaning(error: sa.exc.DBAPIError) -> Meaning:
    code = getattr(error.orig, "sqlite_errorcode", None)
    if isinstance(code, int):
        return SQLITE.get(code & 0xFF, (StoreError, "it does not do what was asked"))
    state = getattr(error.orig, "sqlstate", None) or ""
    if not state and isinstance(error, sa.exc.OperationalError):
        return _refused_connection(str(error.orig))
    return POSTGRESQL.get(state) or POSTGRESQL.get(state[:2]) or (StoreError, "it does not do what was asked")


def _refused_connection(text: str) -> Meaning:
    """What kept us from connecting: the client library tells it in words alone."""
    if "does not exist" in text and "database" in text:
        return POSTGRESQL["3D000"]
    if "password" in text or "role" in text or "pg_hba" in text:
        return POSTGRESQL["28"]
    return (StoreError, "the server does not answer: is it running, and is the address right?")


def _code(error: sa.exc.DBAPIError) -> str:
    named = getattr(error.orig, "sqlite_errorname", None) or getattr(error.orig, "sqlstate", None)
    return str(named or type(error.orig).__name__)
