"""The register as XLSX: one sheet, real dates, every text marked as text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, BinaryIO

from core.register.line import Line
from ops.register.columns import HEADINGS, Cell, Wording, cells

if TYPE_CHECKING:
    from openpyxl.cell import WriteOnlyCell

MOMENT, DAY = "yyyy-mm-dd hh:mm", "yyyy-mm-dd"
LONGEST = 32_767  # characters that a cell holds (ECMA-376 part 1, 18.3.1.4 as Excel keeps it)
WIDTHS = {"text": 60, "subject": 40, "name": 24, "contacts": 30, "ticket": 20, "channel_name": 24}


class WorkbookWriter:
    """Writes rows as they come; openpyxl holds them in a file of its own until the end."""

    def __init__(self, file: BinaryIO, wording: Wording) -> None:
        from openpyxl import Workbook
        from openpyxl.utils import get_column_letter

        self._file = file
        self._wording = wording
        self._book = Workbook(write_only=True)
        self._sheet = self._book.create_sheet("Register")
        self._sheet.freeze_panes = "A2"
        for place, key in enumerate(HEADINGS, 1):
            self._sheet.column_dimensions[get_column_letter(place)].width = WIDTHS.get(key, 16)
        self._sheet.append([self._cell(heading) for heading in HEADINGS.values()])

    def add(self, lines: Sequence[Line]) -> None:
        for line in lines:
            self._sheet.append([self._cell(value) for value in cells(line, self._wording)])

    def end(self) -> None:
        self._book.save(self._file)

    def _cell(self, value: Cell) -> WriteOnlyCell:
        from openpyxl.cell import WriteOnlyCell

        if isinstance(value, datetime):
            cell = WriteOnlyCell(self._sheet, value.replace(tzinfo=None))
            cell.number_format = MOMENT
        elif isinstance(value, date):
            cell = WriteOnlyCell(self._sheet, value)
            cell.number_format = DAY
        else:
            cell = WriteOnlyCell(self._sheet, _printable(value or ""))
            cell.data_type = "s"  # openpyxl would make a formula of what begins with "="
            cell.quotePrefix = True  # and a spreadsheet would, as soon as somebody edits the cell
        return cell


def _printable(text: str) -> str:
    """Without the control characters that XML 1.0 cannot hold (section 2.2)."""
    kept = "".join(letter for letter in text if letter >= " " or letter in "\t\n")
    return kept.replace("\ufffe", "").replace("\uffff", "")[:LONGEST]
