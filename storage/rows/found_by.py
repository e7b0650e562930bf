"""By which tokens cases are found: written, added to, and forgotten with the case."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Set

import sqlalchemy as sa

from storage import schema
from storage.rows import any_of
from storage.search import packed, unpacked
from storage.transaction import Transaction

MORE_ON_POSTGRESQL = (
    "INSERT INTO search (rowid, tokens) VALUES (%s, array_to_tsvector(string_to_array(%s, ' ')))"
    " ON CONFLICT (rowid) DO UPDATE SET tokens = search.tokens || excluded.tokens"
)
MORE = "INSERT INTO search (rowid, tokens) VALUES (?, ?)"
LESS = "INSERT INTO search (search, rowid, tokens) VALUES ('delete', ?, ?)"
KEEP = (
    "INSERT INTO found_by (complaint_id, tokens) VALUES (?, ?)"
    " ON CONFLICT (complaint_id) DO UPDATE SET tokens = excluded.tokens"
)
KEPT = sa.select(schema.found_by).where(schema.found_by.c.complaint_id.in_(any_of("ids")))


def add(tx: Transaction, words: Mapping[int, Set[str]], opened: Collection[int]) -> None:
    """Let cases be found by these tokens, besides those they have; `opened` had none before."""
    if not words:
        return
    if tx.dialect == "postgresql":
        tx.driver.execute_many(MORE_ON_POSTGRESQL, _in_words(words))
        return
    kept = _kept(tx, [number for number in words if number not in opened])
    new = {**words, **{number: words[number] - had for number, had in kept.items()}}
    new = {number: found for number, found in new.items() if found}
    whole = {**new, **{number: new[number] | kept[number] for number in new.keys() & kept.keys()}}
    tx.driver.execute_many(KEEP, [(number, packed(found)) for number, found in whole.items()])
    tx.driver.execute_many(MORE, _in_words(new))


def matching(tx: Transaction, asked: str) -> sa.ColumnElement[bool]:
    """Which rows of the index this expression finds (`storage.search.expression`)."""
    if tx.dialect == "sqlite":
        return sa.literal_column("search").op("MATCH", is_comparison=True)(asked)
    from sqlalchemy.dialects.postgresql import (
        TSQUERY,
    )  # 40 ms and 2 MB that an office with SQLite does not need

    tokens = schema.search.c.tokens
    return tokens.op("@@", is_comparison=True)(sa.cast(asked, TSQUERY))


def forget(tx: Transaction, complaint_ids: Collection[int]) -> None:
    """Take cases out of the index."""
    if tx.dialect == "sqlite":
        tx.driver.execute_many(LESS, _in_words(_kept(tx, complaint_ids)))
        tx.connection.execute(
            sa.delete(schema.found_by).where(schema.found_by.c.complaint_id.in_(complaint_ids))
        )
    else:
        tx.connection.execute(sa.delete(schema.search).where(schema.search.c.rowid.in_(complaint_ids)))


def _kept(tx: Transaction, complaint_ids: Collection[int]) -> dict[int, set[str]]:
    if not complaint_ids:
        return {}
    rows = tx.driver.fetch(KEPT, ids=sorted(complaint_ids))
    return {row.complaint_id: unpacked(row.tokens) for row in rows}


def _in_words(words: Mapping[int, Set[str]]) -> list[tuple[int, str]]:
    return [(number, " ".join(found)) for number, found in words.items()]
