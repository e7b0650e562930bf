"""Dates, times, numbers and sizes as people in the office write them. Dates are those of Jakarta."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from core.ports.clock import JAKARTA
from web.language import current, translate, translate_number

if TYPE_CHECKING:
    from babel import Locale  # imported where it is used: the first page waits for it, the start does not


@cache
def _locale(language: str) -> Locale:
    from babel import Locale

    return Locale.parse(language)


@cache
def _day(day: date, pattern: str, language: str) -> str:
    from babel.dates import format_date

    return format_date(day, pattern, locale=_locale(language))


def day(value: date) -> str:
    """Sel 7 Apr 2026"""
    return _day(value, "EEE d MMM y", current())


def moment(value: datetime) -> str:
    """Sel 7 Apr 2026 pukul 14.05"""
    local = value.astimezone(JAKARTA)
    return translate("%(day)s pukul %(time)s", day=day(local.date()), time=clock_time(local))


def clock_time(value: datetime) -> str:
    local = value.astimezone(JAKARTA)
    return f"{local:%H:%M}" if current() == "en" else f"{local:%H.%M}"


def brief(value: datetime, today: date) -> str:
    """For lists: the time today, the day in this year, else the date."""
    local = value.astimezone(JAKARTA)
    if local.date() == today:
        return clock_time(local)
    return _day(local.date(), "d MMM" if local.year == today.year else "d MMM y", current())


def short(value: datetime, today: date) -> str:
    """For tables: the time, with the day where it is not today."""
    local = value.astimezone(JAKARTA)
    return clock_time(local) if local.date() == today else f"{brief(local, today)} {clock_time(local)}"


def number(value: float) -> str:
    return _decimal(value)


def dollars(millionths: int) -> str:
    """12,50 dolar AS"""
    amount = _decimal(millionths / 1_000_000, "#,##0.00")
    return translate("%(amount)s dolar AS", amount=amount)


def size(octets: int) -> str:
    """A file's size in the largest unit that leaves at least one."""
    for unit, least in (("MB", 1_000_000), ("KB", 1_000)):
        if octets >= least:
            return f"{number(round(octets / least, 1))} {unit}"
    return translate("%(n)s byte", n=number(octets))


def span(value: timedelta) -> str:
    """A span in its largest whole unit, never below a minute."""
    minutes = max(0, int(value.total_seconds()) // 60)
    if minutes < 1:
        return translate("kurang dari 1 menit")
    if minutes < 120:
        return translate_number("%(n)s menit", "%(n)s menit", minutes)
    if minutes < 48 * 60:
        return translate_number("%(n)s jam", "%(n)s jam", minutes // 60)
    return translate_number("%(n)s hari", "%(n)s hari", minutes // (24 * 60))


def _decimal(value: float, pattern: str | None = None) -> str:
    from babel.numbers import format_decimal

    return format_decimal(value, pattern, locale=_locale(current()))
