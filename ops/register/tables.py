"""Tables that offices keep, read row by row: XLSX and CSV. Nothing in them is run, and none can swell up in memory.

Formulas are not calculated: a cell counts as what it showed when it was saved. Macros are never looked at. An
XLSX is a ZIP of XML: its parts are bounded in size before any is opened, and one that declares entities is
refused (OOXML forbids document type declarations, ECMA-376 part 2, 7.1.4).
"""

from __future__ import annotations

import csv
import re
from codecs import getincrementaldecoder
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date, datetime, time
from io import SEEK_END, TextIOWrapper
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile

from core.errors import ConfigError
from core.register.dates import Value

MOST_ROWS = 200_000
MOST_COLUMNS = 80
LARGEST_FILE = 64 * 1024 * 1024  # bytes
LARGEST_PART = 128 * 1024 * 1024  # bytes of one part of an XLSX, unpacked
LARGEST_IN_ALL = 256 * 1024 * 1024
LONGEST_CELL = 1_000_000  # characters of a cell of CSV
HEAD = 64 * 1024  # bytes by which a CSV's delimiter is told
SAMPLE = 30  # lines
DELIMITERS = ";,\t|"
DECLARATION = re.compile(rb"<\s*!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)

Row = tuple[int, Sequence[Value]]  # its number as a spreadsheet shows it, and its cells


def rows_of(file: BinaryIO, name: str, sheet: str = "") -> Iterator[Row]:
    """The rows of a table in a file that can be wound back; `name` is what errors call it, `sheet` names one of an
    XLSX, "" the first. Raises ConfigError where it cannot be read as a table, with the remedy.
    """
    size = file.seek(0, SEEK_END)
    file.seek(0)
    begins = file.read(4)
    file.seek(0)
    if size > LARGEST_FILE:
        raise ConfigError(f"{name}: larger than {LARGEST_FILE // 1024 // 1024} MB: split it by years")
    if begins.startswith(b"PK"):
        return _sheet_rows(file, name, sheet)
    if begins.startswith(b"\xd0\xcf\x11\xe0"):
        raise ConfigError(
            f"{name}: an old or locked Excel file: save it as .xlsx without a password, or as CSV"
        )
    return _csv_rows(file, name)


def _sheet_rows(file: BinaryIO, name: str, sheet: str) -> Iterator[Row]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    _demand_harmless(file, name)
    try:
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False, keep_vba=False)
    except (InvalidFileException, BadZipFile, KeyError, ValueError, TypeError, SyntaxError, OSError) as error:
        raise ConfigError(
            f"{name}: no XLSX that can be read ({type(error).__name__}): save it anew"
        ) from None
    with closing(book):
        names = [found.title for found in book.worksheets]
        if not names or (sheet and sheet not in names):
            raise ConfigError(f"{name}: there is no sheet {sheet!r}; there are: {', '.join(names)}")
        chosen = book[sheet or names[0]]
        chosen.reset_dimensions()  # what the file says of its size is a claim
        rows = chosen.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS, values_only=True)
        try:
            for number, cells in enumerate(rows, 1):
                _demand_few(name, number)
                yield number, _cells(cells)
        except (BadZipFile, KeyError, ValueError, TypeError, IndexError, SyntaxError, OSError) as error:
            raise ConfigError(f"{name}: damaged ({type(error).__name__}): open and save it anew") from None


def _demand_harmless(file: BinaryIO, name: str) -> None:
    """Raises ConfigError for parts that would swell up, and for declarations of entities."""
    try:
        with ZipFile(file) as archive:
            parts = archive.infolist()
            largest = max((part.file_size for part in parts), default=0)
            if largest > LARGEST_PART or sum(part.file_size for part in parts) > LARGEST_IN_ALL:
                raise ConfigError(f"{name}: unpacks to more than a register can be: save it as CSV")
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    with archive.open(part) as opened:
                        head = opened.read(4096).replace(b"\x00", b"")
                    if DECLARATION.search(head):
                        raise ConfigError(f"{name}: declares entities, which no spreadsheet does: refused")
    except (BadZipFile, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        raise ConfigError(
            f"{name}: no XLSX that can be read ({type(error).__name__}): save it anew"
        ) from None


def _csv_rows(file: BinaryIO, name: str) -> Iterator[Row]:
    csv.field_size_limit(LONGEST_CELL)
    text = TextIOWrapper(file, _encoding(file), errors="replace", newline="")
    try:
        delimiter = _delimiter(text.read(HEAD))
        text.seek(0)
        rows = csv.reader((line.replace("\x00", "") for line in text), delimiter=delimiter)
        for number, cells in enumerate(rows, 1):
            _demand_few(name, number)
            yield number, cells[:MOST_COLUMNS]
    except csv.Error as error:
        raise ConfigError(f"{name}: {error}: save it anew as CSV") from None
    finally:
        text.detach()


def _encoding(file: BinaryIO) -> str:
    """UTF-8 where every byte is, with or without its mark; UTF-16 by its mark; else Windows-1252."""
    encoding = "utf-8-sig"
    if file.read(2) in {b"\xff\xfe", b"\xfe\xff"}:
        encoding = "utf-16"
    else:
        file.seek(0)
        decoder = getincrementaldecoder("utf-8")()
        try:
            while chunk := file.read(1024 * 1024):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            encoding = "cp1252"
    file.seek(0)
    return encoding


def _delimiter(head: str) -> str:
    """The one that cuts most of the first lines into equally many cells: titles above the headings are not cut,
    and what people write is cut differently in every line.
    """
    lines = head.splitlines()[:SAMPLE]

    def agreeing(delimiter: str) -> int:
        cells = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter) if len(row) > 1)
        return max(cells.values(), default=0)

    return max(DELIMITERS, key=agreeing)


def _demand_few(name: str, number: int) -> None:
    if number > MOST_ROWS:
        raise ConfigError(f"{name}: more than {MOST_ROWS} rows: split it by years")


def _cells(found: Sequence[object]) -> list[Value]:
    """What the cells of a row hold, without the empty ones behind; what is a spreadsheet's own as it shows itself."""
    cells = [
        cell if isinstance(cell, str | int | float | bool | date | datetime | time | None) else str(cell)
        for cell in found
    ]
    while cells and cells[-1] is None:
        cells.pop()
    return cells
