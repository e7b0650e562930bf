"""Standards as files: the office's own form (JSON), and TOML and CSV to write one by hand.

TOML: `title`, and a table `[[component]]` each with `number`, and `text` or `items`. CSV (; or ,):
`component;label;text`, labels as ways ("2", "2.a"), the title in a row with component 0.
"""

from __future__ import annotations

import csv
import io
import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import cast

from core.classify.labels import Component
from core.errors import ConfigError
from core.standard.catalogue import COMPONENTS, Catalogue, Chapter, Clause, Standard, number_of
from core.standard.document import Read, Unplaced, named, read_document
from core.standard.names import NAMES, component_named
from core.standard.outline import outline

LARGEST = 20_000_000  # bytes; a standard is some pages


def read_standards(path: Path) -> Read:
    """The standards in a file, by its ending: .toml, .csv, .json, else a published document.

    Raises ConfigError, naming the file, where it cannot be read at all.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise ConfigError(f"{path}: more than {LARGEST:,} bytes are no service standard")
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: not UTF-8 text; save it as UTF-8 first") from None
    readers = {".toml": _read_toml, ".csv": _read_csv, ".json": _read_json}
    try:
        return readers.get(path.suffix.lower(), read_document)(text)
    except (tomllib.TOMLDecodeError, json.JSONDecodeError, csv.Error, ValueError) as error:
        raise ConfigError(f"{path}: {error}") from None


def load_catalogue(folder: Path) -> Catalogue:
    """All standards of a folder that `aduan standards import` wrote. Raises ConfigError."""
    if not folder.is_dir():
        raise ConfigError(f"{folder}: no such folder; `aduan standards import FILE` makes it")
    found = [
        standard for path in sorted(folder.glob("*.json")) for standard in read_standards(path).standards
    ]
    return Catalogue(tuple(found))


def to_json(standard: Standard) -> str:
    """A standard in the office's own form; `read_standards` reads it back alike."""
    shown = {
        "title": standard.title,
        "number": standard.number,
        "components": [
            {
                "number": number_of(chapter.component),
                "component": chapter.component.value,
                "title": chapter.title,
                "clauses": _plain(chapter.clauses),
            }
            for chapter in standard.chapters.values()
        ],
    }
    return json.dumps(shown, ensure_ascii=False, indent=2) + "\n"


def _plain(clauses: Iterable[Clause]) -> list[dict[str, object]]:
    return [
        {"label": clause.label, "text": clause.text}
        | ({"clauses": _plain(clause.clauses)} if clause.clauses else {})
        for clause in clauses
    ]


def _read_json(text: str) -> Read:
    table = _table(json.loads(text))
    chapters = {}
    for row in _rows(table.get("components")):
        component = Component(str(row.get("component")))
        chapters[component] = Chapter(component, str(row.get("title", "")), _clauses(row.get("clauses")))
    return _ended(_title(table), _number(table), chapters)


def _read_toml(text: str) -> Read:
    table = _table(tomllib.loads(text))
    chapters = {}
    for row in _rows(table.get("component")):
        component = _component(str(row.get("number", row.get("name", ""))))
        items = row.get("items")
        cells = (
            [str(row.get("text", ""))]
            if items is None
            else [f"{n}. {item}<br>" for n, item in enumerate(_list(items), 1)]
        )
        chapters[component] = Chapter(component, NAMES[component][0], outline(cells))
    return _ended(_title(table), _number(table), chapters)


def _read_csv(text: str) -> Read:
    """Rows in order; the way of labels says where a row stands."""
    delimiter = ";" if text.partition("\n")[0].count(";") >= text.partition("\n")[0].count(",") else ","
    title = ""
    written: dict[Component, list[tuple[tuple[str, ...], str]]] = {}
    for line, row in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter), 1):
        if not any(cell.strip() for cell in row) or row[0].strip().lower() in {"component", "komponen", "no"}:
            continue
        if len(row) < 3:
            raise ValueError(f"line {line}: component;label;text are wanted")
        number, label, words = row[0].strip(), row[1].strip().rstrip("."), " ".join(row[2].split())
        if number == "0":
            title = words
            continue
        way = tuple(part for part in label.split(".") if part)
        written.setdefault(_component(number, line), []).append((way, words))
    chapters = {
        component: Chapter(component, NAMES[component][0], _nest(rows)) for component, rows in written.items()
    }
    return _ended(title, None, chapters)


def _nest(rows: Sequence[tuple[tuple[str, ...], str]], depth: int = 0) -> tuple[Clause, ...]:
    clauses: list[Clause] = []
    at = 0
    while at < len(rows):
        way, words = rows[at]
        end = at + 1
        while end < len(rows) and len(rows[end][0]) > depth + 1:
            end += 1
        clauses.append(
            Clause(way[depth] if len(way) > depth else "", words, _nest(rows[at + 1 : end], depth + 1))
        )
        at = end
    return tuple(clauses)


def _ended(title: str, number: int | None, chapters: dict[Component, Chapter]) -> Read:
    ordered = {component: chapters[component] for component in COMPONENTS if component in chapters}
    standard = named(title, number, ordered)
    missing = tuple(
        Unplaced(0, f"component {number_of(component)} ({component}) is missing", title)
        for component in standard.missing
    )
    return Read((standard,), missing)


def _component(name: str, line: int = 0) -> Component:
    if name.isdigit() and 1 <= int(name) <= len(COMPONENTS):
        return COMPONENTS[int(name) - 1]
    found = component_named(name)
    if found is None:
        where = f"line {line}: " if line else ""
        raise ValueError(f"{where}{name!r} is no component: a number from 1 to 14, or its name")
    return found


def _title(table: Mapping[str, object]) -> str:
    title = table.get("title")
    if not isinstance(title, str) or not title.strip():
        raise ValueError("title is missing: the name of the service")
    return title


def _number(table: Mapping[str, object]) -> int | None:
    number = table.get("number")
    return number if isinstance(number, int) else None


def _clauses(found: object) -> tuple[Clause, ...]:
    return tuple(
        Clause(str(row.get("label", "")), str(row.get("text", "")), _clauses(row.get("clauses")))
        for row in _rows(found)
    )


def _rows(found: object) -> list[Mapping[str, object]]:
    return [_table(row) for row in _list(found or [])]


def _list(found: object) -> list[object]:
    if not isinstance(found, list):
        raise ValueError("a list is wanted")  # noqa: TRY004 - one kind of error for a wrong file
    return cast("list[object]", found)


def _table(found: object) -> Mapping[str, object]:
    if not isinstance(found, dict):
        raise ValueError("a table is wanted")  # noqa: TRY004 - as above
    return cast("Mapping[str, object]", found)
