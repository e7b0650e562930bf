"""Working days of Indonesia, with the office's own file."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import ConfigError
from core.law.calendar import IndonesianCalendar, _listed, load_calendar

CALENDAR = load_calendar()
LEAVE_IS_WORK = load_calendar(collective_leave_is_working_day=True)
days = st.dates(date(2019, 1, 1), date(2030, 12, 31))

COLLECTIVE = {
    2025: "01-28 03-28 04-02 04-03 04-04 04-07 05-13 05-30 06-09 08-18 12-26",
    2026: "02-16 03-18 03-20 03-23 03-24 05-15 05-28 12-24",
    2027: "02-05 03-09 03-12 03-15 03-25 05-18 05-19 12-24",
}
NATIONAL = {
    2026: "01-01 01-16 02-17 03-19 03-21 03-22 04-03 04-05 05-01 05-14 05-27 05-31 06-01 06-16 08-17 08-25 12-25",
    2027: "01-01 01-05 02-06 03-08 03-10 03-11 03-26 03-28 05-01 05-06 05-17 05-20 06-01 06-06 08-15 08-17 12-25 12-26",
}


def written(year: int, table: dict[int, str]) -> set[date]:
    return {date.fromisoformat(f"{year}-{day}") for day in table[year].split()}


def office(tmp_path: Path, text: str) -> IndonesianCalendar:
    path = tmp_path / "calendar.toml"
    path.write_text(text, encoding="utf-8")
    return load_calendar(path)


@pytest.mark.parametrize("year", COLLECTIVE)
def test_collective_leave_is_no_working_day_unless_the_office_says_so(year: int) -> None:
    for day in written(year, COLLECTIVE):
        assert not CALENDAR.is_working_day(day)
        assert LEAVE_IS_WORK.is_working_day(day)


@pytest.mark.parametrize("year", NATIONAL)
def test_the_years_days_off_are_the_decrees_and_the_weekends_and_nothing_else(year: int) -> None:
    decreed = written(year, NATIONAL) | written(year, COLLECTIVE)
    found = {day.date for day in CALENDAR.skipped(date(year - 1, 12, 31), date(year, 12, 31))}
    every = [date(year, 1, 1) + timedelta(days=number) for number in range(365)]
    assert found == decreed | {day for day in every if day.weekday() >= 5}


@pytest.mark.parametrize(("year", "count"), [(2026, 240), (2027, 242)])
def test_a_year_has_the_known_number_of_working_days(year: int, count: int) -> None:
    assert CALENDAR.working_days_between(date(year - 1, 12, 31), date(year, 12, 31)) == count


@given(days, st.integers(1, 400))
@settings(deadline=None)
def test_the_day_found_works_and_lies_exactly_that_many_working_days_ahead(day: date, count: int) -> None:
    due = CALENDAR.add_working_days(day, count)
    assert due > day
    assert CALENDAR.is_working_day(due)
    assert CALENDAR.working_days_between(day, due) == count
    assert CALENDAR.working_days_between(due, day) == -count


@given(days, st.integers(0, 400))
@settings(deadline=None)
def test_one_more_working_day_is_later_and_a_later_start_is_never_due_earlier(day: date, count: int) -> None:
    assert CALENDAR.add_working_days(day, count + 1) > CALENDAR.add_working_days(day, count)
    assert CALENDAR.add_working_days(day + timedelta(days=1), count) >= CALENDAR.add_working_days(day, count)


@given(days, st.integers(0, 800))
@settings(deadline=None)
def test_counted_and_skipped_days_make_up_the_span(day: date, length: int) -> None:
    end = day + timedelta(days=length)
    skipped = CALENDAR.skipped(day, end)
    assert CALENDAR.working_days_between(day, end) + len(skipped) == length
    assert all(why and source for _, why, source in skipped)


@given(days, days)
@settings(deadline=None)
def test_counting_agrees_with_counting_on_the_fingers(one: date, other: date) -> None:
    start, end = sorted([one, other])
    if (end - start).days > 500:
        end = start + timedelta(days=500)
    fingers = sum(
        CALENDAR.is_working_day(start + timedelta(days=number)) for number in range(1, (end - start).days + 1)
    )
    assert CALENDAR.working_days_between(start, end) == fingers


def test_no_working_day_added_is_the_day_itself_and_less_is_refused() -> None:
    assert CALENDAR.add_working_days(date(2026, 3, 21), 0) == date(2026, 3, 21)
    with pytest.raises(ValueError, match="0 or more"):
        CALENDAR.add_working_days(date(2026, 3, 21), -1)


def test_the_end_of_time_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match="9999"):
        CALENDAR.add_working_days(date(9999, 12, 30), 10)


def test_a_skipped_day_names_its_decree() -> None:
    skipped = {
        day: (why, source) for day, why, source in CALENDAR.skipped(date(2026, 3, 10), date(2026, 4, 7))
    }
    assert skipped[date(2026, 3, 14)] == ("Sabtu", "Perpres 21/2023 pasal 3")
    assert skipped[date(2026, 3, 18)][0].startswith("Cuti Bersama")
    assert "Keppres 42/2025" in skipped[date(2026, 3, 18)][1]
    assert "1497/2025" in skipped[date(2026, 3, 19)][1]
    assert len(skipped) == 14


@pytest.mark.parametrize(
    ("day", "sure"),
    [
        (date(2026, 3, 20), True),
        (date(2027, 1, 5), True),
        (date(2027, 3, 9), True),
        (date(2027, 3, 10), False),  # named "(perkiraan)"
        (date(2027, 5, 17), False),
        (date(2028, 1, 3), False),
        (date(2031, 6, 2), False),
    ],
)
def test_estimates_and_undecreed_years_are_not_sure(day: date, sure: bool) -> None:
    assert CALENDAR.is_sure(day) is sure


def test_the_office_adds_and_removes_days_and_settles_a_year(tmp_path: Path) -> None:
    calendar = office(
        tmp_path,
        """
decreed = [2028]
[[day_off]]
date = 2026-12-09
reason = "Pemilihan kepala desa"
source = "SE Bupati 12/2026"
[[working_day]]
date = 2026-12-24
reason = "Layanan tetap buka"
source = "SK Kepala Dinas 7/2026"
[[working_day]]
date = 2026-12-12
reason = "Ganti hari"
source = "SK Kepala Dinas 8/2026"
""",
    )
    assert not calendar.is_working_day(date(2026, 12, 9))
    assert calendar.is_working_day(date(2026, 12, 24))
    assert calendar.is_working_day(date(2026, 12, 12))  # a Saturday
    assert calendar.skipped(date(2026, 12, 8), date(2026, 12, 9)) == [
        (date(2026, 12, 9), "Pemilihan kepala desa", "SE Bupati 12/2026")
    ]
    assert calendar.is_sure(date(2028, 1, 3))
    assert not calendar.is_sure(date(2028, 2, 27))
    assert calendar.add_working_days(date(2026, 12, 8), 2) == date(2026, 12, 11)


def test_the_version_tells_library_office_file_and_switch_apart(tmp_path: Path) -> None:
    plain = f"holidays-{version('holidays')}"
    assert CALENDAR.version == plain
    assert LEAVE_IS_WORK.version == f"{plain}+leave-is-work"
    first = office(tmp_path, "decreed = [2028]").version
    second = office(tmp_path, "decreed = [2029]").version
    assert first.startswith(f"{plain}+office-")
    assert len({plain, first, second}) == 3


ROW = 'date = 2026-12-09\nreason = "a"\nsource = "b"\n'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("decreed = ", "is not valid TOML"),
        ("holiday = 1", "unknown key 'holiday'; allowed are decreed, day_off, working_day"),
        ("decreed = 2028", "list of years"),
        ('decreed = ["2028"]', "years as numbers"),
        ("decreed = [true]", "years as numbers"),
        ("day_off = 1", r"write day_off as \[\[day_off\]\]"),
        ("day_off = [1]", "needs exactly the keys date, reason, source"),
        ("[[day_off]]\ndate = 2026-12-09", r"\[\[day_off\]\] number 1: needs exactly the keys"),
        (f"[[day_off]]\n{ROW}[[day_off]]\n{ROW}", "number 2: 2026-12-09 stands there twice"),
        (f"[[day_off]]\n{ROW}[[working_day]]\n{ROW}", "2026-12-09 is both"),
        ('[[day_off]]\ndate = "2026-12-09"\nreason = "a"\nsource = "b"', "day without quotes"),
        ('[[day_off]]\ndate = 2026-12-09T10:00:00\nreason = "a"\nsource = "b"', "day without quotes"),
        ('[[day_off]]\ndate = 2026-12-09\nreason = " "\nsource = "b"', "reason must be a text"),
        ('[[day_off]]\ndate = 2026-12-09\nreason = "a"\nsource = 1', "source must be a text"),
    ],
)
def test_a_wrong_office_file_is_named_with_place_and_remedy(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ConfigError, match=says) as raised:
        office(tmp_path, text)
    assert "calendar.toml" in str(raised.value)


def test_an_unreadable_office_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.toml: cannot be read"):
        load_calendar(tmp_path / "nowhere.toml")
    (tmp_path / "latin.toml").write_bytes(b"# \xe9\n")
    with pytest.raises(ConfigError, match="UTF-8"):
        load_calendar(tmp_path / "latin.toml")


@pytest.mark.parametrize("year", [1975, 2020, 2026, 2031])
def test_the_countrys_own_file_says_what_the_library_says(year: int) -> None:
    from holidays import country_holidays

    for category in ("public", "government"):
        said = country_holidays("ID", years=year, expand=False, categories=(category,), language="id")
        assert _listed(year, category) == dict(said)


def test_no_other_country_is_imported() -> None:
    """They would take 8 MB."""
    program = (
        "import sys; from datetime import date; from core.law.calendar import load_calendar\n"
        "load_calendar().is_working_day(date(2026, 3, 2))\n"
        "print([name for name in sys.modules if name.startswith('holidays.countries')])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
