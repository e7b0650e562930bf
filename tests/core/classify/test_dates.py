"""Days named in a text."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.classify.dates import find_dates
from core.classify.tokens import tokenise
from core.classify.words import Vocabulary

FRIDAY = date(2026, 11, 20)
NOTHING_KNOWN = Vocabulary((), {}, {})
DAYS = st.dates(date(1990, 1, 1), date(2080, 12, 31))


def days(text: str, written_on: date = FRIDAY) -> list[date]:
    return [mention.day for mention in find_dates(tokenise(text, NOTHING_KNOWN), written_on)]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("tanggal 5 Oktober 2026", date(2026, 10, 5)),
        ("5 okt", date(2026, 10, 5)),
        ("25 Desember", date(2025, 12, 25)),
        ("Nov 3rd, 2026", date(2026, 11, 3)),
        ("2026-11-03", date(2026, 11, 3)),
        ("3.11.2026", date(2026, 11, 3)),
        ("3-11-26", date(2026, 11, 3)),
        ("tgl. 3", date(2026, 11, 3)),
        ("kaping 3", date(2026, 11, 3)),
        ("dua hari yang lalu", date(2026, 11, 18)),
        ("tilu poe katukang", date(2026, 11, 17)),
        ("2 minggu kamari", date(2026, 11, 6)),
        ("saminggu kapengker", date(2026, 11, 13)),
        ("two weeks ago", date(2026, 11, 6)),
        ("setahun lalu", date(2025, 11, 20)),
        ("mangkukna", date(2026, 11, 18)),
        ("kamari", date(2026, 11, 19)),
        ("hari ini", FRIDAY),
        ("hari Senin", date(2026, 11, 16)),
        ("Jumat kemarin", date(2026, 11, 13)),
        ("poe Rebo", date(2026, 11, 18)),
        ("last Monday", date(2026, 11, 16)),
    ],
)
def test_a_named_day_is_reckoned(text: str, day: date) -> None:
    assert days(text) == [day]


@pytest.mark.parametrize(
    "text",
    [
        "31/4/26",
        "99/99/99",
        "30 Februari 2026",
        "tgl 45",
        "bulan lalu",
        "tahun kemarin",
        "lama",
        "12 Maret 2099",
    ],
)
def test_what_is_vague_impossible_or_to_come_is_no_day(text: str) -> None:
    assert days(text) == []


def test_the_end_of_a_month_stays_within_the_month() -> None:
    assert days("sebulan lalu", date(2026, 3, 31)) == [date(2026, 2, 28)]


def test_a_day_of_a_month_that_has_it_not_is_no_day() -> None:
    assert days("tgl 31", date(2026, 3, 30)) == []


@given(DAYS, st.integers(0, 500))
def test_days_ago_are_counted_back(written_on: date, count: int) -> None:
    assert days(f"{count} hari lalu", written_on) == [written_on - timedelta(days=count)]


@given(DAYS)
def test_a_date_written_out_is_read_back(day: date) -> None:
    for text in (
        f"{day:%Y-%m-%d}",
        f"{day.day}/{day.month}/{day.year}",
        f"{day.day:02}-{day.month:02}-{day.year}",
    ):
        if day.year >= 2000 or "-" in text[:5]:
            assert days(text, day) == [day]


@given(DAYS, st.integers(1, 31))
def test_a_day_of_the_month_lies_within_the_last_31_days(written_on: date, day: int) -> None:
    for found in days(f"tgl {day}", written_on):
        assert found.day == day
        assert written_on - timedelta(days=31) < found <= written_on
