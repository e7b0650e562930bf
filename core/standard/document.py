"""A service standard as offices publish it: a table of number, component and text, over many pages.

Rows are lines with tabs, or rows of an HTML table. A row without number and name goes on with the
component above it (a page break). What finds no place is said, with its line, and nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from core.classify.labels import Component
from core.standard.catalogue import COMPONENTS, Chapter, Clause, Standard, number_of
from core.standard.names import component_named, service_type_of
from core.standard.outline import outline

_TITLE = re.compile(r"^\s*\*{0,2}\s*(?P<number>\d{1,4})[.)]\s+(?P<title>\D.{8,300}?)\s*\*{0,2}\s*$")
_KBLI = re.compile(r"\bKBLI\s*(?:20\d\d\s*)?[:.]?\s*(?P<code>\d{5})\b\s*(?P<activity>.*)$", re.IGNORECASE)
_TAGS = re.compile(r"<[^>]*>")
_ROW = re.compile(r"<tr\b[^>]*>(.*?)(?=</tr>|<tr\b|</table>|\Z)", re.IGNORECASE | re.DOTALL)
_CELL = re.compile(r"<t[dh]\b[^>]*>(.*?)(?=</t[dh]>|<t[dh]\b|\Z)", re.IGNORECASE | re.DOTALL)
_HEADINGS = frozenset({"no", "nomor", "komponen", "uraian", "keterangan"})
_GROUPS = (
    "proses penyampaian pelayanan",
    "proses pengelolaan pelayanan",
    "service delivery",
    "manufacturing",
)


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Something of a file that found no place: its line (counted from 1, 0 for the whole), and why."""

    line: int
    why: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """What a file gave."""

    standards: tuple[Standard, ...]
    unplaced: tuple[Unplaced, ...] = ()


@dataclass(slots=True)
class _Draft:
    title: str = ""
    number: int | None = None
    names: dict[Component, str] = field(default_factory=dict)
    cells: dict[Component, list[str]] = field(default_factory=dict)
    current: Component | None = None


def read_document(text: str) -> Read:
    """The standards in a text. Never raises: a text that holds none gives none, and says so."""
    reading = _Reading()
    for line, cells in _rows(text):
        reading.row(line, cells)
    return reading.ended()


class _Reading:
    """Rows in order become drafts, drafts become standards."""

    def __init__(self) -> None:
        self._draft = _Draft()
        self._standards: list[Standard] = []
        self._unplaced: list[Unplaced] = []

    def row(self, line: int, cells: list[str]) -> None:
        words = [" ".join(_TAGS.sub(" ", cell).split()) for cell in cells]
        if not any(words) or {word.lower() for word in words if word} <= _HEADINGS:
            return
        if any(group in words[1].lower() or group in words[0].lower() for group in _GROUPS):
            return
        number, name = words[0].rstrip(".)"), words[1]
        if not number and not name:
            self._continue(line, cells[2], words[2])
            return
        component = component_named(name)
        if component is None:
            self._strange(line, cells, words)
            return
        if number.isdigit() and int(number) != number_of(component):
            self._say(line, f"number {number} stands at component {number_of(component)}", name)
        if component in self._draft.cells:
            self._say(line, "this component stands here for the second time", name)
        self._draft.names.setdefault(component, name)
        self._draft.cells.setdefault(component, []).append(cells[2])
        self._draft.current = component

    def _continue(self, line: int, cell: str, words: str) -> None:
        if self._draft.current is None:
            self._say(line, "no component stands above this text", words)
            return
        self._draft.cells[self._draft.current].append(cell)

    def _strange(self, line: int, cells: list[str], words: list[str]) -> None:
        if not words[1] and not words[2]:
            title = _TITLE.match(_TAGS.sub(" ", cells[0]))
            if title is not None:
                self._begin(int(title["number"]), title["title"])
            elif self._draft.current is not None and len(words[0]) > 3:
                self._continue(line, cells[0], words[0])
            else:
                self._say(line, "this is neither a title nor a row of the table", words[0])
            return
        self._say(line, "no component has this name", words[1] or words[0])

    def _begin(self, number: int, title: str) -> None:
        if self._draft.cells:
            self._end()
        self._draft = _Draft(title, number)

    def _end(self) -> None:
        draft = self._draft
        chapters = {
            component: Chapter(component, draft.names[component], outline(draft.cells[component]))
            for component in COMPONENTS
            if component in draft.cells
        }
        standard = named(draft.title, draft.number, chapters)
        self._standards.append(standard)
        for component in standard.missing:
            self._say(0, f"component {number_of(component)} ({component}) is missing", standard.title)
        for component, chapter in chapters.items():
            for gap in gaps(chapter.clauses):
                self._say(0, f"component {number_of(component)}: {gap}", standard.title)

    def ended(self) -> Read:
        if self._draft.cells:
            self._end()
        if not self._standards:
            self._say(0, "no component of a service standard was found")
        return Read(tuple(self._standards), tuple(self._unplaced))

    def _say(self, line: int, why: str, words: str = "") -> None:
        self._unplaced.append(Unplaced(line, why, words[:80]))


def named(title: str, number: int | None, chapters: dict[Component, Chapter]) -> Standard:
    """A standard with what its title says: service, business and code."""
    title = title.strip("* ")
    found = _KBLI.search(title)
    return Standard(
        title=title,
        number=number,
        service=(title[: found.start()] if found else title).strip(" -–"),
        service_type=service_type_of(title),
        kbli=found["code"] if found else "",
        activity=found["activity"].strip(" -–") if found else "",
        chapters=chapters,
    )


def gaps(clauses: tuple[Clause, ...], above: str = "") -> Iterator[str]:
    """Numbers that a numbering leaves out or repeats, as sentences."""
    before: Clause | None = None
    for clause in clauses:
        mark = clause.label.rstrip(")")
        last = before.label.rstrip(")") if before else ""
        if mark and last and _place(mark) != _place(last) + 1:
            yield f"item {above}{clause.label} follows item {above}{before.label if before else ''}"
        if mark:
            before = clause
        yield from gaps(clause.clauses, f"{above}{clause.label}." if clause.label else above)


def _place(mark: str) -> int:
    return int(mark) if mark.isdigit() else ord(mark)


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with its line, as three cells; a line that is no row is its first cell."""
    if re.search(r"<tr\b", text, re.IGNORECASE):
        yield from _html_rows(text)
        return
    for line, raw in enumerate(text.splitlines(), 1):
        cells = [cell.strip() for cell in raw.split("\t")]
        yield line, _three(cells)


def _html_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    end = 0
    line = 1
    for found in _ROW.finditer(text):
        between = _TAGS.sub("\n", text[end : found.start()])
        for words in filter(None, (part.strip() for part in between.splitlines())):
            yield line, [words, "", ""]
        line += text.count("\n", end, found.start())
        yield line, _three([cell.strip() for cell in _CELL.findall(found[1])])
        line += text.count("\n", found.start(), found.end())
        end = found.end()


def _three(cells: list[str]) -> list[str]:
    """A row with fewer cells is filled up, one with more has its last ones joined."""
    head, rest = cells[:2], cells[2:]
    return [*head, *[""] * (2 - len(head)), " ".join(rest)]
