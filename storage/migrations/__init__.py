"""The database's version: what it is, and how it is brought up to date.

Alembic is imported only when there is something to do; an up-to-date database is opened without it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa

from core.errors import StoreError, StoreNewer
from storage.errors import file_error

DIRECTORY = Path(__file__).parent
VERSIONS = DIRECTORY / "versions"
REVISIONS = ("0001", "0002", "0003")
"""All revisions this program knows, oldest first; a test compares them with the files."""

LOCK = 0x6164_7561_6E  # "aduan": PostgreSQL's advisory lock while migrating

version_table = sa.table("alembic_version", sa.column("version_num", sa.String))


def version(connection: sa.Connection) -> str | None:
    """The database's revision; None when it is empty.

    Raises StoreError when it holds tables of somebody else.
    """
    names = sa.inspect(connection).get_table_names()
    if version_table.name in names:
        revision: str | None = connection.scalar(sa.select(version_table.c.version_num))
        return revision
    if names:
        raise StoreError("it holds tables that are not ours: give Aduan a database of its own")
    return None


def is_behind(found: str | None, revisions: Sequence[str] = REVISIONS) -> bool:
    """Whether the revision that was found must be brought up to date. Raises StoreNewer."""
    if found is not None and found not in revisions:
        raise StoreNewer(
            f"a newer Aduan made this database (revision {found}, this one knows {revisions[-1]}): "
            "install that version, or restore the copy made before the upgrade"
        )
    return found != revisions[-1]


def upgrade(engine: sa.Engine, versions: Sequence[Path] = (VERSIONS,)) -> None:
    """Brings the database up to date in one transaction, or leaves it as it was.

    On SQLite the engine must have foreign keys off (ALTER TABLE there copies and drops tables, which
    would take referring rows along); they are checked at the end. On PostgreSQL several processes may
    try at once: one does it, the others wait and find it done.
    """
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(DIRECTORY).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", "\n".join(str(path).replace("%", "%%") for path in versions))
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        if engine.dialect.name == "sqlite":
            _require_whole(connection)


def copy_before(path: Path, found: str) -> Path:
    """A copy of the SQLite file, made before an upgrade, durable when this returns."""
    copy = path.with_name(f"{path.name}.before-upgrade-from-{found}")
    try:
        copy.unlink(missing_ok=True)
        copy.touch(mode=0o600)
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
            target.execute("PRAGMA synchronous=FULL")
            source.backup(target)
    except OSError as error:
        raise file_error(error, str(copy)) from error
    except sqlite3.Error as error:
        raise StoreError(f"no copy of {path} could be made, so it was not upgraded: {error}") from error
    return copy


def _require_whole(connection: sa.Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(5)
    if broken:
        tables = ", ".join(sorted({str(row[0]) for row in broken}))
        raise StoreError(
            f"the upgrade would leave rows without what they refer to ({tables}): nothing was changed"
        )
