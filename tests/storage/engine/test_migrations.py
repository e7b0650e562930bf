import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from core.errors import StoreError
from storage import identity, migrations, schema
from storage.engine import sqlite_writer
from storage.migrations import DIRECTORY, REVISIONS, VERSIONS, is_behind, upgrade, version
from storage.store import open_store
from tests.storage.conftest import MASTER_KEY
from tests.storage.engine.shape import shape

ALL_METADATA = (schema.metadata, identity.metadata)

LAST, NEXT = REVISIONS[-1], "9999"

LATER = '''
"""A later revision."""
import sqlalchemy as sa
from alembic import op
revision, down_revision = "{later}", "{last}"

def upgrade() -> None:
    op.create_table("later", sa.Column("id", sa.Integer, primary_key=True))
    {more}
'''


@pytest.fixture
def engine(url: str) -> sa.Engine:
    """Looks at the tables without any of our settings."""
    return sa.create_engine(url, poolclass=sa.NullPool)


def _made(url: str, files: Path) -> None:
    open_store(url, MASTER_KEY, files, create=True).close_now()


def _later(tmp_path: Path, more: str = "") -> tuple[Path, Path]:
    directory = tmp_path / "versions"
    directory.mkdir()
    (directory / f"{NEXT}_later.py").write_text(LATER.format(more=more, later=NEXT, last=LAST))
    return VERSIONS, directory


def _is_ours(_object: object, name: str | None, kind: str, _reflected: bool, _compared: object) -> bool:
    """Search's full-text tables are made by statements of their own."""
    known = {table for metadata in ALL_METADATA for table in metadata.tables}
    return kind != "table" or name in known or not re.match("search|found_by", name or "")


def test_each_partial_index_is_partial_on_both(url: str, engine: sa.Engine, tmp_path: Path) -> None:
    """PostgreSQL's conditions are handed over when the tables are made, apart from the schema."""
    _made(url, tmp_path)
    wanted = {
        index.name
        for table in schema.metadata.tables.values()
        for index in table.indexes
        if index.dialect_kwargs.get("sqlite_where") is not None
    }
    sources = {
        "sqlite": "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql LIKE '% WHERE %'",
        "postgresql": "SELECT indexname FROM pg_indexes WHERE schemaname = 'public' AND indexdef LIKE '% WHERE %'",
    }
    with engine.connect() as connection:
        found = connection.execute(sa.text(sources[engine.dialect.name])).scalars().all()
    assert set(found) == wanted
    assert len(wanted) > 10


def test_the_migrated_tables_are_those_of_the_schema(url: str, engine: sa.Engine, tmp_path: Path) -> None:
    """To the letter: columns, defaults, keys, conditions of indexes, the full-text tables."""
    _made(url, tmp_path)
    with engine.connect() as connection:
        migrated = shape(connection)
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_object": _is_ours}
        )
        assert compare_metadata(context, ALL_METADATA) == []  # type: ignore[arg-type]
    if engine.dialect.name == "sqlite":
        engine = sa.create_engine("sqlite://")
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        for metadata in ALL_METADATA:
            metadata.create_all(connection)
        fresh = shape(connection)
    assert len(fresh) > 300
    assert migrated ^ fresh == set()


def test_the_first_revision_knows_nothing_of_the_program() -> None:
    """What it made yesterday it makes for ever, whatever the schema says by then."""
    (first,) = VERSIONS.glob("0001*.py")
    assert not re.search(r"^\s*(from|import) (storage|core)", first.read_text(encoding="utf-8"), re.MULTILINE)


def test_the_program_knows_all_its_revisions() -> None:
    directory = ScriptDirectory(str(DIRECTORY))
    assert [each.revision for each in reversed(list(directory.walk_revisions()))] == list(REVISIONS)


def test_nothing_ever_cascades() -> None:
    keys = [
        key for metadata in ALL_METADATA for table in metadata.tables.values() for key in table.foreign_keys
    ]
    assert [str(key) for key in keys if key.ondelete or key.onupdate] == []


def test_an_upgrade_adds_to_what_is_there(url: str, engine: sa.Engine, tmp_path: Path) -> None:
    _made(url, tmp_path)
    upgrade(engine, _later(tmp_path))
    with engine.connect() as connection:
        assert version(connection) == NEXT
        assert sa.inspect(connection).has_table("later")
        assert connection.scalar(sa.select(sa.func.count()).select_from(identity.identity)) == 1


def test_an_upgrade_that_fails_changes_nothing(url: str, tmp_path: Path) -> None:
    _made(url, tmp_path)
    engine = _upgrading(url, tmp_path)
    with pytest.raises(RuntimeError, match="power cut"):
        upgrade(engine, _later(tmp_path, 'raise RuntimeError("power cut")'))
    with engine.connect() as connection:
        assert version(connection) == LAST
        assert not sa.inspect(connection).has_table("later")
    engine.dispose()


def test_an_upgrade_that_leaves_orphans_is_undone(sqlite_url: str, tmp_path: Path) -> None:
    _made(sqlite_url, tmp_path)
    orphan = (
        'op.execute("CREATE TABLE child (id INTEGER PRIMARY KEY, later_id INTEGER REFERENCES later (id))")\n'
        '    op.execute("INSERT INTO child VALUES (1, 99)")'
    )
    engine = _upgrading(sqlite_url, tmp_path)
    with pytest.raises(StoreError, match="child"):
        upgrade(engine, _later(tmp_path, orphan))
    with engine.connect() as connection:
        assert version(connection) == LAST
    engine.dispose()


def test_the_file_is_copied_before_it_is_upgraded(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _made(sqlite_url, tmp_path)
    _expect_later(tmp_path, monkeypatch)
    with pytest.raises(StoreError, match="awaits an upgrade"):
        open_store(sqlite_url, MASTER_KEY, tmp_path, write=False)
    open_store(sqlite_url, MASTER_KEY, tmp_path).close_now()
    copy = tmp_path / f"aduan.db.before-upgrade-from-{LAST}"
    assert copy.stat().st_mode & 0o077 == 0
    assert (_tables(copy) ^ _tables(tmp_path / "aduan.db")) == {"later"}


def test_a_new_file_needs_no_copy(sqlite_url: str, tmp_path: Path) -> None:
    _made(sqlite_url, tmp_path)
    assert not list(tmp_path.glob("*before*"))


def test_postgresql_is_upgraded_by_one_of_two_processes(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both find it behind; the second waits for the lock and finds it done."""
    from concurrent.futures import ThreadPoolExecutor

    engine = sa.create_engine(postgres_url, poolclass=sa.NullPool)
    versions = _later(tmp_path)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: upgrade(engine, versions), range(2)))
    with engine.connect() as connection:
        assert version(connection) == NEXT


def test_what_is_behind_and_what_is_not() -> None:
    assert is_behind(None, ("0001",))
    assert is_behind("0001", ("0001", "0002"))
    assert not is_behind("0002", ("0001", "0002"))


def _upgrading(url: str, tmp_path: Path) -> sa.Engine:
    if url.startswith("sqlite"):
        return sqlite_writer(tmp_path / "aduan.db", foreign_keys=False)
    return sa.create_engine(url, poolclass=sa.NullPool)


def _expect_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program as it will be after its next revision."""
    versions = _later(tmp_path)
    monkeypatch.setattr(migrations, "is_behind", lambda found: is_behind(found, (*REVISIONS, NEXT)))
    monkeypatch.setattr(migrations, "REVISIONS", (*REVISIONS, NEXT))
    monkeypatch.setattr(migrations, "upgrade", lambda engine: upgrade(engine, versions))


def _tables(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as connection:
        return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
