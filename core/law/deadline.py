"""By when the office answers: counted in working days from the Asia/Jakarta date of receipt (R15-R17)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from core.case.complaint import Basis, Deadline
from core.classify.labels import Kind
from core.law.calendar import DayOff, WorkCalendar
from core.ports.clock import JAKARTA


@dataclass(frozen=True, slots=True)
class Terms:
    """How long the office may take, in working days.

    `answer` is the law's (seed, component 6 item 4); the others are the office's own aims.
    """

    answer: int = 14
    suggestion: int = 14
    information_request: int = 5
    elsewhere: int = 3


DEFAULT_TERMS = Terms()


def jakarta_date(moment: datetime) -> date:
    """The date the law sees. Raises ValueError for a moment without a time zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone has no legal date")
    return moment.astimezone(JAKARTA).date()


def term(kind: Kind, *, elsewhere: bool = False, terms: Terms = DEFAULT_TERMS) -> tuple[int, Basis]:
    """Working days and what they rest on (design, table of kinds of message).

    What seems irrelevant keeps the complaint's legal date until an officer decides.
    """
    if kind is Kind.APPRECIATION:
        return 0, Basis.NONE
    if elsewhere:
        return terms.elsewhere, Basis.TARGET
    if kind is Kind.SUGGESTION:
        return terms.suggestion, Basis.TARGET
    if kind is Kind.INFORMATION_REQUEST:
        return terms.information_request, Basis.TARGET
    return terms.answer, Basis.LEGAL


def deadline(
    kind: Kind,
    received_at: datetime,
    calendar: WorkCalendar,
    *,
    elsewhere: bool = False,
    terms: Terms = DEFAULT_TERMS,
) -> Deadline:
    """The date by whose end (Asia/Jakarta) the office answers.

    `received_at` is T0 and must be aware (else ValueError). Its day is not counted, whatever the hour
    and whether the office works that day (R15, R17). The date is sure only if every day on the way is.
    """
    received_on = jakarta_date(received_at)
    days, basis = term(kind, elsewhere=elsewhere, terms=terms)
    if basis is Basis.NONE:
        return Deadline(None, basis, calendar.version)
    due, sure = _count(calendar, received_on, days)
    return Deadline(due, basis, calendar.version, sure)


def explain(found: Deadline, received_at: datetime, calendar: WorkCalendar) -> Sequence[DayOff]:
    """The days between receipt and due date that were not counted, and why. Empty without a date."""
    return [] if found.due is None else calendar.skipped(jakarta_date(received_at), found.due)


@lru_cache(maxsize=1024)  # most messages share their day with many others; a calendar never changes
def _count(calendar: WorkCalendar, start: date, days: int) -> tuple[date, bool]:
    due = calendar.add_working_days(start, days)
    way = (start + timedelta(days=number) for number in range(1, (due - start).days + 1))
    return due, all(calendar.is_sure(day) for day in way)
