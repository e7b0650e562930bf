"""The history of cases, its chains, and the anchors over them that are mailed out of the house."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby

import sqlalchemy as sa

from core.case.complaint import Entry
from core.ports.cases import ChainFault
from storage import schema
from storage.moment import microseconds
from storage.rows import Found
from storage.rows.bulk import insert_into
from storage.rows.chain import GENESIS, entries_of, link
from storage.transaction import Transaction

ANCHORED_AT_ONCE = 5_000  # entries; a flood's rest comes under the next minute's anchor
ANCHOR_LOCK = b"history anchor"

row, anchor = schema.history.c, schema.anchor.c

CHAINS = (
    sa.select(schema.complaint.c.ticket, schema.complaint.c.head, schema.complaint.c.entries, schema.history)
    .select_from(schema.complaint.outerjoin(schema.history, row.complaint_id == schema.complaint.c.id))
    .order_by(schema.complaint.c.id, row.sequence)
)


class SqlHistory:
    """Fulfils `core.ports.cases.History`."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def of(self, ticket: str) -> Sequence[Entry]:
        case = sa.select(schema.complaint.c.id).where(schema.complaint.c.ticket == ticket)
        number = self._tx.connection.execute(case).scalar_one_or_none()
        return [] if number is None else entries_of(self._tx, number)

    def verify(self) -> Sequence[ChainFault]:
        """Each chain from its first entry to the head that the case names, then the anchors. A wrong
        anchor is named "anchor" with its number in the place of a sequence.
        """
        return [*self._chain_faults(), *self._anchor_faults()]

    def intact(self, ticket: str) -> bool:
        chain = self._tx.connection.execute(CHAINS.where(schema.complaint.c.ticket == ticket)).all()
        return bool(chain) and _first_fault(chain) is None

    def anchor(self, now: datetime) -> str:
        """Covers the last anchor and all entries since, hence all heads. Entries that nobody has seen
        anchored come under the next one.
        """
        self._tx.lock(ANCHOR_LOCK)
        previous = self._tx.connection.execute(
            sa.select(anchor.hash).order_by(anchor.id.desc()).limit(1)
        ).scalar_one_or_none()
        free = sa.select(row.id, row.hash).where(row.anchor_id.is_(None)).order_by(row.id)
        found = self._tx.connection.execute(free.limit(ANCHORED_AT_ONCE)).all()
        digest = _anchor_hash(previous or GENESIS, now, [one.hash for one in found])
        number = self._tx.connection.execute(
            insert_into(self._tx.dialect, schema.anchor).values(at=now, hash=digest).returning(anchor.id)
        ).scalar_one()
        self._tx.connection.execute(
            sa.update(schema.history).where(row.id.in_([one.id for one in found])).values(anchor_id=number)
        )
        return digest.hex()

    def _chain_faults(self) -> Iterator[ChainFault]:
        entries = self._tx.connection.execute(CHAINS.execution_options(yield_per=1_000))
        for ticket, chain in groupby(entries, key=lambda one: one.ticket):
            fault = _first_fault(list(chain))
            if fault is not None:
                yield ChainFault(ticket, fault)

    def _anchor_faults(self) -> Iterator[ChainFault]:
        previous = GENESIS
        for one in self._tx.connection.execute(sa.select(schema.anchor).order_by(anchor.id)).all():
            covered = sa.select(row.hash).where(row.anchor_id == one.id).order_by(row.id)
            hashes = self._tx.connection.execute(covered).scalars().all()
            if one.hash != _anchor_hash(previous, one.at, hashes):
                yield ChainFault("anchor", one.id)
            previous = one.hash


def _first_fault(chain: Sequence[Found]) -> int | None:
    """The sequence of the first entry that does not fit; one behind the last when the end is missing."""
    head, sequence = GENESIS, 0
    for one in chain:
        if one.sequence is None:
            break
        sequence += 1
        head = link(head, one.complaint_id, sequence, one.at, one.by, one.what, one.detail)
        if one.sequence != sequence or one.hash != head:
            return sequence
    whole = chain[0].head == head and chain[0].entries == sequence
    return None if whole else sequence + 1


def _anchor_hash(previous: bytes, at: datetime, hashes: Sequence[bytes]) -> bytes:
    digest = hashlib.sha256(previous + microseconds(at).to_bytes(8, "big"))
    for one in hashes:
        digest.update(one)
    return digest.digest()
