"""All that a database says of its tables, so that two can be compared to the letter."""

from __future__ import annotations

import sqlalchemy as sa

SQLITE = (
    """SELECT t.name, c.name, c.type, c."notnull", c.dflt_value, c.pk
    FROM sqlite_schema AS t, pragma_table_xinfo(t.name) AS c WHERE t.type = 'table'""",
    """SELECT t.name, f."from", f."table", f."to", f.on_update, f.on_delete
    FROM sqlite_schema AS t, pragma_foreign_key_list(t.name) AS f WHERE t.type = 'table'""",
    """SELECT t.name, i.name, i."unique", i.origin, group_concat(c.name || c."desc"),
    (SELECT substr(sql, instr(sql, ' WHERE ')) FROM sqlite_schema WHERE name = i.name AND i.partial)
    FROM sqlite_schema AS t, pragma_index_list(t.name) AS i, pragma_index_xinfo(i.name) AS c
    WHERE t.type = 'table' AND c.key GROUP BY i.name""",
    """SELECT name, type, wr, strict FROM pragma_table_list WHERE schema = 'main'""",
    """SELECT sql FROM sqlite_schema WHERE sql LIKE 'CREATE VIRTUAL%' OR sql LIKE '%CHECK (%'""",
)
POSTGRESQL = (
    """SELECT table_name, column_name, data_type, is_nullable, column_default
    FROM information_schema.columns WHERE table_schema = 'public'""",
    """SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'""",
    """SELECT conrelid::regclass, conname, pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace""",
)


def shape(connection: sa.Connection) -> set[tuple[str, ...]]:
    """In no order, for a later column stands last in its table; without Alembic's own table."""
    queries = SQLITE if connection.dialect.name == "sqlite" else POSTGRESQL
    rows = [row for query in queries for row in connection.exec_driver_sql(query)]
    return {tuple(" ".join(str(value).split()) for value in row) for row in rows if "alembic" not in str(row)}
