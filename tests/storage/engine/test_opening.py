from pathlib import Path

import pytest
import sqlalchemy as sa

from core.errors import StoreMissing
from storage.store import open_store
from tests.storage.conftest import MASTER_KEY


def _set_version(url: str, version: str) -> None:
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = :v"), {"v": version})
    engine.dispose()


async def _make(url: str, files: Path) -> None:
    await open_store(url, MASTER_KEY, files, create=True).close()


def test_a_database_that_is_not_there_is_missing_and_stays_so(sqlite_url: str, tmp_path: Path) -> None:
    with pytest.raises(StoreMissing, match="aduan init"):
        open_store(sqlite_url, MASTER_KEY, tmp_path / "files")
    assert list(tmp_path.iterdir()) == []


def test_an_empty_file_is_no_database_of_ours(sqlite_url: str, tmp_path: Path) -> None:
    (tmp_path / "aduan.db").touch()
    with pytest.raises(StoreMissing, match="empty"):
        open_store(sqlite_url, MASTER_KEY, tmp_path / "files")
