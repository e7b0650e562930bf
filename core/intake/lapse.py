"""What was asked for and did not come: after R11's date the complaint is treated as a suggestion (R10)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from core.case.complaint import Complaint, Entry, State
from core.classify.labels import Kind
from core.desk import Desk
from core.intake.open import SYSTEM
from core.law.deadline import deadline, jakarta_date
from core.message import Purpose
from core.notice.notices import Notice
from core.ports.clock import Clock
from core.ports.filing import Planned
from core.ports.store import Store, Unit
from core.wording import word_case

AT_ONCE = 20


async def lapse_next(store: Store, desk: Desk, clock: Clock) -> bool:
    """Lapse what is due; True when there may be more."""
    today = jakarta_date(clock.now())

    def lapse(unit: Unit) -> int:
        return lapse_cases(unit, desk, today, clock.now())

    return await store.write(lapse, bulk=True) == AT_ONCE


def lapse_cases(unit: Unit, desk: Desk, today: date, now: datetime) -> int:
    """How many lapsed. The citizen is told why, and that the missing data turns it back (R08, R11)."""
    cases = unit.cases.lapsed(today, AT_ONCE)
    for case in cases:
        changed = lapsed(case, desk)
        entry = Entry(now, SYSTEM, "lapsed", {"rule": "R10", "missing": " ".join(case.missing)})
        unit.cases.save(changed, [entry], _notice(unit, changed, desk, now))
    return len(cases)


def lapsed(case: Complaint, desk: Desk) -> Complaint:
    """The case after R11's date. An allegation against integrity stays a complaint (domain 2.3). What is
    missing stays on record: when it comes, the case is a complaint again under its old ticket.
    """
    waiting_over = replace(case, state=State.RECEIVED, awaiting_until=None)
    if case.labels.integrity or case.labels.kind is not Kind.COMPLAINT:
        return waiting_over
    return replace(
        waiting_over,
        labels=replace(case.labels, kind=Kind.SUGGESTION),
        deadline=deadline(Kind.SUGGESTION, case.received_at, desk.calendar),
    )


def _notice(unit: Unit, case: Complaint, desk: Desk, now: datetime) -> tuple[Planned, ...]:
    if case.labels.kind is not Kind.SUGGESTION:
        return ()
    reply_to, references, address, account = unit.cases.thread(case.ticket)
    if address is None:
        return ()
    text = word_case(Notice.SUGGESTION, case, desk, now, account=account, reason="incomplete")
    return (Planned(account, Purpose.SUGGESTION, address, text.body, text.subject, reply_to, references),)
