"""A text as lines that know how deep they are quoted: what plain text and HTML have in common."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from itertools import groupby
from typing import NamedTuple

_QUOTE_MARKS = re.compile(r"(?: ?>)+ ?")
_GROUPWISE = re.compile(r">>> (?=[^>\d]{0,99}[\d<])[^\n]{3,300}>>>\s{0,9}")
_OLD_MARK = re.compile(r" ?([A-Z][A-Za-z]{0,3}> ?|\|(?: |$))")


class Mark(Enum):
    """What the markup itself says of a line, whatever its language."""

    NONE = 0
    ATTRIBUTION = 1  # "On Monday, X wrote:", from a program that marks it
    HISTORY = 2  # from here on everything is an older mail
    SIGNATURE = 3


class Line(NamedTuple):
    """One line of text: `depth` 0 was written now, 1 and more was quoted."""

    depth: int
    text: str
    mark: Mark = Mark.NONE


def plain_lines(text: str) -> list[Line]:
    """The lines of plain text, their quote marks counted and taken off.

    Some programs quote by a bar or by the author's initials ("SA> "); one such line alone says nothing.
    """
    written = [_plain_line(line) for line in text.split("\n")]
    if "|" not in text and "> " not in text:
        return written
    return [line for mark, run in groupby(written, _old_mark) for line in _unmarked(mark, list(run))]


def _old_mark(line: Line) -> str:
    """The bar or initials that a line begins with; "" for none. A row of a table holds a second bar."""
    found = _OLD_MARK.match(line.text)
    if line.depth or found is None:
        return ""
    mark = found.group(1).strip()
    return "" if mark == "|" and line.text.count("|") > 1 else mark


def _unmarked(mark: str, run: list[Line]) -> Iterator[Line]:
    if not mark or len(run) < 2:
        yield from run
        return
    for line in run:
        found = _OLD_MARK.match(line.text)
        yield Line(1, line.text[found.end() :] if found else line.text)


def to_text(lines: Iterable[Line]) -> str:
    """Everything as plain text, quotes marked with ">"."""
    return "\n".join(_quoted(line) for line in lines)


def next_said(lines: Sequence[Line], at: int, within: int = 4) -> Line | None:
    """The first line from `at` on that is not blank, if it is near."""
    for line in lines[at : at + within]:
        if line.text.strip():
            return line
    return None


def squeeze(text: str) -> str:
    """Without trailing spaces, blank lines at the ends, and more than one blank line between."""
    kept: list[str] = []
    for line in text.replace("\u00a0", " ").split("\n"):
        stripped = line.rstrip()
        if stripped or (kept and kept[-1]):
            kept.append(stripped)
    if kept and not kept[-1]:
        kept.pop()
    return "\n".join(kept)


def _plain_line(line: str) -> Line:
    if line.startswith(">>> ") and _GROUPWISE.fullmatch(line) is not None:
        return Line(0, line, Mark.HISTORY)
    if not line.startswith((">", " >")) or line.startswith(">From "):  # the latter is mbox's escape
        return Line(0, line.removeprefix(">") if line.startswith(">From ") else line)
    marks = _QUOTE_MARKS.match(line)
    end = marks.end() if marks is not None else 0
    return Line(line.count(">", 0, end), line[end:])


def _quoted(line: Line) -> str:
    if not line.depth:
        return line.text
    return f"{'>' * line.depth} {line.text}".rstrip()
