"""Other people's cases in which an erased person wrote: what was made of all words together is made anew of the
words that are left.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from core.case.references import named
from core.message import Address
from storage import schema
from storage.rows import found_by, keys
from storage.rows.chain import entries_of
from storage.rows.complaints import complaints_of, select_complaints
from storage.rows.content import address_from_json
from storage.rows.sheet import Sheet
from storage.transaction import Transaction

case, message = schema.complaint.c, schema.message.c


def tidy(tx: Transaction, complaint_ids: Sequence[int]) -> None:
    """The list shows no beginning of a message any more, the case no words that decided, and the search finds it
    by what is left.
    """
    if not complaint_ids:
        return
    found = select_complaints().where(case.id.in_(complaint_ids))
    standing = complaints_of(tx, tx.connection.execute(found).all())
    found_by.forget(tx, complaint_ids)
    sheet = Sheet(tx, {})
    for one in standing:
        numbers = [known.reference.tracking_id for known in named(entries_of(tx, one.id))]
        texts, senders = _written(tx, one.id)
        words = (one.ticket, one.party.name or "", one.subject, *numbers, *texts)
        sheet.find_by(one.id, *words, addresses=[*one.party.addresses, *senders])
    sheet.write()
    evidence = schema.classification.c.complaint_id.in_(complaint_ids)
    tx.connection.execute(sa.delete(schema.classification).where(evidence))
    tx.connection.execute(sa.update(schema.complaint).where(case.id.in_(complaint_ids)).values(preview=None))


def _written(tx: Transaction, complaint_id: int) -> tuple[list[str], list[Address]]:
    """What can still be read of a case's messages, and who wrote it."""
    wanted = (
        sa.select(message.id, message.content, schema.data_key.c.wrapped)
        .join_from(schema.message, schema.data_key)
        .where(message.complaint_id == complaint_id)
    )
    texts, senders = [], []
    for found in tx.connection.execute(wanted):
        raw = keys.open_json(tx, found.wrapped, found.content, "message.content", found.id)
        if raw is not None:
            texts += [raw["subject"], raw["text"]]
            senders.append(address_from_json(raw["sender"]))
    return texts, senders
