"""A cell of a standard (HTML or plain text, perhaps over several pages) becomes an outline of clauses.

Numbering tells the structure, not the markup: lists are cut by page breaks, numbered by hand within
one paragraph, and continued without a list. A label opens a level that is new, or goes on with the
nearest open level of its style; text without a label goes on with the clause before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from core.standard.catalogue import Clause

_LABEL = re.compile(r"(?P<mark>\d{1,3}|[A-Za-z])(?P<sign>[.)])(?=\s|$)\s*")
_INLINE = re.compile(r"(?:(?<=[;:.])\s+(?:dan\s+|atau\s+)?|(?<=\bdan)\s+)(?=(\d{1,3}|[a-z])[.)]\s)")
_FIRST = frozenset({"1", "a", "A"})


@dataclass(slots=True)
class _Open:
    """A clause that is still being read, and the style of the labels below it."""

    label: str
    style: str
    words: list[str]
    below: list[_Open] = field(default_factory=list)

    def closed(self) -> Clause:
        text = " ".join(word for word in self.words if word)
        return Clause(self.label, text, tuple(child.closed() for child in self.below))


def outline(cells: Sequence[str]) -> tuple[Clause, ...]:
    """The clauses of one component; each cell is one page's part of it, in order."""
    from core.standard.blocks import blocks_of  # an import reads markup, a service never does

    root = _Open("", "", [])
    path = [root]
    for cell in cells:
        for block in blocks_of(cell):
            for label, style, text in _labelled(block, path):
                _place(path, label, style, text)
    lead = " ".join(word for word in root.words if word)
    return ((Clause("", lead),) if lead else ()) + tuple(child.closed() for child in root.below)


def _place(path: list[_Open], label: str, style: str, text: str) -> None:
    if not style:
        path[-1].words.append(text)
        return
    for depth in range(len(path) - 1, 0, -1):
        if path[depth].style == style:
            del path[depth:]
            break
    opened = _Open(label, style, [text])
    path[-1].below.append(opened)
    path.append(opened)


def _labelled(block: str, path: Sequence[_Open]) -> Iterator[tuple[str, str, str]]:
    """The block cut where a numbering begins or goes on inside it: label, style ("" for neither), text."""
    previous: tuple[str, str] | None = None
    start = 0
    for found in _INLINE.finditer(block):
        part = block[start : found.end()]
        label, style, text = _split(part, path, previous)
        following = _LABEL.match(block, found.end())
        after_item = block[found.start() - 1] == ";"
        before = (label, style) if style else previous
        if following is None or not _goes_on(before, following, after_item=after_item):
            continue
        yield label, style, text
        previous = (label, style) if style else previous
        start = found.end()
    yield _split(block[start:], path, previous)


def _goes_on(before: tuple[str, str] | None, following: re.Match[str], *, after_item: bool) -> bool:
    """Whether a label inside a paragraph is the next of its numbering, or its first. After a semicolon a
    number may be left out: the list goes on, and the gap is reported.
    """
    mark = following["mark"]
    if before is None or _style(following) != before[1]:
        return mark in _FIRST
    following_marks = [_next(before[0].rstrip(")"))]
    if after_item:
        following_marks.append(_next(following_marks[0]))
    return mark in following_marks


def _next(mark: str) -> str:
    return str(int(mark) + 1) if mark.isdigit() else chr(ord(mark) + 1)


def _split(part: str, path: Sequence[_Open], previous: tuple[str, str] | None) -> tuple[str, str, str]:
    found = _LABEL.match(part)
    if found is None or not _is_label(found, path, previous):
        return "", "", _tidy(part)
    label = found["mark"] + (")" if found["sign"] == ")" else "")
    return label, _style(found), _tidy(part[found.end() :])


def _is_label(found: re.Match[str], path: Sequence[_Open], previous: tuple[str, str] | None) -> bool:
    """A letter with a dot may be an initial: it counts where its numbering is open or begins."""
    style, mark = _style(found), found["mark"]
    is_open = any(opened.style == style for opened in path) or (previous is not None and previous[1] == style)
    return mark.isdigit() or is_open or mark in _FIRST


def _style(found: re.Match[str]) -> str:
    mark = found["mark"]
    return ("1" if mark.isdigit() else "A" if mark.isupper() else "a") + found["sign"]


def _tidy(text: str) -> str:
    """Without the semicolons and the "dan" that only join a list's items."""
    return re.sub(r"\s+([;,.])", r"\1", text).strip().removesuffix(" dan").rstrip("; ").strip()
