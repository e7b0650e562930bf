from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.store import SqlStore, open_store
from tests.storage.conftest import MASTER_KEY
from tests.storage.engine.scratch import create


@pytest.fixture
async def store(ready_url: str, tmp_path: Path) -> AsyncIterator[SqlStore]:
    """As everywhere, with the scratch table."""
    opened = open_store(ready_url, MASTER_KEY, tmp_path / "files")
    await opened.write(create)
    yield opened
    await opened.close()


@pytest.fixture
async def sqlite_store(sqlite_url: str, tmp_path: Path) -> AsyncIterator[SqlStore]:
    opened = open_store(sqlite_url, MASTER_KEY, tmp_path / "files", create=True, live_limit=10, bulk_limit=10)
    await opened.write(create)
    yield opened
    await opened.close()


@pytest.fixture
async def postgres_store(postgres_url: str, tmp_path: Path) -> AsyncIterator[SqlStore]:
    opened = open_store(postgres_url, MASTER_KEY, tmp_path / "files")
    await opened.write(create)
    yield opened
    await opened.close()
