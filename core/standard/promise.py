"""What a standard promises in numbers: how long, and at what price; and what a text states against it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from core.classify.labels import Component, Facts, ServiceState
from core.law.calendar import WorkCalendar
from core.standard.catalogue import Clause, Standard

_DURATION = re.compile(
    r"(?P<count>\d{1,3})\s*(?:\([^)]{0,40}\)\s*)?(?P<unit>hari\s+kerja|hari\s+kalender|hari|minggu|bulan|jam|menit)\b",
    re.IGNORECASE,
)
_FREE = re.compile(
    r"\b(?:gratis|tidak\s+(?:dipungut|dikenakan)|tanpa\s+(?:biaya|pungutan)|rp\.?\s*0)\b", re.IGNORECASE
)
_RUPIAH = re.compile(r"\brp\.?\s*(?P<rupiah>\d{1,3}(?:[.,]\d{3})+|\d{2,9})(?!\d)", re.IGNORECASE)
# "150 ribu", "150rb", "1,5 juta", "2jt"; "sejuta", "seratus ribu" in words.
_SPOKEN = re.compile(
    r"\b(?P<amount>\d{1,4}(?:[.,]\d{1,3})?)\s*(?P<scale>ribu|rebu|rb|k|juta|jt)\b", re.IGNORECASE
)
_WORDED = re.compile(
    r"\b(?P<word>seratus|saratus|dua\s+ratus|dua\s+ratus\s+lima\s+puluh|tiga\s+ratus|lima\s+ratus|lima\s+puluh|sepuluh|sapuluh|dua\s+puluh)"
    r"\s+(?:ribu|rebu)\b|\b(?P<million>sejuta|sajuta)\b",
    re.IGNORECASE,
)
_WORTH = {
    "seratus": 100,
    "saratus": 100,
    "dua ratus": 200,
    "dua ratus lima puluh": 250,
    "tiga ratus": 300,
    "lima ratus": 500,
    "lima puluh": 50,
    "sepuluh": 10,
    "sapuluh": 10,
    "dua puluh": 20,
}
_CALENDAR_DAYS = {"hari kalender": 1, "minggu": 7, "bulan": 30}
THOUSAND, MILLION = 1_000, 1_000_000


@dataclass(frozen=True, slots=True)
class Promise:
    """A clause that can be kept or broken. Days are working days where `working`, else calendar days;
    less than a day counts as one. `most` is the price in rupiah, 0 for free of charge.
    """

    component: Component
    clause: Clause
    days: int | None = None
    working: bool = True
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """What a text states of a promise: `stated` days or rupiah, and whether that would break it."""

    promise: Promise
    stated: int
    broken: bool


def promises(standard: Standard) -> Iterator[Promise]:
    """The first duration of component 3, and the price of component 4."""
    time = standard.chapters.get(Component.TURNAROUND_TIME)
    for clause in (found for top in time.clauses for found in top.walk()) if time else ():
        duration = _DURATION.search(clause.text)
        if duration is not None:
            yield _lasting(clause, int(duration["count"]), " ".join(duration["unit"].lower().split()))
            break
    price = standard.chapters.get(Component.COST)
    for clause in (found for top in price.clauses for found in top.walk()) if price else ():
        if _FREE.search(clause.text):
            yield Promise(Component.COST, clause, most=0)
            break
        sums = [_number(found["rupiah"]) for found in _RUPIAH.finditer(clause.text)]
        if sums:
            yield Promise(Component.COST, clause, most=max(sums))
            break


def _lasting(clause: Clause, count: int, unit: str) -> Promise:
    if unit in {"jam", "menit"}:
        return Promise(Component.TURNAROUND_TIME, clause, days=1)
    if unit in _CALENDAR_DAYS:
        return Promise(Component.TURNAROUND_TIME, clause, days=count * _CALENDAR_DAYS[unit], working=False)
    return Promise(Component.TURNAROUND_TIME, clause, days=count)


def measure(
    promise: Promise, text: str, facts: Facts, written_on: date, calendar: WorkCalendar
) -> Measure | None:
    """What the text says against the promise; None where it states no duration or no amount.

    A promise that counts from complete papers is broken only if they were complete: an officer decides.
    """
    if promise.most is not None:
        stated = max(amounts(text), default=None)
        return None if stated is None else Measure(promise, stated, stated > promise.most)
    begun = facts.service_date
    ended = facts.service_received_on if facts.service_state is ServiceState.RECEIVED else written_on
    if promise.days is None or begun is None or ended is None or ended < begun:
        return None
    days = calendar.working_days_between(begun, ended) if promise.working else (ended - begun).days
    return Measure(promise, days, days > promise.days)


def amounts(text: str) -> list[int]:
    """The sums of money that a text names, in rupiah."""
    found = [_number(match["rupiah"]) for match in _RUPIAH.finditer(text)]
    for match in _SPOKEN.finditer(text):
        amount = float(match["amount"].replace(",", "."))
        found.append(round(amount * (MILLION if match["scale"].lower() in {"juta", "jt"} else THOUSAND)))
    for match in _WORDED.finditer(text):
        word = " ".join((match["word"] or "").lower().split())
        found.append(_WORTH[word] * THOUSAND if word else MILLION)
    return found


def _number(text: str) -> int:
    return int(re.sub(r"\D", "", text))
