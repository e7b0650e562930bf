"""The office's own calendar file: days it adds to or takes from the national calendar.

decreed = [2028]                # years whose decree (SKB) the office has checked by itself

[[day_off]]                     # a day on which the office does not work
date = 2026-12-09
reason = "Pemilihan kepala desa"
source = "SE Bupati 12/2026"

[[working_day]]                 # a day on which it works although the calendar says otherwise
date = 2026-12-24
reason = "Layanan tetap buka"
source = "SK Kepala Dinas 7/2026"
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from core.errors import ConfigError

KEYS = ("date", "reason", "source")
TABLES = ("decreed", "day_off", "working_day")


class Why(NamedTuple):
    """Why a day is what it is, and who says so."""

    reason: str
    source: str


@dataclass(frozen=True, slots=True)
class OfficeDays:
    """What the office's file says. `version` is a short hash of the file, "" without one."""

    days_off: Mapping[date, Why] = field(default_factory=dict)
    working_days: Mapping[date, Why] = field(default_factory=dict)
    decreed: frozenset[int] = frozenset()
    version: str = ""


def load_office_days(path: Path | None) -> OfficeDays:
    """Read the office's file; None gives an empty one. Raises ConfigError (file, place, remedy)."""
    if path is None:
        return OfficeDays()
    try:
        raw = path.read_bytes()
        content: Mapping[str, object] = tomllib.loads(raw.decode("utf-8-sig"))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror}); correct the path") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: is not UTF-8 text; save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: is not valid TOML: {error}") from error
    unknown = sorted(set(content) - set(TABLES))
    if unknown:
        raise ConfigError(f"{path}: unknown key {unknown[0]!r}; allowed are {', '.join(TABLES)}")
    days_off = _days(path, "day_off", content.get("day_off", []))
    working_days = _days(path, "working_day", content.get("working_day", []))
    both = sorted(set(days_off) & set(working_days))
    if both:
        raise ConfigError(f"{path}: {both[0]} is both day_off and working_day; keep one of the two")
    version = hashlib.sha256(raw).hexdigest()[:8]
    return OfficeDays(days_off, working_days, _years(path, content.get("decreed", [])), version)


def _days(path: Path, table: str, rows: object) -> Mapping[date, Why]:
    if not isinstance(rows, list):
        raise ConfigError(f"{path}: write {table} as [[{table}]]")
    days: dict[date, Why] = {}
    for number, row in enumerate(rows, start=1):
        day, why = _day(f"{path}: [[{table}]] number {number}", row)
        if day in days:
            raise ConfigError(f"{path}: [[{table}]] number {number}: {day} stands there twice; keep one")
        days[day] = why
    return days


def _day(place: str, row: object) -> tuple[date, Why]:
    if not isinstance(row, dict) or set(row) != set(KEYS):
        raise ConfigError(f"{place}: needs exactly the keys {', '.join(KEYS)}")
    day, reason, source = (row[key] for key in KEYS)
    if not isinstance(day, date) or isinstance(day, datetime):
        raise ConfigError(f"{place}: date must be a day without quotes, like 2026-12-24")
    for key, value in (("reason", reason), ("source", source)):
        if not isinstance(value, str) or not value.strip():
            raise ConfigError(f"{place}: {key} must be a text in quotes that is not empty")
    return day, Why(str(reason), str(source))


def _years(path: Path, years: object) -> frozenset[int]:
    if not isinstance(years, list):
        raise ConfigError(f"{path}: decreed must be a list of years, like [2028]")
    checked: set[int] = set()
    for year in years:
        if not isinstance(year, int) or isinstance(year, bool) or not date.min.year <= year <= date.max.year:
            raise ConfigError(f"{path}: decreed holds {year!r}; write years as numbers, like [2028]")
        checked.add(year)
    return frozenset(checked)
