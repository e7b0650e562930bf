"""What was acknowledged is there after the worst end."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from core.errors import StoreError
from storage.store import open_store
from tests.peers.postgres import NoPostgres, Postgres
from tests.storage.conftest import MASTER_KEY
from tests.storage.engine.scratch import create, insert, words


@contextmanager
def writing(url: str, files: Path, run: str) -> Iterator[tuple["subprocess.Popen[str]", IO[str]]]:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.storage.engine.writer_process", url, str(files), run],
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            yield process, process.stdout
        finally:
            process.kill()


async def stored(url: str, files: Path) -> list[str]:
    store = open_store(url, MASTER_KEY, files)
    found = await store.read(words)
    await store.close()
    return found


async def test_sqlite_keeps_every_acknowledged_unit_of_a_killed_process(
    sqlite_url: str, tmp_path: Path
) -> None:
    acknowledged: list[str] = []
    for run in range(2):
        with writing(sqlite_url, tmp_path / "files", str(run)) as (process, output):
            acknowledged += [output.readline().strip() for _ in range(150 + 137 * run)]
            process.kill()
            acknowledged += [line.strip() for line in output if line.endswith("\n")]
    assert len(acknowledged) > 400
    found = await stored(sqlite_url, tmp_path / "files")
    assert set(acknowledged) - set(found) == set()
    assert len(found) == len(set(found))


@pytest.fixture
def durable() -> Iterator[Postgres]:
    """A server that syncs, and that a test may kill."""
    try:
        server = Postgres(durable=True)
    except NoPostgres as reason:
        pytest.skip(str(reason))
    yield server
    server.end()


@pytest.mark.slow
async def test_postgresql_keeps_every_acknowledged_unit_when_the_server_is_killed(
    durable: Postgres, tmp_path: Path
) -> None:
    acknowledged: list[str] = []
    for run in range(3):
        with writing(durable.url(), tmp_path, str(run)) as (_, output):
            acknowledged += [output.readline().strip() for _ in range(100)]
            durable.kill()
            acknowledged += [line.strip() for line in output if line.endswith("\n")]
        durable.start()
    found = await stored(durable.url(), tmp_path)
    assert set(acknowledged) - set(found) == set()


@pytest.mark.slow
async def test_a_store_goes_on_when_its_server_comes_back(durable: Postgres, tmp_path: Path) -> None:
    store = open_store(durable.url(), MASTER_KEY, tmp_path, create=True)
    await store.write(create)
    await store.write(insert("before"))
    durable.kill()
    with pytest.raises(StoreError, match=r"does not answer|lost"):
        await store.write(insert("while it is gone"))
    with pytest.raises(StoreError):
        await store.read(words)
    durable.start()
    await store.write(insert("after"))
    assert await store.read(words) == ["before", "after"]
    await store.close()
