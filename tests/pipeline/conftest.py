"""An office for each test: a copy of an empty database, an SMTP server of the sandbox, a held clock."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from core.ports.inbox import Officer
from core.ports.store import Unit
from sandbox.mail.smtp import Received, SmtpSink
from storage.store import SqlStore, open_store
from tests.pipeline.office import MANAGER, SARI, HeldClock, Office, Post, connect, open_office, settings

MASTER_KEY = bytes(range(32))


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrated once: making the tables is not what these tests are about."""
    home = tmp_path_factory.mktemp("empty")
    open_store(f"sqlite:///{home}/aduan.db", MASTER_KEY, home / "files", create=True).close_now()
    return home / "aduan.db"


@pytest.fixture
async def post() -> AsyncIterator[Post]:
    taken: list[Received] = []
    server = SmtpSink(taken.append)
    await server.start()
    yield Post(server, taken)
    await server.stop()


@pytest.fixture
async def store(empty_database: Path, tmp_path: Path) -> AsyncIterator[SqlStore]:
    shutil.copy(empty_database, tmp_path / "aduan.db")
    opened = open_store(f"sqlite:///{tmp_path}/aduan.db", MASTER_KEY, tmp_path / "files")
    yield opened
    await opened.close()


@pytest.fixture
async def office(store: SqlStore, post: Post) -> AsyncIterator[Office]:
    opened = open_office(store, post, HeldClock(), settings(post.server))
    await connect(opened)
    for officer in (MANAGER, SARI):
        await store.write(partial(_add, officer))
    yield opened
    for channel in opened.channels.values():
        await channel.close()


def _add(officer: Officer, unit: Unit) -> None:
    unit.staff.add(officer, "no password")
