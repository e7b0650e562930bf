"""Dates as the world writes them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from channels.mail.reading.dates import parse_date

MOMENT = datetime(2026, 8, 5, 2, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    [
        "Wed, 5 Aug 2026 09:15:00 +0700",
        "Wed, 5 Aug 2026 09:15:00 +0700 (WIB)",
        "5 Agustus 2026 09.15 WIB",
        "Rabu, 5 Agt 2026 10.15.00 WITA",
        "Rab, 5 Ags 2026 11:15 WIT",
        "Tue, 4 Aug 2026 21:15:00 -0500",
        "Tue, 4 Aug 2026 22:15:00 EDT",
        "Tue, 4 Aug 2026 06:15:00 PM PST",
        "Wed, 05-Aug-2026 02:15:00 GMT",
        "2026-08-05 09:15:00+07:00",
        "2026-08-05T02:15:00.123Z",
        "Wed Aug  5 09:15:00 WIB 2026",
        "Aug 5, 2026 9:15 AM +0700",
        "05/08/2026 09.15 +0700",
        "Wed, 5 Aug 126 02:15:00 GMT",
        "=?utf-8?q?x?= 5 Aug 2026 02:15:00 +0000",
    ],
)
def test_a_date_is_read(written: str) -> None:
    assert parse_date(written.encode()) == MOMENT


@pytest.mark.parametrize("written", ["", "besok", "32 Aug 2026 09:15 +0700", "5 Xyz 2026 09:15", "9" * 500])
def test_what_is_no_date_is_none(written: str) -> None:
    assert parse_date(written.encode()) is None


def test_a_moment_outside_the_calendar_is_none() -> None:
    assert parse_date(b"9999-12-31T23:59:59-23:59") is None
