"""Delivery reports settle messages of ours, monotonically: a late word never takes back a surer one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from core.case.complaint import Entry
from core.message import DeliveryReport, DeliveryState, Purpose
from core.ports.send import SendState
from storage import schema
from storage.rows import Found, any_of, bulk
from storage.rows.planned import ERASED
from storage.rows.sheet import Sheet
from storage.transaction import Transaction

SYSTEM = "system"
MEANS = {
    DeliveryState.ACCEPTED: SendState.SENT,
    DeliveryState.DELAYED: SendState.SENT,
    DeliveryState.DELIVERED: SendState.DELIVERED,
    DeliveryState.READ: SendState.DELIVERED,
    DeliveryState.FAILED: SendState.FAILED,
}
MOVES = {
    (SendState.SENT, SendState.DELIVERED),
    (SendState.SENT, SendState.FAILED),  # a bounce: the platform took it, the recipient's did not
}


@dataclass(slots=True)
class Sent:
    """A message of ours as settlement needs it. `erased`: the person was erased to whom it went."""

    id: int
    complaint_id: int | None
    purpose: str
    state: SendState
    erased: bool

    @classmethod
    def of(cls, found: Found) -> Sent:
        return cls(found.id, found.complaint_id, found.purpose, SendState(found.state), found.wrapped is None)


row, told = schema.outbox.c, schema.delivery_report.c
WAITING = (
    sa.select(told.id, told.refers_hash, told.state, told.permanent, told.at, told.code)
    .where(told.refers_hash.in_(any_of("hashes")), told.outbox_id.is_(None))
    .order_by(told.id)
)
SENT = (
    sa.select(row.id, row.complaint_id, row.purpose, row.state, row.external_hash, schema.data_key.c.wrapped)
    .join_from(schema.outbox, schema.data_key)
    .where(row.external_hash.in_(any_of("hashes")), row.external_hash.is_not(None))
    .with_for_update(of=schema.outbox)
)


def sent_by_hash(tx: Transaction, hashes: Sequence[bytes]) -> Mapping[bytes, Sent]:
    """Messages of ours by the hash of the platform's id."""
    if not hashes:
        return {}
    return {one.external_hash: Sent.of(one) for one in tx.driver.fetch(SENT, hashes=hashes)}


def moved_to(sent: SendState, state: DeliveryState, *, permanent: bool) -> SendState | None:
    """Where a report takes a message; None when it stays. A temporary failure is a delay."""
    if state is DeliveryState.FAILED and not permanent:
        return None
    goal = MEANS[state]
    return goal if (sent, goal) in MOVES else None


def settle(
    sheet: Sheet, sent: Sent | None, report: DeliveryReport, refers: bytes, envelope_id: int
) -> Entry | None:
    """Keep a report and let it settle what it speaks of; returns the entry of a bounce.

    A report that comes before we know of our own message's id waits for it (`waiting_reports`).
    """
    sheet.add(
        schema.delivery_report,
        {
            "refers_hash": refers,
            "state": report.state.value,
            "permanent": report.permanent,
            "at": report.at,
            "code": report.code,
            "outbox_id": sent and sent.id,
            "envelope_id": envelope_id,
        },
    )
    goal = None if sent is None else moved_to(sent.state, report.state, permanent=report.permanent)
    if sent is None or goal is None:
        return None
    sent.state = goal
    code = ERASED if sent.erased else report.code
    settled = {"id": sent.id, "state": goal.value, "settled_at": report.at, "code": code}
    stranded = goal is SendState.FAILED and strands(sent.complaint_id, sent.purpose)
    sheet.change(schema.outbox, settled | {"stranded": stranded})
    return bounced(sent.purpose, report.code, report.at) if goal is SendState.FAILED else None


def strands(complaint_id: int | None, purpose: str) -> bool:
    """Whether a message that fails for good leaves somebody untold: what is public was said to all."""
    return complaint_id is not None and purpose != Purpose.PUBLIC


def bounced(purpose: str, code: str, at: datetime) -> Entry:
    return Entry(at, SYSTEM, "bounced", {"purpose": purpose, "code": code})


def waiting_reports(tx: Transaction, hashes: Sequence[bytes]) -> Mapping[bytes, Sequence[Found]]:
    """Reports on messages that were faster than our own record of them, oldest first."""
    waiting: defaultdict[bytes, list[Found]] = defaultdict(list)
    for one in tx.driver.fetch(WAITING, hashes=hashes):
        waiting[one.refers_hash].append(one)
    return waiting


def claim_reports(tx: Transaction, reports: Mapping[int, Sequence[Found]]) -> None:
    """These reports have found their messages, by whose ids they are given."""
    claims = [{"id": one.id, "outbox_id": number} for number, some in reports.items() for one in some]
    bulk.update(tx, schema.delivery_report, claims)
