"""A file of reports, row by row: JSON (a list, or one object a line), CSV or XLSX."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from core.errors import ConfigError
from core.lapor.rows import NEEDED, column_of
from core.register.dates import Value
from ops.register.tables import LARGEST_FILE, Row, rows_of

HEADINGS_WITHIN = 30  # rows in which the headings must come
Cells = Mapping[str, Value]


def reports_of(path: Path) -> Iterator[tuple[int, Cells | None]]:
    """Each row's number and its cells by column; None for a row of JSON that is no object. Raises ConfigError,
    with the remedy, where the file as a whole cannot be read.
    """
    return _of_json(path) if path.suffix.lower() in {".json", ".jsonl", ".ndjson"} else _of_table(path)


def _of_table(path: Path) -> Iterator[tuple[int, Cells]]:
    with _opened(path) as file:
        yield from _of_rows(path, rows_of(file, path.name))


def _of_rows(path: Path, rows: Iterator[Row]) -> Iterator[tuple[int, Cells]]:
    for _, cells in islice(rows, HEADINGS_WITHIN):
        columns = [column_of(cell) for cell in cells]
        if set(NEEDED) <= set(columns):
            break
    else:
        raise ConfigError(
            f"{path}: no row of headings among the first {HEADINGS_WITHIN}: {' and '.join(NEEDED)} are needed "
            "(docs/lapor.md says which headings are known)"
        )
    for number, cells in rows:
        found = {key: cell for key, cell in zip(columns, cells, strict=False) if key}
        if any(cell not in {None, ""} for cell in found.values()):
            yield number, found


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}") from None


def _of_json(path: Path) -> Iterator[tuple[int, Cells | None]]:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise ConfigError(f"{path}: larger than {LARGEST_FILE // 1024 // 1024} MB: split it")
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: not UTF-8: save it anew as UTF-8") from None
    for number, row in enumerate(_listed(path, text), 1):
        yield number, _by_column(row)


def _listed(path: Path, text: str) -> list[object]:
    """The list in the file; where it is none, the objects of its lines (a broken one counts as a row)."""
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        return [_loaded(line) for line in text.splitlines() if line.strip()]
    if isinstance(whole, dict):
        lists = [value for value in whole.values() if isinstance(value, list)]
        whole = lists[0] if len(lists) == 1 else [whole]
    if not isinstance(whole, list):
        raise ConfigError(f"{path}: a list of reports is wanted, or one object a line")
    return whole


def _loaded(line: str) -> object:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _by_column(row: object) -> Cells | None:
    if not isinstance(row, dict):
        return None
    named = {column_of(name): value for name, value in row.items()}
    return {
        key: value if isinstance(value, str | int | float | bool) or value is None else ""
        for key, value in named.items()
        if key
    }
