"""The register's files: all values, nobody's name unless asked, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from core.case.complaint import Basis, State
from core.classify.labels import Component, Kind, Language, Sector
from core.ports.clock import JAKARTA
from core.register.line import Line
from ops.register.columns import HEADINGS, Wording
from ops.register.formats import FORMATS, FORMULA

LINE = Line(
    register="c",
    channel="desk",
    account="loket",
    ticket="PWK-2026-000123-K",
    received_at=datetime(2026, 3, 30, 2, 0, tzinfo=UTC).astimezone(JAKARTA),
    opened_at=datetime(2026, 4, 2, 3, 10, tzinfo=UTC).astimezone(JAKARTA),
    kind=Kind.COMPLAINT,
    sector=Sector.INDUSTRY,
    component=None,
    language=Language.INDONESIAN,
    due=date(2026, 4, 21),
    basis=Basis.LEGAL,
    answered_at=None,
    state=State.UNDER_REVIEW,
    unit="tim_industri",
    holder="sari",
    name="W. H.",
    contacts=("+6281*****017",),
)


def word(value: StrEnum) -> str:
    return f"kata {value.value}"


WORDING = Wording(word, lambda kind, letter: f"{kind}/{letter}")


def written(form: str, *lines: Line) -> bytes:
    file = io.BytesIO()
    writer = FORMATS[form].open(file, WORDING)
    writer.add(lines)
    writer.end()
    return file.getvalue()


def csv_rows(raw: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def sheet_rows(raw: bytes) -> list[dict[str, Any]]:
    head, *rows = load_workbook(io.BytesIO(raw)).worksheets[0].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_csv_tells_people() -> None:
    raw = written("csv", LINE, replace(LINE, component=Component.COST))
    assert raw.startswith(b"\xef\xbb\xbf"), "without the mark a spreadsheet takes it for Windows-1252"
    first, second = csv_rows(raw)
    assert list(first) == list(HEADINGS.values())
    assert (first["Huruf/kanal"], first["Saluran"]) == ("c", "desk/c")
    assert (first["Diterima (WIB)"], first["Tenggat"]) == ("2026-03-30 09:00", "2026-04-21")
    assert (first["Jenis"], first["Komponen"], first["Dijawab (WIB)"]) == ("kata complaint", "", "")
    assert second["Komponen"] == "kata cost"


def test_json_tells_machines() -> None:
    (found,) = json.loads(written("json", LINE))
    assert list(found) == list(HEADINGS)
    assert (found["register"], found["kind"], found["component"]) == ("c", "complaint", None)
    assert found["received_at"] == "2026-03-30T09:00:00+07:00"
    assert found["due"] == "2026-04-21"
    assert found["contacts"] == ["+6281*****017"]


def test_xlsx_has_real_dates() -> None:
    (found,) = sheet_rows(written("xlsx", LINE))
    assert list(found) == list(HEADINGS.values())
    assert found["Diterima (WIB)"] == datetime(2026, 3, 30, 9, 0)  # noqa: DTZ001 - a cell knows no zone
    assert found["Tenggat"] == datetime(2026, 4, 21)  # noqa: DTZ001 - as above
    assert found["Huruf/kanal"] == "c"


@pytest.mark.parametrize("form", FORMATS)
def test_an_empty_register_is_a_file_of_its_form(form: str) -> None:
    raw = written(form)
    if form == "json":
        assert json.loads(raw) == []
    else:
        assert (csv_rows(raw) if form == "csv" else sheet_rows(raw)) == []


EVIL = ["=cmd|' /C calc'!A0", "+62812", "-2+3", "@SUM(A1)", "\t=1", "\r=1"]


@pytest.mark.parametrize("evil", EVIL)
def test_what_begins_like_a_formula_is_text(evil: str) -> None:
    line = replace(LINE, name=evil, contacts=(evil,), subject=evil, text=evil)
    (row,) = csv_rows(written("csv", line))
    assert all(not cell.startswith(FORMULA) for cell in row.values())
    assert row["Nama pelapor"] == f"'{evil}"
    raw = written("xlsx", line)
    sheet = ZipFile(io.BytesIO(raw)).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert b"<f " not in sheet
    cells = next(iter(load_workbook(io.BytesIO(raw)).worksheets[0].iter_rows(min_row=2)))
    assert {cell.data_type for cell in cells} <= {"s", "d", "n", "inlineStr"}
    assert cells[-1].quotePrefix


@given(st.text(max_size=200))
def test_any_text_can_be_written(text: str) -> None:
    line = replace(LINE, name=text, text=text)
    for form in FORMATS:
        assert written(form, line.__class__(**_stored(line)))


def _stored(line: Line) -> dict[str, Any]:
    """As the store gives text back: lone surrogates are cleaned where it is parsed."""
    clean = {n: getattr(line, n) for n in Line.__dataclass_fields__}
    return clean | {n: clean[n].encode("utf-8", "replace").decode() for n in ("name", "text")}


def test_a_long_text_is_cut_to_what_a_cell_holds() -> None:
    (found,) = sheet_rows(written("xlsx", replace(LINE, text="a" * 40_000)))
    assert len(found["Isi"]) == 32_767
