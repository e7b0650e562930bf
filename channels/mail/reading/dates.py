"""The Date field: RFC 5322 section 3.3, its obsolete forms, and what is written instead. Never T0 of the law."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

from channels.mail.reading.tables import words

# How months begin: English, Indonesian, Malay, and Europe's larger languages.
_MONTHS = {
    name: number
    for number, names in enumerate(
        words(
            "jan|ene|gen|sty|янв|oca|led feb|peb|fév|fev|lut|фев|şub|úno mar|mrt|mac|mär|maa|мар|bře "
            "apr|avr|abr|kwi|апр|nis|dub may|mei|mai|maj|mag|май|мая|kvě jun|juni|juin|giu|cze|июн|haz "
            "jul|juli|juil|lug|lip|июл|tem aug|agu|ags|agt|aoû|ago|ogo|sie|авг|ağu|srp sep|set|wrz|сен|eyl|zář "
            "oct|okt|ott|out|paź|окт|eki|říj nov|nop|lis|ноя|kas dec|des|dez|déc|dic|dis|gru|дек|ara|pro"
        ),
        1,
    )
    for name in words(names, "|")
}
# Hours before or after UTC.
_ZONES = {
    name: hours
    for hours, names in {
        0: "ut utc gmt z wet",
        1: "cet met bst mez west",
        2: "cest mest mesz eet sast",
        3: "msk eest trt",
        5: "pkt",
        5.5: "ist",
        7: "wib ict",
        8: "wita sgt hkt myt pht awst",
        9: "wit jst kst",
        9.5: "acst",
        10: "aest",
        11: "aedt",
        12: "nzst",
        13: "nzdt",
        -3: "brt art adt",
        -4: "edt ast",
        -5: "est cdt",
        -6: "cst mdt",
        -7: "mst pdt",
        -8: "pst",
    }.items()
    for name in words(names)
}
_TIME = r"(?P<hour>\d{1,2})[:.](?P<minute>\d{1,2})(?:[:.](?P<second>\d{1,2}))?(?:[.,]\d{1,9})?"
_ZONE = r"\s*(?P<half>[ap]m\b)?\s*\(?(?P<zone>(?:gmt|utc|ut)?\s*[+-]\s*\d{1,2}:?\d{0,2}|[a-z]{1,5})?"
# As texts: nearly every mail has the first, and each of the others takes a third of a millisecond to compile.
_FORMS = (
    # Mon, 23 Nov 2026 09:15:00 +0700
    r"(?P<day>\d{1,2})[\s.-]+(?P<month>[^\W\d]{3,})[\s.,-]+(?P<year>\d{2,4})[\s,]+(?:pukul\s+|at\s+)?"
    + _TIME
    + _ZONE,
    # 2026-11-23T09:15:00+07:00
    r"(?P<year>\d{4})[-/](?P<month>\d{1,2})[-/](?P<day>\d{1,2})[T\s,]+" + _TIME + _ZONE,
    # Mon Nov 23 09:15:00 WIB 2026
    r"(?P<month>[^\W\d]{3,})\s+(?P<day>\d{1,2})\s+"
    + _TIME
    + r"(?:\s+(?P<zone>[a-z]{1,5}|[+-]\d{4}))?\s+(?P<year>\d{4})",
    # Nov 23, 2026 9:15 AM
    r"(?P<month>[^\W\d]{3,})\s+(?P<day>\d{1,2}),?\s+(?P<year>\d{4})[\s,]+" + _TIME + _ZONE,
    # 23/11/2026 09.15 (day first, as the country writes it)
    r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})[\s,]+" + _TIME + _ZONE,
    # 2026年11月23日 (月) 09:15
    r"(?P<year>\d{4})\s?[年년]\s?(?P<month>\d{1,2})\s?[月월]\s?(?P<day>\d{1,2})\s?[日일]\D{0,12}"
    + _TIME
    + _ZONE,
    # 23 Nov 2026, and no time at all
    r"(?P<day>\d{1,2})[\s.-]+(?P<month>[^\W\d]{3,})[\s.,-]+(?P<year>\d{4})\b",
)
_OFFSET = re.compile(r"([+-])\s*(?=\d)(\d{0,2}?):?(\d{2})?(?!\d)")
_MAX_FIELD = 200


def parse_date(value: bytes) -> datetime | None:
    """The moment in UTC, or None where no date can be made out. Without a zone it is read as UTC."""
    text = value[:_MAX_FIELD].decode("utf-8", "replace")
    for form in _FORMS:
        match = re.search(form, text, re.IGNORECASE)
        if match is not None:
            return _moment(match.groupdict())
    return None


def _moment(found: dict[str, str | None]) -> datetime | None:
    month_text = found["month"] or ""
    day = int(found["day"] or 0)
    month = int(month_text) if month_text.isdecimal() else _month(month_text.lower())
    if month > 12 and month_text.isdecimal():  # 11/23/2026: only America can mean that
        month, day = day, month
    year = int(found["year"] or 0)
    if year < 100:  # RFC 5322 section 4.3: two digits
        year += 2000 if year < 50 else 1900
    elif year < 1000:  # a program that counted from 1900
        year += 1900
    hour = int(found.get("hour") or 0)
    half = (found.get("half") or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    second = min(int(found.get("second") or 0), 59)  # a leap second
    midnight = hour == 24
    try:
        local = datetime(
            year,
            month,
            day,
            0 if midnight else hour,
            int(found.get("minute") or 0),
            second,
            tzinfo=_zone(found.get("zone")),
        )
        return local.astimezone(UTC) + timedelta(days=midnight)
    except (ValueError, OverflowError):
        return None


def _month(name: str) -> int:
    return _MONTHS.get(name[:4]) or _MONTHS.get(name[:3], 0)


def _zone(text: str | None) -> timezone:
    text = (text or "").lower().strip()
    offset = _OFFSET.search(text)
    if offset is None:
        return timezone(timedelta(hours=_ZONES.get(text, 0)))
    digits = offset[2] + (offset[3] or "")
    hours, minutes = (int(digits), 0) if len(digits) < 3 else (int(digits[:-2]), int(digits[-2:]))
    span = timedelta(hours=hours, minutes=minutes)
    if span >= timedelta(hours=24):
        return UTC
    return timezone(-span if offset[1] == "-" else span)
