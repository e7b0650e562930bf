"""Rows and what they mean: how values of the core lie in tables, sealed where they are a citizen's."""

from typing import Any

import sqlalchemy as sa

Found = sa.Row[*tuple[Any, ...]]
"""A row as it was selected; its columns are known to the statement, not to the type checker."""


def any_of(name: str) -> sa.BindParameter[Any]:
    """A list of values, given when the statement runs. So a statement is built once, at import:
    building one takes several times as long as running it.
    """
    return sa.bindparam(name, expanding=True)


def literal(word: str) -> sa.ColumnElement[str]:
    """A state spelt out in the statement: a partial index is not used for a bound one."""
    return sa.literal_column(f"'{word}'")
