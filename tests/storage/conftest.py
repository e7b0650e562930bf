"""The store under test, on both databases.

`store` is the contract's: a test that asks for it runs on SQLite and on PostgreSQL. PostgreSQL starts
once per test process; each test gets a copy of a database that was migrated once.
"""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from storage.seal import Sealer
from storage.store import SqlStore, open_store
from tests.peers.postgres import NoPostgres, Postgres

MASTER_KEY = bytes(range(32))
DATABASES = ("sqlite", "postgresql")
_numbers = itertools.count()


@pytest.fixture
def sealer() -> Sealer:
    return Sealer(MASTER_KEY)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A running server in a hurry: it may lose data when it is killed."""
    try:
        server = Postgres()
    except NoPostgres as reason:
        pytest.skip(str(reason))
    yield server
    server.end()


@pytest.fixture(scope="session")
def postgres_template(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database that was migrated and that nobody is connected to."""
    name = "template_aduan"
    postgres.execute(f"CREATE DATABASE {name}")
    store = open_store(postgres.url(name), MASTER_KEY, tmp_path_factory.mktemp("files"), create=True)
    store.close_now()
    return name


@pytest.fixture
def postgres_url(postgres: Postgres, postgres_template: str) -> Iterator[str]:
    """A migrated database of the test's own."""
    name = f"test_{os.getpid()}_{next(_numbers)}"
    postgres.execute(f"CREATE DATABASE {name} TEMPLATE {postgres_template} STRATEGY file_copy")
    yield postgres.url(name)
    postgres.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that was migrated and that nobody has open."""
    path = tmp_path_factory.mktemp("template") / "aduan.db"
    open_store(f"sqlite:///{path}", MASTER_KEY, path.parent / "files", create=True).close_now()
    return path


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Where a database may be made."""
    return f"sqlite:///{tmp_path}/aduan.db"


@pytest.fixture(params=DATABASES)
def url(request: pytest.FixtureRequest) -> str:
    """The address of each database; nothing is open yet, and SQLite's file is not there yet."""
    address: str = request.getfixturevalue(f"{'sqlite' if request.param == 'sqlite' else 'postgres'}_url")
    return address


@pytest.fixture
def ready_url(url: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """As `url`, with the tables there."""
    if url.startswith("sqlite"):
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "aduan.db")
    return url


@pytest.fixture
async def store(ready_url: str, tmp_path: Path) -> AsyncIterator[SqlStore]:
    """An open, empty store with files in `tmp_path / "files"`."""
    opened = open_store(ready_url, MASTER_KEY, tmp_path / "files")
    yield opened
    await opened.close()
