"""What a dead process left leased: taken back at start, instead of waiting for the leases to run out."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from storage import schema
from storage.outbox import let_go
from storage.rows import literal
from storage.transaction import Transaction


def void(tx: Transaction, now: datetime) -> int:
    """Void all leases of the only process that could hold them (SQLite's file lock says so).

    Envelopes may be read again at once, each counted as tried; a message that was leaving is UNKNOWN,
    for nobody knows whether it left. Returns how many leases there were.
    """
    envelope = schema.envelope.c
    reading = tx.connection.execute(
        sa.update(schema.envelope)
        .where(envelope.state == literal("unread"), envelope.leased_until > now)
        .values(leased_until=None)
    ).rowcount
    sending = let_go(tx, sa.true(), now)
    return reading + sending
