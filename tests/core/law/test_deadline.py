"""Due dates: the vectors of the domain paper (1.10), and what must hold for all of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.case.complaint import Basis
from core.classify.labels import Kind
from core.law.calendar import load_calendar
from core.law.deadline import Terms, deadline, explain, jakarta_date
from core.ports.clock import JAKARTA

CALENDAR = load_calendar()
LEAVE_IS_WORK = load_calendar(collective_leave_is_working_day=True)

# received on: 14 working days, the same without collective leave, 3, 60
VECTORS = """
2025-08-05 2025-08-26 2025-08-25 2025-08-08 2025-10-30
2025-12-15 2026-01-07 2026-01-06 2025-12-18 2026-03-17
2026-01-05 2026-01-26 2026-01-26 2026-01-08 2026-04-10
2026-03-10 2026-04-07 2026-03-31 2026-03-13 2026-06-19
2026-03-21 2026-04-14 2026-04-10 2026-03-27 2026-06-26
2026-05-13 2026-06-09 2026-06-05 2026-05-20 2026-08-13
2026-11-22 2026-12-10 2026-12-10 2026-11-25 2027-02-19
2026-12-11 2027-01-06 2027-01-04 2026-12-16 2027-03-22
2027-03-05 2027-04-06 2027-03-31 2027-03-18 2027-06-17
2027-12-20 2028-01-10 2028-01-07 2027-12-23 2028-03-16
"""
ROWS = [[date.fromisoformat(word) for word in line.split()] for line in VECTORS.split("\n") if line]


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), JAKARTA)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row[0]))
def test_the_vectors_of_the_domain_paper_hold(row: list[date]) -> None:
    received, legal, without_leave, three, sixty = row
    assert deadline(Kind.COMPLAINT, noon(received), CALENDAR).due == legal
    assert deadline(Kind.COMPLAINT, noon(received), LEAVE_IS_WORK).due == without_leave
    assert deadline(Kind.COMPLAINT, noon(received), CALENDAR, elsewhere=True).due == three
    assert deadline(Kind.COMPLAINT, noon(received), CALENDAR, terms=Terms(answer=60)).due == sixty


def test_a_message_after_jakartas_midnight_is_received_on_the_next_day() -> None:
    received_at = datetime(2026, 3, 10, 18, 30, tzinfo=UTC)
    assert jakarta_date(received_at) == date(2026, 3, 11)
    assert deadline(Kind.COMPLAINT, received_at, CALENDAR).due == date(2026, 4, 8)


def test_the_last_second_before_jakartas_midnight_belongs_to_the_old_day() -> None:
    assert jakarta_date(datetime(2026, 3, 10, 16, 59, 59, tzinfo=UTC)) == date(2026, 3, 10)
    assert jakarta_date(datetime(2026, 3, 10, 17, 0, 0, tzinfo=UTC)) == date(2026, 3, 11)


@pytest.mark.parametrize(
    ("kind", "elsewhere", "days", "basis"),
    [
        (Kind.COMPLAINT, False, 14, Basis.LEGAL),
        (Kind.IRRELEVANT, False, 14, Basis.LEGAL),
        (Kind.SUGGESTION, False, 14, Basis.TARGET),
        (Kind.INFORMATION_REQUEST, False, 5, Basis.TARGET),
        (Kind.COMPLAINT, True, 3, Basis.TARGET),
        (Kind.INFORMATION_REQUEST, True, 3, Basis.TARGET),
    ],
)
def test_every_kind_has_its_clock(kind: Kind, elsewhere: bool, days: int, basis: Basis) -> None:
    received = date(2026, 3, 10)
    found = deadline(kind, noon(received), CALENDAR, elsewhere=elsewhere)
    assert found.basis is basis
    assert found.due is not None
    assert CALENDAR.working_days_between(received, found.due) == days
    assert found.calendar == CALENDAR.version


@pytest.mark.parametrize("elsewhere", [False, True])
def test_appreciation_has_no_clock(elsewhere: bool) -> None:
    found = deadline(Kind.APPRECIATION, noon(date(2026, 3, 10)), CALENDAR, elsewhere=elsewhere)
    assert found.due is None
    assert found.basis is Basis.NONE
    assert explain(found, noon(date(2026, 3, 10)), CALENDAR) == []


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        deadline(Kind.COMPLAINT, datetime(2026, 3, 10, 12), CALENDAR)  # noqa: DTZ001 - the point of the test


@pytest.mark.parametrize(
    ("received", "sure"),
    [
        (date(2026, 3, 10), True),
        (date(2026, 12, 11), True),
        (date(2027, 3, 5), False),  # crosses Idulfitri 2027, still an estimate
        (date(2027, 4, 1), True),
        (date(2027, 12, 20), False),  # reaches into 2028
    ],
)
def test_a_date_is_sure_only_if_every_day_on_the_way_is(received: date, sure: bool) -> None:
    assert deadline(Kind.COMPLAINT, noon(received), CALENDAR).sure is sure


def test_the_explanation_lists_every_day_that_did_not_count() -> None:
    received = noon(date(2026, 3, 10))
    found = deadline(Kind.COMPLAINT, received, CALENDAR)
    days = explain(found, received, CALENDAR)
    assert found.due is not None
    assert len(days) + 14 == (found.due - date(2026, 3, 10)).days
    assert [day.date.day for day in days if day.why.startswith("Cuti Bersama")] == [18, 20, 23, 24]


@given(st.datetimes(datetime(2020, 1, 1), datetime(2029, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - bounds
@settings(deadline=None)
def test_the_hour_of_receipt_never_matters_only_its_jakarta_date(moment: datetime) -> None:
    day = jakarta_date(moment)
    first = datetime.combine(day, time.min, JAKARTA)
    last = datetime.combine(day, time.max, JAKARTA)
    dates = {deadline(Kind.COMPLAINT, at, CALENDAR).due for at in (moment, first, last)}
    assert len(dates) == 1
    due = dates.pop()
    assert due is not None
    assert due >= day + timedelta(days=18)  # fourteen working days hold at least two weekends
    assert CALENDAR.is_working_day(due)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2029, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - bounds
@settings(deadline=None)
def test_collective_leave_only_ever_gives_the_office_more_days(moment: datetime) -> None:
    with_leave = deadline(Kind.COMPLAINT, moment, CALENDAR).due
    without = deadline(Kind.COMPLAINT, moment, LEAVE_IS_WORK).due
    assert with_leave is not None
    assert without is not None
    assert with_leave >= without
