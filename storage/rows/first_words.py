"""What was said first in a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from storage import schema
from storage.rows import any_of, keys
from storage.transaction import Transaction

said = schema.message.c


def first_words(tx: Transaction, complaint_ids: Sequence[int]) -> Mapping[int, str]:
    """The text of what was said first in each of these cases; "" where its key was destroyed."""
    if not complaint_ids:
        return {}
    found = {}
    for one in tx.connection.execute(FIRST_MESSAGES, {"ids": list(complaint_ids)}):
        raw = keys.open_json(tx, one.wrapped, one.content, "message.content", one.id)
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
