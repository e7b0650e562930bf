"""Why the classifier chose as it did: the words that decided, shown in the citizen's own text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from core.case.complaint import Complaint, Labels
from core.case.own_words import own_words
from core.classify.labels import Classification, Evidence, Sector
from web.language import N_, translate
from web.words import word

SURE, FAIRLY_SURE = 0.85, 0.6
LEVELS = ((SURE, N_("yakin")), (FAIRLY_SURE, N_("cukup yakin")), (0.0, N_("kurang yakin")))
MARKED = 3  # words a field: where nearly all are marked, none is
FIELDS = ("kind", "component", "sector", "integrity", "language")


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text, and the fields that its words decided."""

    text: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LabelRow:
    """One label as the case page shows it. `corrected` says that an officer chose it."""

    field: str
    value: str
    certainty: str
    corrected: bool
    words: tuple[str, ...]


def label_rows(case: Complaint, found: Classification) -> tuple[LabelRow, ...]:
    proposed = Labels.of(found)
    return tuple(
        LabelRow(
            name,
            label(case.labels, name),
            certainty(found, name),
            getattr(case.labels, name) != getattr(proposed, name),
            tuple(dict.fromkeys(evidence.words for evidence in telling(found, name))),
        )
        for name in FIELDS
    )


def telling(found: Classification, name: str) -> Iterable[Evidence]:
    """The words that decided a label. That no sector is named has no words."""
    nothing = name == "sector" and found.sector is Sector.UNKNOWN
    return () if nothing else found.evidence.get(name, ())


def label(labels: Labels, name: str) -> str:
    """The word for one label."""
    match name:
        case "kind":
            return word(labels.kind)
        case "component":
            return word(labels.component) if labels.component else "–"
        case "sector":
            return word(labels.sector)
        case "integrity":
            return translate("Ada") if labels.integrity else translate("Tidak ada")
        case _:
            return word(labels.language)


def certainty(found: Classification, name: str) -> str:
    """How sure the classifier is, in words; "belum pasti" where it abstained."""
    if name == "sector" and found.sector is Sector.UNKNOWN:
        return ""  # nobody is sure of not knowing
    if name in found.abstained:
        return translate("belum pasti")
    confidence = found.confidence.get(name)
    if confidence is None:
        return ""
    return next(translate(said) for least, said in LEVELS if confidence >= least)


def segments(subject: str, text: str, evidence: Mapping[str, Iterable[Evidence]]) -> tuple[Segment, ...]:
    """The text in stretches, so that a template can mark the words that decided.

    Offsets count in what was classified, subject and text; where they point elsewhere (the subject, or
    another message of the case), the words are looked for.
    """
    marks = [
        (start, end, field)
        for field in FIELDS
        for one in tuple(evidence.get(field, ()))[:MARKED]
        for start, end in _places(subject, text, one)
    ]
    cuts = sorted({0, len(text), *(cut for start, end, _ in marks for cut in (start, end))})
    return tuple(
        Segment(text[first:last], tuple(dict.fromkeys(f for start, end, f in marks if start <= first < end)))
        for first, last in pairwise(cuts)
    )


def _places(subject: str, text: str, evidence: Evidence) -> list[tuple[int, int]]:
    classified = own_words(subject, text)
    head = len(classified) - len(text)
    if not evidence.words.strip():
        return []
    if classified[evidence.start : evidence.end] == evidence.words:
        start, end = evidence.start - head, evidence.end - head
        if end > 0:
            return [(max(start, 0), end)]
    found = re.search(rf"(?<!\w){re.escape(evidence.words)}(?!\w)", text, re.IGNORECASE)
    return [found.span()] if found else []
