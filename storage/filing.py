"""Filing: what matching asks, running numbers without gaps, and lists of items written whole."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from core.errors import Stale
from core.ports.filing import Background, Filed, Question
from storage import schema
from storage.background import answer
from storage.items import Items
from storage.rows.bulk import insert_into
from storage.transaction import Dialect, Transaction


class SqlFiling:
    """Fulfils `core.ports.filing.Filing`."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def background(self, questions: Sequence[Question], now: datetime) -> Sequence[Background]:
        return answer(self._tx, questions, now)

    def tickets(self, year: int, count: int) -> Sequence[int]:
        ((last,),) = self._tx.driver.fetch(_counting(self._tx.dialect), year=year, last=count)
        return range(last - count + 1, last + 1)

    def file(self, filed: Sequence[Filed], now: datetime) -> None:
        if not filed:
            return
        try:
            Items(self._tx, filed, now).write()
        except IntegrityError as error:
            raise Stale("somebody else filed one of these items in the meantime") from error


@cache
def _counting(dialect: Dialect) -> sa.Executable:
    last = schema.ticket_counter.c.last
    counted = insert_into(dialect, schema.ticket_counter, "year", "last")
    return counted.on_conflict_do_update(
        index_elements=["year"], set_={"last": last + counted.excluded.last}
    ).returning(last)
