"""Messages of ours that left: their own rows, the reports that were faster, their threads and their cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from core.case.complaint import Entry
from core.message import DeliveryState, Purpose, Receipt
from core.ports.send import SendState
from storage import schema
from storage.rows import Found, bulk
from storage.rows.draft import standing
from storage.rows.hashes import sent_hash, thread_hash
from storage.rows.settlement import MEANS, bounced, claim_reports, moved_to, strands, waiting_reports
from storage.rows.sheet import Sheet
from storage.transaction import Transaction

case = schema.complaint.c
moment: sa.BindParameter[datetime] = sa.bindparam("moment")
SHOWN = (
    sa.update(schema.complaint)
    .where(case.id == sa.bindparam("own"))
    .values(
        messages=case.messages + sa.bindparam("more"),
        last_at=sa.case((case.last_at < moment, moment), else_=case.last_at),
        changed_at=moment,
        undelivered=sa.and_(case.undelivered, sa.bindparam("unreached", type_=sa.Boolean)),
    )
)


@dataclass(frozen=True, slots=True)
class News:
    """What a case hears of a message of ours: `shown` when it is one more that the case shows."""

    of: Found
    entries: Sequence[Entry] = ()
    shown: bool = False
    flags: Mapping[str, bool] = field(default_factory=dict)


def mark_sent(tx: Transaction, receipts: Sequence[tuple[Found, Receipt]], now: datetime) -> None:
    """Keep under which id the platform took each message, and let what it reported before settle it."""
    hashes = [sent_hash(tx.sealer, found.account, receipt.external_id) for found, receipt in receipts]
    early = waiting_reports(tx, hashes)
    marks, news = [], []
    for (found, receipt), refers in zip(receipts, hashes, strict=True):
        state, code = _became(MEANS[receipt.state], early.get(refers, ()))
        mark = {"id": found.id, "state": state.value, "code": code, "external_hash": refers}
        failed = state is SendState.FAILED
        stranded = failed and strands(found.complaint_id, found.purpose)
        marks.append(mark | {"settled_at": now, "leased_until": None, "stranded": stranded})
        entries = [bounced(found.purpose, code, now)] if failed else []
        news.append(News(found, entries, shown=True, flags={"undelivered": failed}))
    bulk.update(tx, schema.outbox, marks)
    claim_reports(tx, {mark["id"]: early.get(mark["external_hash"], ()) for mark in marks})
    if any(one.entries for one in news):
        tell_cases(tx, news, now)
    else:
        _show(tx, [found for found, _ in receipts], now)
    _continue_in(tx, receipts)


def _show(tx: Transaction, sent: Sequence[Found], now: datetime) -> None:
    """Cases of which nothing else is told show one message more, as `tell_cases` would; they need not be read."""
    more = Counter(found.complaint_id for found in sent)
    reached = {found.complaint_id for found in sent if found.purpose != Purpose.PUBLIC}
    shown = [
        {"own": number, "more": count, "moment": now, "unreached": number not in reached}
        for number, count in sorted(more.items())
        if number is not None
    ]
    if shown:
        tx.driver.run_many(SHOWN, shown)


def _became(state: SendState, reports: Sequence[Found]) -> tuple[SendState, str]:
    """Where the reports took a message, and the code of the last that moved it."""
    code = ""
    for report in reports:
        goal = moved_to(state, DeliveryState(report.state), permanent=report.permanent)
        state, code = goal or state, report.code if goal else code
    return state, code


def tell_cases(tx: Transaction, news: Sequence[News], now: datetime) -> None:
    """Cases show what left, and whether their persons could not be reached, or not yet. What was said in
    public reaches everybody and tells the person nothing; what belongs to no case tells nobody.
    """
    drafts = standing(tx, {one.of.complaint_id for one in news} - {None})
    sheet = Sheet(tx, {})
    for one in news:
        draft = drafts.get(one.of.complaint_id)
        if draft is None:
            continue
        public = one.of.purpose == Purpose.PUBLIC
        draft.values |= {name: on for name, on in one.flags.items() if not (public and name == "undelivered")}
        if one.shown:
            draft.show(now)
        draft.note(sheet, one.entries)
    for draft in drafts.values():
        draft.write(sheet, now)
    sheet.write()


def _continue_in(tx: Transaction, receipts: Sequence[tuple[Found, Receipt]]) -> None:
    """What is written in the messages' threads belongs to their cases."""
    threads = [
        {"thread_hash": thread_hash(tx.sealer, found.account, key), "complaint_id": found.complaint_id}
        for found, receipt in receipts
        if found.complaint_id is not None
        for key in sorted({receipt.external_id, receipt.thread_key} - {""})
    ]
    bulk.insert(tx, schema.thread_key, threads, ignore=True)
