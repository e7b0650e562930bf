"""The rows of one unit, gathered table by table and written in the order their references ask for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import sqlalchemy as sa

from core.message import Address
from storage import schema
from storage.rows import bulk, found_by
from storage.search import tokens
from storage.transaction import Transaction

IGNORED = (schema.case_address, schema.thread_key)  # what is there already may be told again
ORDER = (
    schema.data_key,
    schema.party,
    schema.address,
    schema.complaint,
    schema.case_address,
    schema.message,
    schema.attachment,
    schema.thread_key,
    schema.item,
    schema.history,
    schema.outbox,
    schema.delivery_report,
)


class Sheet:
    """Rows to insert and to change, and the words under which cases shall be found."""

    def __init__(self, tx: Transaction, ids: Mapping[str, Iterator[int]]) -> None:
        self.tx = tx
        self.ids = ids
        self._rows: defaultdict[sa.Table, list[bulk.Row]] = defaultdict(list)
        self._changes: defaultdict[tuple[sa.Table, tuple[str, ...]], list[bulk.Row]] = defaultdict(list)
        self._classified: dict[int, bulk.Row] = {}
        self._texts: defaultdict[int, list[str]] = defaultdict(list)
        self._addresses: defaultdict[int, dict[Address, None]] = defaultdict(dict)
        self._opened: set[int] = set()

    def new_key(self) -> tuple[int, bytes]:
        """A data key of its own for a person or a message: its id, and the key."""
        number, key = next(self.ids["data_key"]), self.tx.sealer.new_key()
        self.add(schema.data_key, {"id": number, "wrapped": key.wrapped})
        return number, key.plain

    def add(self, table: sa.Table, *rows: bulk.Row) -> None:
        self._rows[table].extend(rows)

    def change(self, table: sa.Table, row: bulk.Row) -> None:
        """Change the row of this id; rows that change the same columns travel together."""
        self._changes[table, tuple(row)].append(row)

    def classify(self, row: bulk.Row) -> None:
        """The classification of a case, in the place of an earlier one."""
        self._classified[row["complaint_id"]] = row

    def opened(self, complaint_id: int) -> None:
        """A case that was not there before this unit."""
        self._opened.add(complaint_id)

    def find_by(self, complaint_id: int, *texts: str, addresses: Iterable[Address] = ()) -> None:
        """Words and addresses by which a case shall be found, besides those it has."""
        self._texts[complaint_id] += texts
        self._addresses[complaint_id].update(dict.fromkeys(addresses))

    def write(self) -> None:
        """Parents before children, the full-text index last (it flushes at each other statement)."""
        for table in ORDER:
            bulk.insert(self.tx, table, self._rows[table], ignore=table in IGNORED)
            for (changed, _), rows in self._changes.items():
                if changed is table:
                    bulk.update(self.tx, table, rows)
            if table is schema.complaint:
                self._write_classifications()
        self._write_search()

    def _write_classifications(self) -> None:
        again = [number for number in self._classified if number not in self._opened]
        if again:
            replaced = schema.classification.c.complaint_id.in_(again)
            self.tx.connection.execute(sa.delete(schema.classification).where(replaced))
        bulk.insert(self.tx, schema.classification, list(self._classified.values()))

    def _write_search(self) -> None:
        index = tokens(self.tx.sealer)
        words = {
            number: index.of(*texts).union(*map(index.of_address, self._addresses[number]))
            for number, texts in sorted(self._texts.items())
        }
        found_by.add(self.tx, words, self._opened)
