"""Messages of ours read back from their rows."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from core.message import OutboundMessage, Purpose
from core.ports.outbox import Sending
from storage import schema
from storage.rows import Found, keys
from storage.rows.content import address_from_json
from storage.transaction import Transaction

LINK = "outbox.link"


row = schema.outbox.c


def select_outbound() -> sa.Select[*tuple[Any, ...]]:
    return sa.select(schema.outbox, schema.data_key.c.wrapped).join_from(schema.outbox, schema.data_key)


def select_sending() -> sa.Select[*tuple[Any, ...]]:
    """No more than `sending_of` reads: the other columns, five moments among them, cost more than the statement."""
    return sa.select(
        row.id,
        row.account,
        row.purpose,
        row.token,
        row.content,
        row.machine,
        row.repeat,
        row.fence,
        row.tries,
        row.settled_at,
        schema.data_key.c.wrapped,
    ).join_from(schema.outbox, schema.data_key)


def sending_of(tx: Transaction, found: Found, *, leased: bool = False) -> Sending | None:
    """A message that can leave; None when its person was erased. `leased` counts this lease in."""
    raw = keys.open_json(tx, found.wrapped, found.content, "outbox.content", found.id)
    if raw is None:
        return None
    purpose = Purpose(found.purpose)
    message = OutboundMessage(
        id=found.id,
        account=found.account,
        purpose=purpose,
        token=found.token,
        to=address_from_json(raw["to"]),
        text=raw["text"],
        subject=raw["subject"],
        in_reply_to=raw["in_reply_to"],
        references=tuple(raw["references"]),
        machine=found.machine,
        repeat=found.repeat,
        public=purpose is Purpose.PUBLIC,
    )
    since = None if leased else found.settled_at
    return Sending(message, found.fence + leased, found.tries + leased, since)
