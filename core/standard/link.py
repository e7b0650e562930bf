"""Which clause of which standard a case is about, and whether what the text states would break it (6b)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from core.classify.labels import Component, Facts
from core.law.calendar import WorkCalendar
from core.standard.catalogue import Catalogue, Chapter, Standard
from core.standard.promise import Measure, Promise, measure, promises

_KBLI = re.compile(r"\bkbli\D{0,12}(\d{5})\b", re.IGNORECASE)
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

_ENOUGH = 2  # words of a standard's title that a text must hold to name it


@dataclass(frozen=True, slots=True)
class Link:
    """A proposal for step 6b: an officer confirms or changes it. `sure` where the text names the service."""

    standard: Standard
    chapter: Chapter
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
    if standard is None or chapter is None:
        return None
    promise = next((one for one in promises(standard) if one.component is component), None)
    stated = measure(promise, text, facts, written_on, calendar) if promise else None
    return Link(standard, chapter, promise, stated, sure)


def name_standard(catalogue: Catalogue, text: str) -> Standard | None:
    """The standard of the service that a text names: by its KBLI code, else by the words of its business.
    Words that two standards share alike name neither.
    """
    for code in _KBLI.findall(text):
        found = catalogue.by_kbli(code)
        if found is not None:
            return found
    said = {_stem(word) for word in _WORD.findall(text.lower())}
    scores = sorted(
        ((len(said & _words(one)), place) for place, one in enumerate(catalogue.standards)), reverse=True
    )
    if not scores or scores[0][0] < _ENOUGH or (len(scores) > 1 and scores[1][0] == scores[0][0]):
        return None
    return catalogue.standards[scores[0][1]]


def _words(standard: Standard) -> frozenset[str]:
    return _title_words(standard.activity or standard.title)


@lru_cache(maxsize=2048)
def _title_words(title: str) -> frozenset[str]:
    return frozenset(_stem(word) for word in _WORD.findall(title.lower()) if word not in _COMMON)


def _stem(word: str) -> str:
    """Enough for "konsultan", "konsultasi" and "manajemen", "manajemennya" to meet: how they begin."""
    return word[:7]
