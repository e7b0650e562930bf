"""Which clause of which standard a case is about, and whether what the text states would break it (6b)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from core.classify.labels import Component, Facts
from core.law.calendar import WorkCalendar
from core.licensing.kbli import find_codes
from core.standard.catalogue import Catalogue, Chapter, Clause, Standard
from core.standard.promise import Measure, Promise, measure, promises

_WORD = re.compile(r"[a-z]{4,}")
_COMMON = frozenset(
    [
        "sertifikat",
        "standar",
        "risiko",
        "rendah",
        "menengah",
        "tinggi",
        "kbli",
        "aktivitas",
        "lainnya",
        "izin",
        "surat",
        "usaha",
        "layanan",
    ]
)
_SHARED = frozenset(Component) - {
    Component.REQUIREMENTS,
    Component.PROCEDURE,
    Component.TURNAROUND_TIME,
    Component.COST,
    Component.PRODUCT,
}
"""Components that an office promises alike for all its services."""

_EVERYWHERE = frozenset(
    word[:7] for word in ["ruang", "meja", "pelayanan", "dalam", "dengan", "yang", "untuk", "tidak"]
)

_ENOUGH = 2  # words of a standard's title that a text must hold to name it


@dataclass(frozen=True, slots=True)
class Link:
    """A proposal for step 6b: an officer confirms or changes it. `sure` where the text names the service."""

    standard: Standard
    chapter: Chapter
    clause: Clause
    promise: Promise | None = None
    measure: Measure | None = None
    sure: bool = False

    @property
    def broken(self) -> bool:
        return self.measure is not None and self.measure.broken


def link(
    catalogue: Catalogue,
    component: Component | None,
    text: str,
    facts: Facts,
    written_on: date,
    calendar: WorkCalendar,
) -> Link | None:
    """None where no standard speaks of the matter, or nothing tells which one does. `written_on` is an
    Asia/Jakarta date.
    """
    if component is None or component is Component.OTHER:
        return None
    standard = name_standard(catalogue, text)
    sure = standard is not None
    if standard is None and component in _SHARED:
        standard = next((one for one in catalogue.standards if component in one.chapters), None)
    chapter = standard.chapters.get(component) if standard else None
    if standard is None or chapter is None or not chapter.clauses:
        return None
    promise = next((one for one in promises(standard) if one.component is component), None)
    stated = measure(promise, text, facts, written_on, calendar) if promise else None
    clause = promise.clause if promise else _nearest(chapter, text)
    return Link(standard, chapter, clause, promise, stated, sure)


def name_standard(catalogue: Catalogue, text: str) -> Standard | None:
    """The standard of the service that a text names: by its KBLI code, else by the words of its business.
    Words that two standards share alike name neither.
    """
    for mention in find_codes(text):
        found = catalogue.by_kbli(mention.code)
        if found is not None:
            return found
    said = {_stem(word) for word in _WORD.findall(text.lower())}
    scores = sorted(
        ((len(said & _words(one)), place) for place, one in enumerate(catalogue.standards)), reverse=True
    )
    if not scores or scores[0][0] < _ENOUGH or (len(scores) > 1 and scores[1][0] == scores[0][0]):
        return None
    return catalogue.standards[scores[0][1]]


def _nearest(chapter: Chapter, text: str) -> Clause:
    """The clause that shares most words with the text, the first of those; else the chapter's first."""
    said = {_stem(word) for word in _WORD.findall(text.lower())} - _EVERYWHERE
    clauses = [clause for top in chapter.clauses for clause in top.walk() if clause.text]
    return max(
        clauses,
        key=lambda clause: len(said & {_stem(word) for word in _WORD.findall(clause.text.lower())}),
        default=chapter.clauses[0],
    )


def _words(standard: Standard) -> frozenset[str]:
    return _title_words(standard.activity or standard.title)


@lru_cache(maxsize=2048)
def _title_words(title: str) -> frozenset[str]:
    return frozenset(_stem(word) for word in _WORD.findall(title.lower()) if word not in _COMMON)


def _stem(word: str) -> str:
    """Enough for "konsultan", "konsultasi" and "manajemen", "manajemennya" to meet: how they begin."""
    return word.removesuffix("nya")[:7]
