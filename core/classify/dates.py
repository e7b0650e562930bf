"""Days that a text names, absolute or relative to the day it was written on.

A vague time ("lama", "bulan lalu", "berminggu-minggu") is no day; neither is one that never was.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from core.classify.tokens import Tokens
from core.classify.words import Word

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari january jan",
            "februari february pebruari feb peb",
            "maret march mar mrt",
            "april apr",
            "mei may",
            "juni june jun",
            "juli july jul",
            "agustus august agu agt aug ags",
            "september sept sep",
            "oktober october okt oct",
            "november nopember nov nop",
            "desember december des dec",
        ),
        start=1,
    )
    for name in names.split()
}
_NUMBERS = {
    word: number
    for number, words in enumerate(
        (
            "satu hiji one a an",
            "dua two",
            "tiga tilu three",
            "empat opat four",
            "lima five",
            "enam genep six",
            "tujuh tujuh seven",
            "delapan dalapan eight",
            "sembilan salapan nine",
            "sepuluh sapuluh ten",
        ),
        start=1,
    )
    for word in words.split()
}
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "senin senen monday",
            "selasa salasa tuesday",
            "rabu rebo wednesday",
            "kamis kemis thursday",
            "jumat jumaah friday",
            "sabtu saptu saturday",
            "minggu ahad sunday",
        )
    )
    for name in names.split()
}
_UNITS = {
    word: unit
    for unit, words in {
        "day": "hari hr poe dinten day days",
        "week": "minggu mgg week weeks",
        "month": "bulan bln sasih month months",
        "year": "tahun thn taun year years",
    }.items()
    for word in words.split()
}
_SPANS = {
    "seminggu": (1, "week"),
    "saminggu": (1, "week"),
    "sebulan": (1, "month"),
    "sabulan": (1, "month"),
    "sasasih": (1, "month"),
    "setahun": (1, "year"),
    "sataun": (1, "year"),
    "fortnight": (2, "week"),
    "a fortnight": (2, "week"),
    "sehari": (1, "day"),
    "sapoe": (1, "day"),
}
_DAYS_AGO = {
    "kemarin lusa": 2,
    "kemaren lusa": 2,
    "lusa kemarin": 2,
    "the day before yesterday": 2,
    "mangkukna": 2,
    "kemarin": 1,
    "kemaren": 1,
    "kmrn": 1,
    "kmarin": 1,
    "kamari": 1,
    "yesterday": 1,
    "hari ini": 0,
    "tadi pagi": 0,
    "tadi siang": 0,
    "tadi sore": 0,
    "barusan": 0,
    "poe ieu": 0,
    "dinten ieu": 0,
    "tadi isuk": 0,
    "dari tadi": 0,
    "ti tadi": 0,
    "today": 0,
    "this morning": 0,
    "last week": 7,
    "minggu lalu": 7,
    "minggu kemarin": 7,
    "minggu kamari": 7,
}
_VAGUE = ("bulan", "tahun", "sasih", "taun", "thn", "bln")

_AGO = (
    r"(?:yang\s+|yg\s+|nu\s+)?(?:lalu|lewat|kemarin|kemaren|silam|katukang|kapengker|kamari|tukang|ago|back)"
)


def _any(words: object) -> str:
    listed = [str(word).replace(" ", r"\s+") for word in words] if isinstance(words, dict | tuple) else []
    return "|".join(sorted(listed, key=len, reverse=True))


_DATE = re.compile(
    rf"""(?:
      (?P<iso_year>(?:19|20)\d\d)-(?P<iso_month>\d\d?)-(?P<iso_day>\d\d?)
    | (?P<day>\d\d?)\s*[/.-]\s*(?P<month>\d\d?)\s*[/.-]\s*(?P<year>(?:19|20)?\d\d)
    | (?P<worded_day>\d\d?)(?:st|nd|rd|th)?(?:\s+of)?[\s-]+(?P<worded_month>{_any(_MONTHS)})\b\.?(?:[\s,-]+(?P<worded_year>20\d\d))?
    | (?P<english_month>{_any(_MONTHS)})\s+(?P<english_day>\d\d?)(?:st|nd|rd|th)?\b(?:,?\s+(?P<english_year>20\d\d))?
    | (?:tgl|tanggal|tangal|kaping|ping)\.?\s*(?P<last_months_day>\d\d?)\s+(?:bulan|bln|sasih)\s+{_AGO}
    | (?:tgl|tanggal|tangal|kaping|ping)\.?\s*(?P<day_only>\d\d?)(?!\d|\s*[/.-]\s*\d|\s+(?:{_any(_MONTHS)})\b)
    | (?P<count>\d\d?\d?|{_any(_NUMBERS)})\s*(?P<unit>{_any(_UNITS)})\s+{_AGO}
    | (?P<span>{_any(_SPANS)})\s+{_AGO}
    | (?P<lead>sudah|udah|udh|dah|telah|geus|tos|parantos|already|for|been|selama|hampir)\s+(?:hampir\s+|lebih\s+dari\s+|over\s+)?
      (?:(?P<since_count>\d\d?\d?|{_any(_NUMBERS)})\s*(?P<since_unit>{_any(_UNITS)})|(?P<since_span>{_any(_SPANS)}))
    | (?:hari\s+|poe\s+|dinten\s+|on\s+|last\s+|dari\s+|sejak\s+|ti\s+|since\s+)(?P<weekday>{_any(_WEEKDAYS)})
    | (?P<past_weekday>(?!minggu)(?:{_any(_WEEKDAYS)}))\s+{_AGO}
    | (?P<vague>{_any(_VAGUE)})\s+{_AGO}
    | (?P<ago>{_any(_DAYS_AGO)})
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_LEADS = "tgl tanggal tangal kaping ping sudah udah udh dah telah geus tos parantos already for been selama hampir hari poe dinten on last dari sejak ti since"
_BEGINNINGS = frozenset(
    (
        *_LEADS.split(),
        *_MONTHS,
        *_NUMBERS,
        *_WEEKDAYS,
        *_SPANS,
        *_VAGUE,
        *(when.split()[0] for when in _DAYS_AGO),
    )
)
"""A word that no date begins with needs no closer look."""
_ALONE = frozenset(when for when in _DAYS_AGO if " " not in when)
_SECOND = frozenset(
    (
        *["hampir", "lebih", "over"],
        *[
            "yang",
            "yg",
            "nu",
            "lalu",
            "lewat",
            "kemarin",
            "kemaren",
            "silam",
            "katukang",
            "kapengker",
            "kamari",
            "tukang",
            "ago",
            "back",
        ],
        *_NUMBERS,
        *_UNITS,
        *_SPANS,
        *_WEEKDAYS,
        *(word for when in _DAYS_AGO for word in when.split()[1:]),
    )
)
"""Nor does a beginning in words, behind which stands neither one of these nor a number."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A day named at [start, end). `since` marks one reckoned back from a length of time ("sudah 3 minggu")."""

    day: date
    start: int
    end: int
    since: bool = False


def find_dates(tokens: Tokens, written_on: date) -> Iterator[Mention]:
    """The days named in the text, in its order, none of them after `written_on`."""
    end = 0
    starts = tokens.starts
    for place in [
        place for place, word in enumerate(tokens.words) if word.digits or word.form in _BEGINNINGS
    ]:
        if starts[place] < end or not _may_begin(tokens.words[place : place + 2]):
            continue
        found = _DATE.match(tokens.text, starts[place])
        if found is None:
            continue
        end = found.end()
        day = _day_of(found, written_on)
        if day is not None and day <= written_on:
            yield Mention(day, found.start(), end, since=found["lead"] is not None)


def _may_begin(words: Sequence[Word]) -> bool:
    """Whether a date may begin with the first of these two words; cheaper than to try."""
    first, second = words[0], words[-1]
    return bool(first.digits or second.digits) or first.lower in _ALONE or second.lower in _SECOND


def _day_of(found: re.Match[str], written_on: date) -> date | None:
    part = {name: " ".join(value.lower().split()) for name, value in found.groupdict().items() if value}
    try:
        return _absolute(part, written_on) or _relative(part, written_on)
    except (ValueError, OverflowError):  # the 31st of April, or a day before the calendar begins
        return None


def _absolute(part: dict[str, str], written_on: date) -> date | None:
    if "iso_year" in part:
        return date(int(part["iso_year"]), int(part["iso_month"]), int(part["iso_day"]))
    if "year" in part:
        year = int(part["year"])
        return date(year if year >= 100 else 2000 + year, int(part["month"]), int(part["day"]))
    for style in ("worded", "english"):
        if f"{style}_month" in part:
            month, day = _MONTHS[part[f"{style}_month"]], int(part[f"{style}_day"])
            if f"{style}_year" in part:
                return date(int(part[f"{style}_year"]), month, day)
            this_year = date(written_on.year, month, day)
            return this_year if this_year <= written_on else date(written_on.year - 1, month, day)
    return None


def _relative(part: dict[str, str], written_on: date) -> date | None:
    if "last_months_day" in part:
        end_of_last = written_on.replace(day=1) - timedelta(days=1)
        return end_of_last.replace(day=int(part["last_months_day"]))
    if "day_only" in part:
        return _latest_day(int(part["day_only"]), written_on)
    for prefix in ("", "since_"):
        if f"{prefix}count" in part:
            count = part[f"{prefix}count"]
            number = int(count) if count.isdigit() else _NUMBERS[count]
            return _back(written_on, number, _UNITS[part[f"{prefix}unit"]])
        if f"{prefix}span" in part:
            return _back(written_on, *_SPANS[part[f"{prefix}span"]])
    weekday = part.get("weekday") or part.get("past_weekday")
    if weekday:
        return written_on - timedelta(days=(written_on.weekday() - _WEEKDAYS[weekday] - 1) % 7 + 1)
    if "ago" in part:
        return written_on - timedelta(days=_DAYS_AGO[part["ago"]])
    return None


def _latest_day(day: int, written_on: date) -> date:
    """The latest such day of a month that is not after `written_on`."""
    if day <= written_on.day:
        return written_on.replace(day=day)
    return (written_on.replace(day=1) - timedelta(days=1)).replace(day=day)


def _back(written_on: date, count: int, unit: str) -> date:
    if unit in ("day", "week"):
        return written_on - timedelta(days=count * (7 if unit == "week" else 1))
    months = written_on.year * 12 + written_on.month - 1 - count * (12 if unit == "year" else 1)
    year, month = divmod(months, 12)
    return date(year, month + 1, min(written_on.day, calendar.monthrange(year, month + 1)[1]))
