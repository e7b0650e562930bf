"""The history of cases, its chains, and the anchors over them that are mailed out of the house."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
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
CASES_AT_ONCE, ANCHORS_AT_ONCE = 2_000, 200  # verified in a page: some 10,000 entries, a tenth of a second
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
        """Each chain from its first entry to the head that the case names, then the anchors."""
        return [*_all_pages(self.verify_cases), *_all_pages(self.verify_anchors)]

    def verify_cases(self, after: int) -> tuple[Sequence[ChainFault], int | None]:
        case = schema.complaint.c.id
        page = self._page(case, after, CASES_AT_ONCE)
        if not page:
            return [], None
        entries = self._tx.connection.execute(CHAINS.where(case > after, case <= page[-1]))
        chains = ((ticket, list(chain)) for ticket, chain in groupby(entries, key=lambda one: one.ticket))
        faults = ((ticket, _first_fault(chain)) for ticket, chain in chains)
        return [ChainFault(ticket, fault) for ticket, fault in faults if fault is not None], page[-1]

    def verify_anchors(self, after: int) -> tuple[Sequence[ChainFault], int | None]:
        faults: list[ChainFault] = []
        last: int | None = None
        before = sa.select(anchor.hash).where(anchor.id <= after).order_by(anchor.id.desc()).limit(1)
        previous = self._tx.connection.execute(before).scalar() or GENESIS
        page = sa.select(schema.anchor).where(anchor.id > after).order_by(anchor.id).limit(ANCHORS_AT_ONCE)
        for one in self._tx.connection.execute(page).all():
            covered = sa.select(row.hash).where(row.anchor_id == one.id).order_by(row.id)
            hashes = self._tx.connection.execute(covered).scalars().all()
            if one.hash != _anchor_hash(previous, one.at, hashes):
                faults.append(ChainFault("anchor", one.id))
            previous, last = one.hash, one.id
        return faults, last

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

    def _page(self, case: sa.Column[int], after: int, count: int) -> Sequence[int]:
        ids = sa.select(case).where(case > after).order_by(case).limit(count)
        return self._tx.connection.execute(ids).scalars().all()


def _all_pages(page: Callable[[int], tuple[Sequence[ChainFault], int | None]]) -> Iterator[ChainFault]:
    after: int | None = 0
    while after is not None:
        faults, after = page(after)
        yield from faults


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
