"""Working days: the port the law counts with, and Indonesia's calendar behind it.

Five working days a week, Monday to Friday (Perpres 21/2023 article 3). National holidays and
collective leave are no working days for civil servants (Perpres 21/2023 article 6, the yearly SKB).
"""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import module_from_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from core.law.office_days import OfficeDays, Why, load_office_days

if TYPE_CHECKING:
    from holidays import HolidayBase

DAY = timedelta(days=1)
WEEKEND = {5: "Sabtu", 6: "Minggu"}
ESTIMATES = ("perkiraan", "estimated")  # how the library marks dates that follow the moon's sighting


class DayOff(NamedTuple):
    """A day that does not count, why, and who says so."""

    date: date
    why: str
    source: str


class WorkCalendar(Protocol):
    """What the law needs to know of days. Dates are dates of Asia/Jakarta."""

    @property
    def version(self) -> str:
        """Names the calendar's content: two calendars of one version count alike."""
        ...

    def __hash__(self) -> int:
        """A calendar never changes, so what was counted with it may be remembered."""
        ...

    def is_working_day(self, day: date) -> bool: ...

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`-th working day strictly after `day`; `day` itself for 0. Raises ValueError below 0."""
        ...

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days lie after `start` up to and with `end`; negative where `end` is earlier."""
        ...

    def skipped(self, start: date, end: date) -> Sequence[DayOff]:
        """The days after `start` up to and with `end` that do not count."""
        ...

    def is_sure(self, day: date) -> bool:
        """Whether the day is settled by a decree, or still an estimate (domain 5.4)."""
        ...


@dataclass(frozen=True, slots=True)
class _Year:
    working: Sequence[date]
    off: Mapping[date, Why]
    decreed: bool
    estimated: frozenset[date]


class IndonesianCalendar:
    """Indonesia's working days, with what the office adds or takes away.

    A year is worked out when it is first asked for. A year is decreed when its collective leave is
    known to the library or the office says so; before that all its days are estimates.
    """

    def __init__(
        self,
        sources: Mapping[str, Mapping[str, str]],
        weekend_source: str,
        office: OfficeDays | None = None,
        *,
        collective_leave_is_working_day: bool = False,
    ) -> None:
        self._sources = sources
        self._weekend_source = weekend_source
        self._office = office or OfficeDays()
        self._leave_is_work = collective_leave_is_working_day
        self._years: dict[int, _Year] = {}

    @cached_property
    def version(self) -> str:
        """Library version, the office file's hash and the switch: all that the days depend on."""
        parts = [f"holidays-{_library_version()}"]
        if self._office.version:
            parts.append(f"office-{self._office.version}")
        if self._leave_is_work:
            parts.append("leave-is-work")
        return "+".join(parts)

    def is_working_day(self, day: date) -> bool:
        return day not in self._year(day.year).off

    def add_working_days(self, day: date, count: int) -> date:
        if count < 0:
            raise ValueError(f"cannot add {count} working days: the number must be 0 or more")
        if count == 0:
            return day
        year = day.year
        working = self._year(year).working
        index = bisect_right(working, day) + count - 1
        while index >= len(working):
            index -= len(working)
            year += 1
            working = self._year(year).working
        return working[index]

    def working_days_between(self, start: date, end: date) -> int:
        if end < start:
            return -self.working_days_between(end, start)
        total = -bisect_right(self._year(start.year).working, start)
        for year in range(start.year, end.year):
            total += len(self._year(year).working)
        return total + bisect_right(self._year(end.year).working, end)

    def skipped(self, start: date, end: date) -> Sequence[DayOff]:
        days = (start + DAY * number for number in range(1, (end - start).days + 1))
        return [DayOff(day, *why) for day in days if (why := self._year(day.year).off.get(day))]

    def is_sure(self, day: date) -> bool:
        if day in self._office.days_off or day in self._office.working_days:
            return True
        year = self._year(day.year)
        return year.decreed and day not in year.estimated

    def _year(self, year: int) -> _Year:
        known = self._years.get(year)
        if known is None:
            # Two threads may work out the same year at once: both find the same, the later one stays.
            known = self._years[year] = self._work_out(year)
        return known

    def _work_out(self, year: int) -> _Year:
        if not date.min.year <= year <= date.max.year:
            raise ValueError(f"the calendar ends with the year {date.max.year}")
        national, collective = _listed(year, "public"), _listed(year, "government")
        sources = self._sources.get(str(year), {})
        library = f"holidays {_library_version()}"
        off = {day: Why(WEEKEND[day.weekday()], self._weekend_source) for day in _weekends(year)}
        if not self._leave_is_work:
            off |= {day: Why(name, sources.get("collective", library)) for day, name in collective.items()}
        off |= {day: Why(name, sources.get("national", library)) for day, name in national.items()}
        off |= {day: why for day, why in self._office.days_off.items() if day.year == year}
        for day in self._office.working_days:
            off.pop(day, None)
        names = {**collective, **national}
        estimated = {day for day, name in names.items() if any(word in name.lower() for word in ESTIMATES)}
        decreed = bool(collective) or year in self._office.decreed
        working = [day for day in _days_of(year) if day not in off]
        return _Year(working, off, decreed, frozenset(estimated))


def load_calendar(
    path: Path | None = None, *, collective_leave_is_working_day: bool = False
) -> IndonesianCalendar:
    """Indonesia's calendar with the office's file at `path`. Raises ConfigError where that is wrong."""
    decrees: Mapping[str, object] = tomllib.loads(
        Path(__file__).with_name("decrees.toml").read_text(encoding="utf-8")
    )
    years = {
        year: {str(key): str(source) for key, source in row.items()}
        for year, row in decrees.items()
        if isinstance(row, dict)
    }
    return IndonesianCalendar(
        years,
        str(decrees["weekend"]),
        load_office_days(path),
        collective_leave_is_working_day=collective_leave_is_working_day,
    )


def _library_version() -> str:
    """As the library says it: to ask the installed distribution is to read its whole description, at each call."""
    from holidays.version import __version__

    return __version__


def _listed(year: int, category: str) -> Mapping[date, str]:
    found = _indonesia()(years=year, expand=False, categories=(category,), language="id")
    return dict(found)


@cache
def _indonesia() -> type[HolidayBase]:
    """The library's class of this country, only when a year is first asked for. The package that it lies in
    imports 250 countries for one, so its file is loaded by itself: half the time, and 8 MB less.
    """
    import holidays

    name = "holidays.countries.indonesia"
    loader = SourceFileLoader(name, str(Path(holidays.__file__).parent / "countries" / "indonesia.py"))
    module = module_from_spec(ModuleSpec(name, loader))
    loader.exec_module(module)
    country: type[HolidayBase] = module.Indonesia
    return country


def _days_of(year: int) -> Sequence[date]:
    first = date(year, 1, 1).toordinal()
    return [date.fromordinal(ordinal) for ordinal in range(first, date(year, 12, 31).toordinal() + 1)]


def _weekends(year: int) -> Sequence[date]:
    return [day for day in _days_of(year) if day.weekday() in WEEKEND]
