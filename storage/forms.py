"""Paper forms: who printed them, and what became of each. A code is kept as its keyed hash alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.errors import NotAllowed
from core.ports.forms import FormState, PaperForm
from storage import schema
from storage.rows import Found, bulk
from storage.rows.hashes import form_hash, item_hash
from storage.transaction import Transaction

row, item, case = schema.paper_form.c, schema.item.c, schema.complaint.c


class SqlForms:
    """Fulfils `core.ports.forms.PaperForms`."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def print(self, letter: str, codes: Sequence[str], by: str, now: datetime) -> Sequence[PaperForm]:
        hashes = [form_hash(self._tx.sealer, code) for code in codes]
        known = self._by_hash(hashes)
        fresh = [one for one in hashes if one not in known]
        numbers = bulk.allocate(self._tx, paper_form=len(fresh))["paper_form"]
        rows = [
            {"id": next(numbers), "letter": letter, "code_hash": one, "printed_at": now, "printed_by": by}
            for one in fresh
        ]
        bulk.insert(self._tx, schema.paper_form, rows, ignore=True)
        found = self._by_hash(hashes)
        return [_form(found[one]) for one in hashes]

    def find(self, code: str) -> PaperForm | None:
        found = self._row(row.code_hash == form_hash(self._tx.sealer, code))
        return None if found is None else _form(found)

    def enter(self, code: str, account: str, unique_id: str, by: str, now: datetime) -> None:
        hashed, entry = form_hash(self._tx.sealer, code), item_hash(self._tx.sealer, unique_id)
        taken = self._settle(
            row.code_hash == hashed,
            state=FormState.ENTERED.value,
            settled_at=now,
            settled_by=by,
            account=account,
            external_hash=entry,
        )
        if taken:
            return
        found = self._row(row.code_hash == hashed)
        if found is None:
            raise NotAllowed("there is no paper form with this code: read it again from the paper")
        if (found.account, found.external_hash) != (account, entry):
            raise NotAllowed(f"paper form {found.id} is {found.state} already: open the list of forms")

    def void(self, number: int, reason: str, by: str, now: datetime) -> None:
        if not reason.strip():
            raise NotAllowed("a form becomes void with a reason only")
        changed = self._settle(
            row.id == number,
            state=FormState.VOID.value,
            settled_at=now,
            settled_by=by,
            reason=reason.strip(),
        )
        if not changed:
            raise NotAllowed(f"paper form {number} is not open: open the list of forms")

    def page(self, state: FormState | None, before: int | None, limit: int) -> Sequence[PaperForm]:
        wanted = _select().order_by(row.id.desc()).limit(limit)
        if state is not None:
            wanted = wanted.where(row.state == state.value)
        if before is not None:
            wanted = wanted.where(row.id < before)
        return [_form(found) for found in self._tx.connection.execute(wanted)]

    def counts(self) -> Mapping[FormState, int]:
        counted = sa.select(row.state, sa.func.count()).group_by(row.state)
        found = {FormState(state): number for state, number in self._tx.connection.execute(counted)}
        return {state: found.get(state, 0) for state in FormState}

    def _settle(self, which: sa.ColumnElement[bool], **values: object) -> bool:
        """Whether an open form took these values."""
        changed = (
            sa.update(schema.paper_form).where(which, row.state == FormState.OPEN.value).values(**values)
        )
        return self._tx.connection.execute(changed).rowcount == 1

    def _row(self, which: sa.ColumnElement[bool]) -> Found | None:
        return self._tx.connection.execute(_select().where(which)).one_or_none()

    def _by_hash(self, hashes: Sequence[bytes]) -> Mapping[bytes, Found]:
        found = self._tx.connection.execute(_select().where(row.code_hash.in_(hashes)))
        return {one.code_hash: one for one in found}


def _select() -> sa.Select[*tuple[Any, ...]]:
    """Forms with the ticket of what they became."""
    entry = sa.and_(item.account == row.account, item.external_hash == row.external_hash)
    return sa.select(schema.paper_form, case.ticket).select_from(
        schema.paper_form.outerjoin(schema.item, entry).outerjoin(
            schema.complaint, case.id == item.complaint_id
        )
    )


def _form(found: Found) -> PaperForm:
    return PaperForm(
        number=found.id,
        letter=found.letter,
        printed_at=found.printed_at,
        printed_by=found.printed_by,
        state=FormState(found.state),
        settled_at=found.settled_at,
        settled_by=found.settled_by,
        reason=found.reason,
        ticket=found.ticket or "",
    )
