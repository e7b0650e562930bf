"""Use that is charged, a row for each account and month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from functools import cache

import sqlalchemy as sa

from core.ports.usage import Usage
from storage import schema
from storage.rows.bulk import insert_into
from storage.transaction import Dialect, Transaction

row = schema.usage.c


class SqlUsages:
    """Fulfils `core.ports.usage.Usages`."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def add(self, more: Usage) -> Usage:
        found = self._tx.connection.execute(_adding(self._tx.dialect), asdict(more)).one()
        return Usage(**found._mapping)

    def of(self, month: date) -> Sequence[Usage]:
        wanted = sa.select(schema.usage).where(row.month == month).order_by(row.account)
        return [Usage(**found._mapping) for found in self._tx.connection.execute(wanted)]


@cache
def _adding(dialect: Dialect) -> sa.Executable:
    added = insert_into(dialect, schema.usage)
    sums = {name: row[name] + added.excluded[name] for name in ("reads", "writes", "cost")}
    return added.on_conflict_do_update(
        index_elements=["account", "month"], set_={**sums, "ceiling": added.excluded.ceiling}
    ).returning(schema.usage)
