"""Tables as offices save them are read row by row; nothing in them runs, and none swells up."""

from __future__ import annotations

import io
import tracemalloc
from datetime import datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from core.errors import ConfigError
from core.register.dates import Value
from ops.register import tables
from ops.register.tables import rows_of

MARCH = datetime(2026, 3, 5)  # noqa: DTZ001 - a cell knows no zone
ROWS: list[list[Value]] = [["Tanggal", "Isi"], [MARCH, "Izin belum terbit"], [], [17, 1.5]]


def workbook(path: Path, rows: list[list[Value]] = ROWS, sheet: str = "2026") -> Path:
    book = Workbook()
    book.worksheets[0].title = sheet
    for row in rows:
        book.worksheets[0].append(row)
    book.save(path)
    return path


def table(path: Path, sheet: str = "") -> list[list[Value]]:
    with path.open("rb") as file:
        return [list(cells) for _, cells in rows_of(file, path.name, sheet)]


def test_a_workbook_gives_its_values_and_their_rows(tmp_path: Path) -> None:
    path = workbook(tmp_path / "r.xlsx")
    with path.open("rb") as file:
        assert [number for number, _ in rows_of(file, "r")] == [1, 2, 3, 4]
    assert table(path) == ROWS


def test_the_sheet_is_chosen_by_name(tmp_path: Path) -> None:
    path = workbook(tmp_path / "r.xlsx")
    assert table(path, "2026") == ROWS
    with pytest.raises(ConfigError, match=r"no sheet '2025'; there are: 2026"):
        table(path, "2025")


def test_a_formula_counts_as_what_it_showed(tmp_path: Path) -> None:
    """openpyxl saves no result: the cell is empty. What runs a formula nowhere is that nobody calculates."""
    path = workbook(
        tmp_path / "r.xlsx", [["Tanggal", "Isi"], ["=TODAY()", '=HYPERLINK("http://jahat.example")']]
    )
    assert table(path)[1] == []


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Tanggal;Isi\n5/3/2026;Izin, katanya, besok\n", ["5/3/2026", "Izin, katanya, besok"]),
        ('Tanggal,Isi\n5/3/2026,"dua\nbaris"\n', ["5/3/2026", "dua\nbaris"]),
        ("Tanggal\tIsi\n5/3/2026\tIzin\n", ["5/3/2026", "Izin"]),
        ("REGISTER 2026, KABUPATEN\n\nTanggal;Isi;Nama\n", []),
    ],
)  # fmt: skip
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv_is_read_as_it_was_saved(tmp_path: Path, raw: str, expected: list[str], encoding: str) -> None:
    path = tmp_path / "r.csv"
    path.write_text(raw, encoding)
    assert table(path)[1] == expected


def test_csv_of_an_old_windows_is_read(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_bytes("Tanggal;Isi\n5/3/2026;“Café” – belum\n".encode("cp1252"))
    assert table(path)[1] == ["5/3/2026", "“Café” – belum"]


def test_a_csv_with_noughts_is_read(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_bytes(b"Tanggal;Isi\n5/3/2026;a\x00b\n")
    assert table(path)[1] == ["5/3/2026", "ab"]


def bomb(path: Path, name: str, content: bytes) -> Path:
    """A workbook of which one part is something else."""
    workbook(path)
    with ZipFile(path) as archive:
        parts = {part.filename: archive.read(part) for part in archive.infolist()}
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for part, data in (parts | {name: content}).items():
            archive.writestr(part, data)
    return path


def test_a_part_that_would_swell_up_is_refused_before_it_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "LARGEST_PART", 4 * 1024 * 1024)
    path = bomb(tmp_path / "r.xlsx", "xl/sharedStrings.xml", b"<sst>" + b" " * 16 * 1024 * 1024)
    assert path.stat().st_size < 64 * 1024
    tracemalloc.start()
    with pytest.raises(ConfigError, match="unpacks to more"):
        table(path)
    assert tracemalloc.get_traced_memory()[1] < 4 * 1024 * 1024
    tracemalloc.stop()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused(tmp_path: Path, encoding: str) -> None:
    said = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><sst>&b;</sst>'
    with pytest.raises(ConfigError, match="declares entities"):
        table(bomb(tmp_path / "r.xlsx", "xl/sharedStrings.xml", said.encode(encoding)))


def test_a_claim_of_a_million_rows_is_a_claim(tmp_path: Path) -> None:
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:XFD1048576"/>'
        b'<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>'
    )
    assert table(bomb(tmp_path / "r.xlsx", "xl/worksheets/sheet1.xml", sheet)) == [[1]]


def test_a_row_far_below_and_a_cell_far_right_end_the_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "MOST_ROWS", 1_000)
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>2</v></c></row>'
        b'<row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData></worksheet>'
    )
    path = bomb(tmp_path / "r.xlsx", "xl/worksheets/sheet1.xml", sheet)
    with path.open("rb") as file:
        found = rows_of(file, "r")
        assert len(next(found)[1]) <= tables.MOST_COLUMNS
        with pytest.raises(ConfigError, match="more than 1000 rows"):
            list(found)


@pytest.mark.parametrize(
    ("name", "raw", "said"),
    [
        ("r.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "old or locked"),
        ("r.xlsx", b"PK\x03\x04 nothing", "no XLSX"),
        ("r.xlsx", b"PK", "no XLSX"),
    ],
)
def test_what_is_no_table_is_said_with_the_remedy(tmp_path: Path, name: str, raw: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(raw)
    with pytest.raises(ConfigError, match=said):
        table(path)


def test_a_zip_of_something_else_is_no_workbook(tmp_path: Path) -> None:
    held = io.BytesIO()
    with ZipFile(held, "w") as archive:
        archive.writestr("surat.txt", "halo")
    (tmp_path / "r.xlsx").write_bytes(held.getvalue())
    with pytest.raises(ConfigError, match="no XLSX"):
        table(tmp_path / "r.xlsx")


def test_an_empty_file_has_no_rows(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_bytes(b"")
    assert table(tmp_path / "r.csv") == []
