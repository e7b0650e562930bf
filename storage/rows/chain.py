"""The chain of a case's history: each entry's hash covers the one before and the sealed detail.

It stays verifiable when the person was erased: the hashes are over what was sealed, not over words.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from core.case.complaint import Entry
from storage import schema
from storage.moment import microseconds
from storage.rows import bulk, keys
from storage.transaction import Transaction

GENESIS = bytes(32)


def link(
    previous: bytes, complaint_id: int, sequence: int, at: datetime, by: str, what: str, sealed: bytes | None
) -> bytes:
    """SHA-256 over the entry. Numbers end at a space and words are counted, so that no two entries
    look alike.
    """
    facts = f"{complaint_id} {sequence} {microseconds(at)} {len(by)} {by} {len(what)} {what} ".encode()
    return hashlib.sha256(previous + facts + (sealed or b"")).digest()


@dataclass(slots=True)
class Chain:
    """Where the history of a case ends: its last hash, and how many entries it has."""

    complaint_id: int
    head: bytes = GENESIS
    entries: int = 0

    def append(self, tx: Transaction, key: bytes | None, added: Iterable[Entry]) -> list[bulk.Row]:
        """The rows of new entries; the chain moves on. Without a key (the person was erased) what
        happened is still written, its details are not.
        """
        rows: list[bulk.Row] = []
        for entry in added:
            self.entries += 1
            sealed = None
            if entry.detail and key is not None:
                place = f"history.detail:{self.complaint_id}"
                sealed = keys.seal_json(tx, key, dict(entry.detail), place, self.entries)
            self.head = link(
                self.head, self.complaint_id, self.entries, entry.at, entry.by, entry.what, sealed
            )
            rows.append(
                {
                    "complaint_id": self.complaint_id,
                    "sequence": self.entries,
                    "at": entry.at,
                    "by": entry.by,
                    "what": entry.what,
                    "detail": sealed,
                    "hash": self.head,
                }
            )
        return rows


def entries_of(tx: Transaction, complaint_id: int) -> Sequence[Entry]:
    """A case's history in order; details of an erased person are empty."""
    row = schema.history.c
    wanted = (
        sa.select(schema.history, schema.data_key.c.wrapped)
        .select_from(
            schema.history.join(schema.complaint, schema.complaint.c.id == row.complaint_id).join(
                schema.data_key, schema.data_key.c.id == schema.complaint.c.data_key_id
            )
        )
        .where(row.complaint_id == complaint_id)
        .order_by(row.sequence)
    )
    place = f"history.detail:{complaint_id}"
    return [
        Entry(
            one.at,
            one.by,
            one.what,
            keys.open_json(tx, one.wrapped, one.detail, place, one.sequence) or {},
        )
        for one in tx.connection.execute(wanted)
    ]
