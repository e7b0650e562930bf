"""A row of a file of reports is understood, or says what is wrong without quoting it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.lapor.report import Report, dump_report, load_report
from core.lapor.rows import COLUMNS, column_of, understand

NOW = datetime(2026, 4, 2, 3, 10, tzinfo=UTC)
ROW: dict[str, Any] = {
    "tracking_id": "7310042",
    "received_at": "2026-03-30 09:00",
    "body": "PBG belum terbit.",
}


def report(**changed: Any) -> Report:
    found = understand(ROW | changed, NOW)
    assert isinstance(found, Report), found
    return found


def faults(**changed: Any) -> list[str]:
    found = understand(ROW | changed, NOW)
    assert not isinstance(found, Report)
    return [fault.column for fault in found]


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-03-30 09:00", datetime(2026, 3, 30, 2, 0, tzinfo=UTC)),
        ("30/03/2026", datetime(2026, 3, 29, 17, 0, tzinfo=UTC)),
        ("30 Maret 2026 pukul 09.00 WIB", datetime(2026, 3, 30, 2, 0, tzinfo=UTC)),
        ("2026-03-30T02:00:00Z", datetime(2026, 3, 30, 2, 0, tzinfo=UTC)),
        ("2026-03-30T09:00:00+07:00", datetime(2026, 3, 30, 2, 0, tzinfo=UTC)),
        (datetime(2026, 3, 30, 9, 0), datetime(2026, 3, 30, 2, 0, tzinfo=UTC)),  # noqa: DTZ001 - a spreadsheet's
        (date(2026, 3, 30), datetime(2026, 3, 29, 17, 0, tzinfo=UTC)),
    ],
)
def test_a_date_is_understood_as_offices_write_it(written: object, moment: datetime) -> None:
    assert report(received_at=written).received_at == moment


def test_a_number_that_a_spreadsheet_kept_is_the_tracking_id() -> None:
    assert report(tracking_id=7310042.0).tracking_id == report(tracking_id=7310042).tracking_id == "7310042"


@pytest.mark.parametrize(
    ("said", "meant"), [("Ya", True), ("anonim", True), (True, True), ("", False), ("Tidak", False)]
)
def test_a_flag_is_yes_or_no(said: object, meant: bool) -> None:
    assert report(anonymous=said).anonymous is meant


@pytest.mark.parametrize(
    ("changed", "columns"),
    [
        ({"tracking_id": ""}, ["tracking_id"]),
        ({"tracking_id": "a b"}, ["tracking_id"]),
        ({"tracking_id": "9" * 65}, ["tracking_id"]),
        ({"received_at": ""}, ["received_at"]),
        ({"received_at": "besok"}, ["received_at"]),
        ({"received_at": "2026-12-31"}, ["received_at"]),
        ({"received_at": "1999-12-31"}, ["received_at"]),
        ({"body": " "}, ["body"]),
        ({"body": "x" * 20_001}, ["body"]),
        ({"kind": "keluhan"}, ["kind"]),
        ({"secret": "mungkin"}, ["secret"]),
        ({"tracking_id": "", "received_at": "", "body": ""}, ["tracking_id", "received_at", "body"]),
    ],
)
def test_what_is_wrong_is_named_by_its_column(changed: dict[str, Any], columns: list[str]) -> None:
    assert faults(**changed) == columns


def test_headings_are_known_in_our_words_and_lapors() -> None:
    for heading in ("Tracking ID", "NOMOR LAPORAN", "tracking_id", "No. Laporan"):
        assert column_of(heading) == "tracking_id"
    assert column_of("Tanggal Laporan") == "received_at"
    assert column_of("Catatan admin") is None
    assert column_of(None) is None
    names = [name for key, found in COLUMNS.items() for name in (key.replace("_", " "), *found)]
    assert len(names) == len(set(names)), "no heading means two columns"


VALUES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=30)
    | st.datetimes()
    | st.dates()
)


@given(st.dictionaries(st.sampled_from(sorted(COLUMNS)), VALUES))
def test_any_row_is_a_report_or_a_list_of_faults_that_quote_nothing(cells: dict[str, Any]) -> None:
    found = understand(cells, NOW)
    if isinstance(found, Report):
        assert load_report(dump_report(found)) == found
        return
    assert found
    assert {fault.column for fault in found} <= set(COLUMNS)
