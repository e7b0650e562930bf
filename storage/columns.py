"""What the tables are made of: the naming of constraints, and the kinds of columns and indexes."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

POSTGRESQL_WHERE = "postgresql_where"

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # only INTEGER PRIMARY KEY counts by itself
Sealed = sa.LargeBinary
Hash = sa.LargeBinary
Word = sa.String  # a word of ours: a state, an account, a label; never a citizen's


def identifier() -> Column[int]:
    return Column("id", Id, primary_key=True)


def refers(name: str, to: str, *, nullable: bool = False, index: bool = False) -> Column[int]:
    return Column(name, Id, ForeignKey(f"{to}.id"), nullable=nullable, index=index)


def where(condition: str) -> dict[str, Any]:
    """A partial index."""
    return _partial(condition, condition)


def when(*flags: str) -> dict[str, Any]:
    """A partial index where all these flags are set. SQLite has numbers for them, and takes the index
    only for a condition that is spelt as the query's.
    """
    return _partial(" AND ".join(f"{flag} = 1" for flag in flags), " AND ".join(flags))


def _partial(sqlite: str, postgresql: str) -> dict[str, Any]:
    """The index's own condition on each database. PostgreSQL's is handed over when it is created: naming
    it here would load that dialect, 40 ms and 4 MB, into every office with SQLite.
    """
    return {"sqlite_where": sa.text(sqlite), "info": {POSTGRESQL_WHERE: postgresql}}


@sa.event.listens_for(metadata, "before_create")
def _hand_over_conditions(_target: sa.MetaData, connection: sa.Connection, **_: object) -> None:
    if connection.dialect.name != "postgresql":
        return
    for table in metadata.tables.values():
        for index in table.indexes:
            if POSTGRESQL_WHERE in index.info:
                index.dialect_kwargs[POSTGRESQL_WHERE] = sa.text(index.info[POSTGRESQL_WHERE])


def text(name: str, default: str = "") -> Column[str]:
    return Column(name, Word, nullable=False, server_default=default)


def number(name: str, default: int = 0) -> Column[int]:
    return Column(name, sa.Integer, nullable=False, server_default=str(default))


def flag(name: str) -> Column[bool]:
    return Column(name, sa.Boolean, nullable=False, server_default=sa.false())
