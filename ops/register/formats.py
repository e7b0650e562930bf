"""The forms in which the register leaves: CSV and XLSX for people, JSON for machines.

A spreadsheet takes a cell that begins like a formula for one, whoever wrote it: a citizen's name must not
run on an officer's computer. In CSV such a cell gets an apostrophe before it, in XLSX it is marked as text.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO, Protocol

from core.register.line import Line
from ops.register.columns import HEADINGS, Cell, Wording, cells, values
from ops.register.workbook import WorkbookWriter

FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Writer(Protocol):
    """Writes a file from its head to its end, in pages; it never holds the whole of it."""

    def add(self, lines: Sequence[Line]) -> None: ...

    def end(self) -> None:
        """Everything is in the file when this returns; the file stays open."""
        ...


class CsvWriter:
    """UTF-8 with the mark by which spreadsheets know it (RFC 4180 otherwise)."""

    def __init__(self, file: BinaryIO, wording: Wording) -> None:
        self._text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
        self._rows = csv.writer(self._text)
        self._wording = wording
        self._rows.writerow(HEADINGS.values())

    def add(self, lines: Sequence[Line]) -> None:
        self._rows.writerows([[_told(cell) for cell in cells(line, self._wording)] for line in lines])

    def end(self) -> None:
        self._text.flush()
        self._text.detach()


class JsonWriter:
    """An array of objects, one to a line; moments as ISO 8601 with their zone, labels as identifiers."""

    def __init__(self, file: BinaryIO, wording: Wording) -> None:
        self._file = file
        self._wording = wording
        self._between = b"[\n"

    def add(self, lines: Sequence[Line]) -> None:
        for line in lines:
            found = values(line, self._wording) | {"contacts": list(line.contacts)}
            self._file.write(self._between + json.dumps(found, ensure_ascii=False, default=_iso).encode())
            self._between = b",\n"

    def end(self) -> None:
        self._file.write(b"[]\n" if self._between == b"[\n" else b"\n]\n")


@dataclass(frozen=True, slots=True)
class Format:
    """`open` begins a file: it writes the head and returns what writes the rest."""

    suffix: str
    content_type: str
    open: Callable[[BinaryIO, Wording], Writer]


FORMATS: Mapping[str, Format] = {
    "csv": Format("csv", "text/csv; charset=utf-8", CsvWriter),
    "xlsx": Format(
        "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", WorkbookWriter
    ),
    "json": Format("json", "application/json", JsonWriter),
}


def harmless(text: str) -> str:
    """The text as a spreadsheet shows it and never runs it."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _told(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return cell.isoformat()
    return harmless(cell or "")


def _iso(value: object) -> str:
    if isinstance(value, date):  # a moment is one, too
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no form in JSON")
