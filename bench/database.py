"""An empty database, made once and copied for each turn, so that no turn measures its making."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry, Pool

from storage.seal import Sealer, generate_master_key, master_key_text, parse_master_key
from storage.store import SqlStore, open_store

DATABASE, KEY, FILES = "aduan.db", "master.key", "files"


@dataclass(frozen=True, slots=True)
class Template:
    """An empty database of the program's schema, and its master key."""

    home: Path

    @classmethod
    def make(cls, home: Path) -> Template:
        home.mkdir(parents=True, exist_ok=True)
        (home / KEY).write_text(master_key_text(generate_master_key()), encoding="utf-8")
        open_at(home, create=True).close_now()
        return cls(home)

    @property
    def database(self) -> Path:
        return self.home / DATABASE

    def copy(self, home: Path) -> None:
        for name in (DATABASE, KEY):
            shutil.copyfile(self.home / name, home / name)

    @contextmanager
    def opened(self, home: Path) -> Iterator[SqlStore]:
        """The store on a fresh copy."""
        self.copy(home)
        store = open_at(home)
        try:
            yield store
        finally:
            store.close_now()


def master_key(home: Path) -> bytes:
    return parse_master_key((home / KEY).read_text(encoding="utf-8"))


def sealer(home: Path) -> Sealer:
    return Sealer(master_key(home))


def url(home: Path) -> str:
    return f"sqlite:///{home / DATABASE}"


def open_at(home: Path, *, create: bool = False) -> SqlStore:
    return open_store(url(home), master_key(home), home / FILES, create=create)


@contextmanager
def less_durable() -> Iterator[None]:
    """Connections that are made within the block have synchronous=NORMAL: a power cut may undo commits."""

    def relax(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
        connection.execute("PRAGMA synchronous=NORMAL")

    sa.event.listen(Pool, "connect", relax)
    try:
        yield
    finally:
        sa.event.remove(Pool, "connect", relax)
