"""From a URL to a database that is there, ours, up to date, and opens with our master key."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from core.errors import ConfigError, StoreError, StoreMissing
from storage import engine, identity, migrations
from storage.errors import file_error, store_error, store_read_only
from storage.lock import WriterLock

log = logging.getLogger(__name__)

SQLITE_READERS = 4
POSTGRES_WRITERS = 4
POSTGRES_READERS = 4


@dataclass(frozen=True, slots=True)
class Database:
    """An opened database. `writer` and `lock` are None where it was opened for reading alone."""

    url: sa.URL
    name: str
    reader: sa.Engine
    writer: sa.Engine | None
    lock: WriterLock | None
    writers: int
    readers: int

    def close(self) -> None:
        """Closes the connections, then lets others write."""
        self.reader.dispose()
        if self.writer is not None:
            self.writer.dispose()
        if self.lock is not None:
            self.lock.release()


def open_database(url: str, key_check: bytes, *, create: bool, write: bool) -> Database:
    """Opens what the URL names; `create` makes it where there is none, `write=False` changes nothing.

    Raises StoreMissing, StoreLocked, StoreReadOnly, StoreNewer, StoreFull, StoreError when the
    database does not serve, ConfigError when the URL or the master key is wrong.
    """
    parsed = _parsed(url)
    name = parsed.render_as_string(hide_password=True)
    try:
        if parsed.get_backend_name() == "sqlite":
            return _open_sqlite(parsed, name, key_check, create=create, write=write)
        return _open_postgres(parsed, name, key_check, create=create, write=write)
    except sa.exc.DBAPIError as error:
        raise store_error(error, name) from error


def _parsed(url: str) -> sa.URL:
    try:
        parsed = sa.make_url(url)
    except (sa.exc.ArgumentError, ValueError):
        parsed = None
    if parsed is None or parsed.drivername not in {"sqlite", "postgresql", "postgresql+psycopg"}:
        # The URL is not repeated: it may hold a password.
        raise ConfigError(
            "store.url: write sqlite:///path/to/aduan.db or postgresql+psycopg://user:password@host/name"
        ) from None
    if not parsed.database or parsed.database == ":memory:":
        raise ConfigError("store.url: it names no database: write sqlite:///path/to/aduan.db, say")
    return parsed


def _open_sqlite(url: sa.URL, name: str, key_check: bytes, *, create: bool, write: bool) -> Database:
    path = Path(url.database or "")
    if not path.is_file():
        if not (create and write):
            raise StoreMissing(
                f"database {name}: there is none: run `aduan init`, or correct store.url in the configuration"
            )
        _make_file(path)
    with ExitStack() as undo:
        reader = _disposed(undo, engine.sqlite_reader(path, SQLITE_READERS))
        if not write:
            _require_ready(reader, name, key_check)
            undo.pop_all()
            return Database(url, name, reader, None, None, 0, SQLITE_READERS)
        if not os.access(path, os.W_OK, effective_ids=True):  # SQLite would tell at the first write only
            raise store_read_only(name)
        lock = WriterLock(path)
        undo.callback(lock.release)
        without_keys = _disposed(undo, engine.sqlite_writer(path, foreign_keys=False))
        _bring_up_to_date(without_keys, name, create=create, before=lambda found: _keep_copy(path, found))
        without_keys.dispose()
        writer = _disposed(undo, engine.sqlite_writer(path))
        _claim(writer, name, key_check)
        undo.pop_all()
    return Database(url, name, reader, writer, lock, 1, SQLITE_READERS)


def _open_postgres(url: sa.URL, name: str, key_check: bytes, *, create: bool, write: bool) -> Database:
    with ExitStack() as undo:
        reader = _disposed(undo, engine.postgres_reader(url, POSTGRES_READERS))
        if not write:
            _require_ready(reader, name, key_check)
            undo.pop_all()
            return Database(url, name, reader, None, None, 0, POSTGRES_READERS)
        writer = _disposed(undo, engine.postgres_writer(url, POSTGRES_WRITERS))
        _bring_up_to_date(writer, name, create=create, before=None)
        _claim(writer, name, key_check)
        undo.pop_all()
    return Database(url, name, reader, writer, None, POSTGRES_WRITERS, POSTGRES_READERS)


def _disposed(undo: ExitStack, opened: sa.Engine) -> sa.Engine:
    """The engine, whose connections are closed when opening fails."""
    undo.callback(opened.dispose)
    return opened


def _bring_up_to_date(
    writer: sa.Engine, name: str, *, create: bool, before: Callable[[str], None] | None
) -> None:
    """Upgrades when the version row is behind; `before` sees the revision of a database with content."""
    with writer.connect() as connection:
        found = migrations.version(connection)
    if not migrations.is_behind(found):
        return
    if found is None and not create:
        raise StoreMissing(
            f"database {name}: it is empty: run `aduan init`, or correct store.url in the configuration"
        )
    if found is not None and before is not None:
        before(found)
    log.info("database %s: from revision %s to %s", name, found, migrations.REVISIONS[-1])
    migrations.upgrade(writer)


def _require_ready(reader: sa.Engine, name: str, key_check: bytes) -> None:
    """The checks of a reader, which cannot repair what it finds."""
    with reader.connect() as connection:
        found = migrations.version(connection)
        if found is None:
            raise StoreMissing(
                f"database {name}: it is empty: run `aduan init`, or correct store.url in the configuration"
            )
        if migrations.is_behind(found):
            raise StoreError(f"database {name}: it awaits an upgrade: start `aduan serve` once")
        identity.verify(connection, key_check)


def _claim(writer: sa.Engine, name: str, key_check: bytes) -> None:
    with writer.begin() as connection:
        if writer.dialect.name == "postgresql":
            if connection.scalar(sa.text("SHOW transaction_read_only")) == "on":  # a standby, say
                raise store_read_only(name)
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(migrations.LOCK)))
        identity.claim(connection, key_check)


def _keep_copy(path: Path, found: str) -> None:
    log.info("copy made before the upgrade: %s", migrations.copy_before(path, found))


def _make_file(path: Path) -> None:
    """For its owner alone; SQLite gives the files beside it the same rights."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
    except OSError as error:
        raise file_error(error, f"database file {path}") from error
