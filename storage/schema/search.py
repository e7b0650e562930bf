"""The full-text index: tokens of `storage.search`, which say nothing without the key. Its row is the case's.

FTS5 keeps no copy of its own, which would be twice as long; what it shall forget it must be told, so the
tokens of each case are kept packed beside it.
"""

from __future__ import annotations

import sqlalchemy as sa

from storage.columns import metadata

search = sa.table("search", sa.column("rowid", sa.BigInteger), sa.column("tokens", sa.Text))
found_by = sa.table("found_by", sa.column("complaint_id", sa.Integer), sa.column("tokens", sa.LargeBinary))

SEARCH_TABLE = {
    "sqlite": (
        "CREATE VIRTUAL TABLE search USING fts5 (tokens, content='', detail='none', columnsize=0, tokenize='ascii')",
        "CREATE TABLE found_by (complaint_id INTEGER PRIMARY KEY REFERENCES complaint (id), tokens BLOB NOT NULL)",
    ),
    "postgresql": (
        "CREATE TABLE search (rowid BIGINT PRIMARY KEY REFERENCES complaint (id), tokens TSVECTOR NOT NULL)",
        "CREATE INDEX ix_search_tokens ON search USING gin (tokens)",
    ),
}


@sa.event.listens_for(metadata, "after_create")
def _create_search(_target: sa.MetaData, connection: sa.Connection, **_: object) -> None:
    for statement in SEARCH_TABLE[connection.dialect.name]:
        connection.exec_driver_sql(statement)


@sa.event.listens_for(metadata, "before_drop")
def _drop_search(_target: sa.MetaData, connection: sa.Connection, **_: object) -> None:
    connection.exec_driver_sql("DROP TABLE IF EXISTS search")
    connection.exec_driver_sql("DROP TABLE IF EXISTS found_by")
