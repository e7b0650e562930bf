"""The register in pages by id, and the record of its disclosures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from core.ports.register import Disclosure, Registered
from storage import schema
from storage.rows import any_of, keys
from storage.rows.complaints import complaints_of, select_complaints
from storage.transaction import Transaction

row, said, record = schema.complaint.c, schema.message.c, schema.disclosure.c


class SqlRegister:
    """Fulfils `core.ports.register.Register`."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def page(self, after: int, limit: int, *, texts: bool) -> Sequence[Registered]:
        wanted = select_complaints().where(row.id > after).order_by(row.id).limit(limit)
        cases = complaints_of(self._tx, self._tx.connection.execute(wanted).all())
        first = self._first_texts([case.id for case in cases]) if texts else {}
        return [Registered(case, first.get(case.id, "")) for case in cases]

    def size(self) -> int:
        return self._tx.connection.execute(sa.select(sa.func.max(row.id))).scalar() or 0

    def disclose(self, disclosure: Disclosure) -> None:
        self._tx.connection.execute(
            sa.insert(schema.disclosure).values(
                at=disclosure.at,
                by=disclosure.by,
                reason=disclosure.reason,
                what=disclosure.what,
            )
        )

    def disclosures(self, limit: int) -> Sequence[Disclosure]:
        newest = sa.select(schema.disclosure).order_by(record.id.desc()).limit(limit)
        return [
            Disclosure(found.at, found.by, found.reason, found.what)
            for found in self._tx.connection.execute(newest)
        ]

    def _first_texts(self, complaint_ids: Sequence[int]) -> Mapping[int, str]:
        """What was said first in each of these cases."""
        if not complaint_ids:
            return {}
        found = {}
        for one in self._tx.connection.execute(FIRST_MESSAGES, {"ids": complaint_ids}):
            raw = keys.open_json(self._tx, one.wrapped, one.content, "message.content", one.id)
            found[one.complaint_id] = raw["text"] if raw else ""
        return found


def _select_first_messages() -> sa.Select[int, int, bytes, bytes | None]:
    first = (
        sa.select(sa.func.min(said.id))
        .where(said.complaint_id.in_(any_of("ids")), said.automatic == "")
        .group_by(said.complaint_id)
    )
    return (
        sa.select(said.id, said.complaint_id, said.content, schema.data_key.c.wrapped)
        .join_from(schema.message, schema.data_key)
        .where(said.id.in_(first))
    )


FIRST_MESSAGES = _select_first_messages()
