"""The words that decided: for each label the terms that spoke for it most, with their offsets in the text.

Scores are sums, so each piece is an exact part of the lead of the label over the next.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from core.classify.decide import Heard, Verdict
from core.classify.labels import Evidence, Sector
from core.classify.model.answers import Answer
from core.classify.model.heads import HEADS, YES
from core.classify.model.reading import Heeded
from core.classify.model.table import Scored
from core.classify.phrases import Match
from core.classify.services import Kbli
from core.classify.tokens import Tokens

_MOST = 5
_LEAST_SHARE = 0.1
"""What has less of what spoke for a label explains nothing to an officer."""

_OF_THINGS = frozenset({"sector", "integrity"})
"""Fields for which no function word speaks: "belum" names no business and accuses nobody."""
_FIELDS = ("kind", "component", "sector")


def find_evidence(
    heeded: Heeded,
    scored: Scored,
    answers: Mapping[str, Answer],
    verdict: Verdict,
    kbli: Kbli | None,
) -> dict[str, tuple[Evidence, ...]]:
    """At most five pieces per field, the weightiest first; no entry where nothing spoke for the label."""
    labels = {name: getattr(verdict, name) for name in _FIELDS}
    wanted = {
        name: _columns(name, str(label), answers[name])
        for name, label in labels.items()
        if label and label is not Sector.UNKNOWN
    }
    for name in ("integrity", "elsewhere"):
        if getattr(verdict, name):
            wanted[name] = _columns(name, YES, answers[name])
    signals = _places_of_signals(heeded.heard)
    found = {name: _strongest(name, columns, heeded, scored, signals) for name, columns in wanted.items()}
    if kbli is not None:
        found["sector"] = (Evidence(kbli.start, kbli.end, kbli.words, f"kbli/{kbli.sector.value}"),)
    return {name: pieces for name, pieces in found.items() if pieces}


def _columns(name: str, label: str, answer: Answer) -> tuple[int, int]:
    """The column of the label that was given, and of the one it is weighed against."""
    head = HEADS[name]
    given = head.start + head.labels.index(label)
    return given, answer.second if given == answer.best else answer.best


def _places_of_signals(heard: Heard) -> dict[str, Match]:
    places: dict[str, Match] = {}
    for matches in heard.asserted.values():
        for match in matches:
            places.setdefault(match.rule.signal, match)
    return places


def _strongest(
    name: str, columns: tuple[int, int], heeded: Heeded, scored: Scored, signals: Mapping[str, Match]
) -> tuple[Evidence, ...]:
    given, other = columns
    tokens = heeded.tokens
    weighed = (scored.scores[:, given] - scored.scores[:, other]) * scored.counts
    leads = weighed.tolist()
    least = _LEAST_SHARE * sum([lead for lead in leads if lead > 0])
    found: dict[tuple[int, int], Evidence] = {}
    fillers: dict[tuple[int, int], Evidence] = {}
    for place in np.argsort(-weighed)[: 3 * _MOST].tolist():
        if leads[place] <= 0 or (found and leads[place] < least) or len(found) == _MOST:
            break
        span = _span(place, heeded.weighed, scored, signals)
        if span is not None and span[:2] not in found:
            first, last, rule = span
            start, end = tokens.starts[first], tokens.ends[last]
            into = fillers if _is_filler(name, span, tokens) else found
            into[first, last] = Evidence(start, end, tokens.text[start:end], rule or f"{name}/learnt")
    return tuple((found or fillers).values())


def _is_filler(name: str, span: tuple[int, int, str], tokens: Tokens) -> bool:
    """Whether a field of things would be explained by function words alone."""
    first, last, rule = span
    return name in _OF_THINGS and not rule and all(tokens.words[at].hints for at in {first, last})


def _span(
    place: int, weighed: Tokens, scored: Scored, signals: Mapping[str, Match]
) -> tuple[int, int, str] | None:
    """First and last word of a term, and the rule where a rule spoke; None for what has no place."""
    if place < len(scored.words):
        wanted = scored.words[place]
        first = next(at for at, word in enumerate(weighed.words) if word.lower == wanted)
        return first, first, ""
    place -= len(scored.words)
    if place < len(scored.pairs):
        first, last = list(scored.pairs.values())[place]
        return first, last, ""
    match = signals.get(scored.signals[place - len(scored.pairs)])
    return (match.first, match.last, match.rule.name) if match else None
