"""The register in pages by id, and the record of its disclosures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from core.case.complaint import State
from core.case.references import named
from core.ports.register import Disclosure, Registered
from storage import schema
from storage.rows import any_of
from storage.rows.chain import entries_of
from storage.rows.complaints import complaints_of, select_complaints
from storage.rows.first_words import first_words
from storage.rows.found_by import matching
from storage.rows.hashes import envelope_hash, item_hash
from storage.search import expression, tokens
from storage.transaction import Transaction

row, record = schema.complaint.c, schema.disclosure.c
envelope, item = schema.envelope.c, schema.item.c

KEPT = sa.select(envelope.key_hash).where(
    envelope.account == sa.bindparam("account"), envelope.key_hash.in_(any_of("hashes"))
)
OPENED = (
    sa.select(item.external_hash, row.ticket)
    .join_from(schema.item, schema.complaint, item.complaint_id == row.id)
    .where(item.account == sa.bindparam("account"), item.external_hash.in_(any_of("hashes")))
)


CANDIDATES = 20  # cases whose history is read for a number: as a rule one has it


class SqlRegister:
    """Fulfils `core.ports.register.Register`."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def page(self, after: int, limit: int, *, texts: bool) -> Sequence[Registered]:
        wanted = select_complaints().where(row.id > after).order_by(row.id).limit(limit)
        cases = complaints_of(self._tx, self._tx.connection.execute(wanted).all())
        first = first_words(self._tx, [case.id for case in cases]) if texts else {}
        return [Registered(case, first.get(case.id, "")) for case in cases]

    def size(self) -> int:
        return self._tx.connection.execute(sa.select(sa.func.max(row.id))).scalar() or 0

    def states(self, tickets: Sequence[str]) -> Mapping[str, State]:
        found = self._tx.connection.execute(sa.select(row.ticket, row.state).where(row.ticket.in_(tickets)))
        return {ticket: State(state) for ticket, state in found}

    def kept(self, account: str, unique_ids: Sequence[str]) -> Mapping[str, str]:
        by_key = {envelope_hash(self._tx.sealer, one): one for one in unique_ids}
        by_item = {item_hash(self._tx.sealer, one): one for one in unique_ids}
        waiting = self._tx.connection.execute(KEPT, {"account": account, "hashes": list(by_key)})
        opened = self._tx.connection.execute(OPENED, {"account": account, "hashes": list(by_item)})
        return {by_key[hashed]: "" for hashed in waiting.scalars()} | {
            by_item[hashed]: ticket for hashed, ticket in opened
        }

    def named(self, system: str, numbers: Sequence[str]) -> Mapping[str, str]:
        return {number: ticket for number in numbers if (ticket := self._named(system, number))}

    def _named(self, system: str, number: str) -> str:
        """The index says where the number may stand, the history whether it does."""
        asked = expression(tokens(self._tx.sealer).query(number), self._tx.dialect)
        if not asked:
            return ""
        found = (
            sa.select(row.id, row.ticket)
            .where(schema.search.c.rowid == row.id, matching(self._tx, asked))
            .order_by(row.id.desc())
            .limit(CANDIDATES)
        )
        for case, ticket in self._tx.connection.execute(found):
            standing = (one.reference for one in named(entries_of(self._tx, case)))
            if any((one.system, one.tracking_id) == (system, number) for one in standing):
                return str(ticket)
        return ""

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
