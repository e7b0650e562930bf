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

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # only INTEGER PRIMARY KEY counts by itself
Sealed = sa.LargeBinary
Hash = sa.LargeBinary
Word = sa.String  # a word of ours: a state, an account, a label; never a citizen's


def identifier() -> Column[int]:
    return Column("id", Id, primary_key=True)


def refers(name: str, to: str, *, nullable: bool = False, index: bool = False) -> Column[int]:
    return Column(name, Id, ForeignKey(f"{to}.id"), nullable=nullable, index=index)


def where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def when(*flags: str) -> dict[str, Any]:
    """A partial index where all these flags are set. SQLite has numbers for them, and takes the index
    only for a condition that is spelt as the query's.
    """
    return {
        "sqlite_where": sa.text(" AND ".join(f"{flag} = 1" for flag in flags)),
        "postgresql_where": sa.text(" AND ".join(flags)),
    }


def text(name: str, default: str = "") -> Column[str]:
    return Column(name, Word, nullable=False, server_default=default)


def number(name: str, default: int = 0) -> Column[int]:
    return Column(name, sa.Integer, nullable=False, server_default=str(default))


def flag(name: str) -> Column[bool]:
    return Column(name, sa.Boolean, nullable=False, server_default=sa.false())
