"""Dates as offices write them into a register: day before month, Indonesian months, or a spreadsheet's number."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

from core.ports.clock import JAKARTA

Value = str | int | float | bool | date | datetime | time | None

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari jan",
            "februari pebruari feb peb",
            "maret mar mrt",
            "april apr",
            "mei may",
            "juni jun",
            "juli jul",
            "agustus agu agt agst ags aug",
            "september sep sept",
            "oktober okt oct",
            "november nopember nov nop",
            "desember des dec",
        ),
        1,
    )
    for name in names.split()
}
DAYS = r"(?:senin|selasa|rabu|kamis|jum.?at|sabtu|minggu|ahad)"
CLOCK = r"(?:[\s,t]+(?:pukul|jam|pkl\.?)?\s*(\d{1,2})[.:](\d{2})(?:[.:]\d{2})?(?:\.\d+)?\s*(?:wib)?)?"
ISO = re.compile(rf"(\d{{4}})-(\d{{1,2}})-(\d{{1,2}}){CLOCK}")
NUMBERS = re.compile(rf"(\d{{1,2}})\s*[/.\-]\s*(\d{{1,2}})\s*[/.\-]\s*(\d{{4}}|\d{{2}}){CLOCK}")
WORDS = re.compile(rf"(\d{{1,2}})[\s.\-/]*([a-z]+)\.?[\s.\-/,]*(\d{{4}}|\d{{2}}){CLOCK}")
SPREADSHEET = datetime(
    1899, 12, 30, tzinfo=JAKARTA
)  # day 0 of Excel's numbers, as they count since 1900-03-01
SERIAL = (36_526, 73_050)  # 2000 to 2099
CENTURY = 2000


def read_moment(value: Value) -> datetime | None:
    """The moment (UTC) that a cell means, in Asia/Jakarta time; midnight where only a day is told. None where
    it means none: an unknown form, a day that does not exist, month and day the American way round.
    """
    match value:
        case bool() | None | time():
            return None
        case datetime():
            return _utc(value if value.tzinfo else value.replace(tzinfo=JAKARTA))
        case date():
            return _utc(datetime(value.year, value.month, value.day, tzinfo=JAKARTA))
        case int() | float():
            if not SERIAL[0] <= value < SERIAL[1]:
                return None
            return _utc(SPREADSHEET + timedelta(seconds=round(float(value) * 86_400)))
        case str():
            return _read_text(value)


def _read_text(text: str) -> datetime | None:
    said = re.sub(rf"^{DAYS}\W+", "", " ".join(text.casefold().split()))
    if found := ISO.fullmatch(said):
        year, month, day, hour, minute = found.groups()
    elif found := NUMBERS.fullmatch(said):
        day, month, year, hour, minute = found.groups()
    elif (found := WORDS.fullmatch(said)) and found[2] in MONTHS:
        day, month, year, hour, minute = found.groups()
        month = str(MONTHS[month])
    else:
        return None
    whole = int(year) if len(year) == 4 else CENTURY + int(year)
    try:
        moment = datetime(whole, int(month), int(day), int(hour or 0), int(minute or 0), tzinfo=JAKARTA)
    except ValueError:
        return None
    return _utc(moment)


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
