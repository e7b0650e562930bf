import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from core.errors import (
    ConfigError,
    StoreError,
    StoreLocked,
    StoreMissing,
    StoreNewer,
    StoreReadOnly,
)
from storage.store import SqlStore, open_store
from tests.peers.postgres import Postgres
from tests.storage.conftest import MASTER_KEY
from tests.storage.engine.scratch import insert, words

NOBODY = 65534


@pytest.fixture
def directory() -> Iterator[Path]:
    """One that an unprivileged user can reach, which pytest's own is not."""
    with tempfile.TemporaryDirectory(prefix="aduan-test-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@contextmanager
def unprivileged() -> Iterator[None]:
    """Root may write anywhere; whoever runs the service may not."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def _make(url: str, files: Path) -> None:
    open_store(url, MASTER_KEY, files, create=True).close_now()


def _set_version(url: str, version: str) -> None:
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = :v"), {"v": version})


def test_a_database_that_is_not_there_is_missing_and_stays_so(sqlite_url: str, tmp_path: Path) -> None:
    with pytest.raises(StoreMissing, match="aduan init"):
        open_store(sqlite_url, MASTER_KEY, tmp_path / "files")
    assert list(tmp_path.iterdir()) == []


def test_an_empty_file_is_no_database_yet(sqlite_url: str, tmp_path: Path) -> None:
    (tmp_path / "aduan.db").touch()
    with pytest.raises(StoreMissing, match="empty"):
        open_store(sqlite_url, MASTER_KEY, tmp_path / "files")
    _make(sqlite_url, tmp_path)


def test_a_file_of_something_else_is_said_to_be_no_database(sqlite_url: str, tmp_path: Path) -> None:
    (tmp_path / "aduan.db").write_text("a shopping list " * 100)
    with pytest.raises(StoreError, match="no database"):
        open_store(sqlite_url, MASTER_KEY, tmp_path / "files", create=True)


def test_the_database_of_another_program_is_left_alone(sqlite_url: str, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "aduan.db")) as other:
        other.execute("CREATE TABLE recipes (name TEXT)")
    with pytest.raises(StoreError, match="not ours"):
        open_store(sqlite_url, MASTER_KEY, tmp_path / "files", create=True)


def test_making_a_store_makes_its_directories_for_its_owner_alone(tmp_path: Path) -> None:
    _make(f"sqlite:///{tmp_path}/a/b/aduan.db", tmp_path / "files")
    assert (tmp_path / "a" / "b").stat().st_mode & 0o077 == 0
    assert (tmp_path / "a" / "b" / "aduan.db").stat().st_mode & 0o077 == 0


async def test_what_was_written_is_there_when_opened_again(store: SqlStore, url: str, tmp_path: Path) -> None:
    await store.write(insert("kept"))
    await store.close()
    again = open_store(url, MASTER_KEY, tmp_path / "files")
    assert await again.read(words) == ["kept"]
    await again.close()


def test_another_master_key_is_refused_by_name(url: str, tmp_path: Path) -> None:
    _make(url, tmp_path)
    for write in (True, False):
        with pytest.raises(ConfigError, match="not the database's master key"):
            open_store(url, bytes(32), tmp_path, write=write)
    open_store(url, MASTER_KEY, tmp_path).close_now()


def test_a_newer_database_is_refused_and_left_alone(url: str, tmp_path: Path) -> None:
    _make(url, tmp_path)
    _set_version(url, "9999")
    for write in (True, False):
        with pytest.raises(StoreNewer, match="9999"):
            open_store(url, MASTER_KEY, tmp_path, write=write)


def test_one_process_writes_and_the_other_is_told_which(sqlite_url: str, tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from storage.store import open_store\n"
        "store = open_store(sys.argv[1], bytes(range(32)), Path(sys.argv[2]), create=True)\n"
        "print('open', flush=True); sys.stdin.read(); store.close_now()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, sqlite_url, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        assert other.stdout.readline() == "open\n"
        with pytest.raises(StoreLocked, match=rf"process {other.pid} "):
            open_store(sqlite_url, MASTER_KEY, tmp_path)
        reader = open_store(sqlite_url, MASTER_KEY, tmp_path, write=False)
        reader.close_now()
        other.stdin.close()
    open_store(sqlite_url, MASTER_KEY, tmp_path).close_now()


async def test_commands_that_only_read_do_so_beside_the_service(
    store: SqlStore, url: str, tmp_path: Path
) -> None:
    reader = open_store(url, MASTER_KEY, tmp_path / "files", write=False)
    await store.write(insert("seen"))
    assert await reader.read(words) == ["seen"]
    with pytest.raises(StoreReadOnly, match="for reading alone"):
        await reader.write(insert("no"))
    with pytest.raises(StoreError):
        await reader.read(insert("no"))
    await reader.close()


def test_a_directory_that_cannot_be_written_is_read_only(directory: Path) -> None:
    directory.chmod(0o555)
    with unprivileged(), pytest.raises(StoreReadOnly, match="right to write"):
        open_store(f"sqlite:///{directory}/aduan.db", MASTER_KEY, directory / "files", create=True)
    with unprivileged(), pytest.raises(StoreReadOnly, match="right to write"):
        open_store(f"sqlite:///{directory}/new/aduan.db", MASTER_KEY, directory / "files", create=True)


def test_a_file_that_cannot_be_written_is_read_only(directory: Path) -> None:
    url = f"sqlite:///{directory}/aduan.db"
    _make(url, directory / "files")
    (directory / "aduan.db").chmod(0o444)
    (directory / "aduan.db.lock").chmod(0o666)
    directory.chmod(0o777)
    with unprivileged(), pytest.raises(StoreReadOnly, match="right to write"):
        open_store(url, MASTER_KEY, directory / "files")
    with unprivileged():
        open_store(url, MASTER_KEY, directory / "files", write=False).close_now()


def test_a_standby_is_read_only(postgres: Postgres, postgres_url: str, tmp_path: Path) -> None:
    name = postgres_url.rpartition("/")[2]
    postgres.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    with pytest.raises(StoreReadOnly, match="right to write"):
        open_store(postgres_url, MASTER_KEY, tmp_path)
    open_store(postgres_url, MASTER_KEY, tmp_path, write=False).close_now()


@pytest.mark.parametrize(
    "url",
    [
        "mysql://root:geheim@localhost/aduan",
        "sqlite://",
        "sqlite:///:memory:",
        "postgresql+psycopg2://u:geheim@localhost/aduan",
        "postgresql://u:geheim@localhost",
        "aduan.db",
        "",
    ],
)
def test_a_wrong_url_is_explained_without_its_password(url: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"store\.url") as caught:
        open_store(url, MASTER_KEY, tmp_path)
    assert "geheim" not in str(caught.value)


def test_a_server_without_that_database_says_so(postgres: Postgres, tmp_path: Path) -> None:
    with pytest.raises(StoreMissing, match="createdb"):
        open_store(postgres.url("nowhere"), MASTER_KEY, tmp_path)


def test_an_empty_postgresql_database_is_missing_until_it_is_made(postgres: Postgres, tmp_path: Path) -> None:
    postgres.execute("CREATE DATABASE empty_one")
    with pytest.raises(StoreMissing, match="aduan init"):
        open_store(postgres.url("empty_one"), MASTER_KEY, tmp_path)
    postgres.execute("DROP DATABASE empty_one WITH (FORCE)")


def test_a_server_that_does_not_answer_is_said_without_the_password(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="does not answer") as caught:
        open_store("postgresql+psycopg://u:geheim@127.0.0.1:1/aduan", MASTER_KEY, tmp_path)
    assert "geheim" not in str(caught.value)


def test_opening_what_is_up_to_date_needs_no_migration_library(sqlite_url: str, tmp_path: Path) -> None:
    _make(sqlite_url, tmp_path)
    code = (
        "import sys; from pathlib import Path; from storage.store import open_store\n"
        "open_store(sys.argv[1], bytes(range(32)), Path(sys.argv[2])).close_now()\n"
        "print([name for name in ('alembic', 'mako', 'sqlalchemy.orm', 'psycopg') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, sqlite_url, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
