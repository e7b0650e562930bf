"""The words that decided: for each label the terms that spoke for it most, with their offsets in the text.

Scores are sums, so each piece is an exact part of the lead of the label over the next.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from core.classify.decide import Verdict
from core.classify.labels import Evidence, Sector
from core.classify.model.answers import Answer
from core.classify.model.heads import HEADS, YES
from core.classify.model.reading import Heeded
from core.classify.model.table import Scored
from core.classify.phrases import Rule
from core.classify.services import Kbli
from core.classify.tokens import Tokens

_MOST = 5
_LEAST_SHARE = 0.1
"""What has less of what spoke for a label explains nothing to an officer."""

_OF_THINGS = frozenset({"sector", "integrity"})
"""Fields for which no function word speaks: "belum" names no business and accuses nobody."""
_FIELDS = ("kind", "component", "sector")

_Span = tuple[int, int, Rule | None]
"""First and last word of a term, and the rule where a rule spoke."""


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
    spans = _spans(heeded, scored)
    found = {
        name: _strongest(name, columns, heeded.tokens, scored, spans) for name, columns in wanted.items()
    }
    if kbli is not None:
        found["sector"] = (Evidence(kbli.start, kbli.end, kbli.words, f"kbli/{kbli.sector.value}"),)
    return {name: pieces for name, pieces in found.items() if pieces}


def _columns(name: str, label: str, answer: Answer) -> tuple[int, int]:
    """The column of the label that was given, and of the one it is weighed against."""
    head = HEADS[name]
    given = head.start + head.labels.index(label)
    return given, answer.second if given == answer.best else answer.best


def _spans(heeded: Heeded, scored: Scored) -> list[_Span | None]:
    """Where each term stands; None for what has no place."""
    places = {word.lower: place for place, word in reversed([*enumerate(heeded.weighed.words)])}
    spans: list[_Span | None] = [(places[word], places[word], None) for word in scored.words]
    spans += [(first, last, None) for first, last in scored.pairs.values()]
    told: dict[str, _Span] = {}
    for matches in heeded.heard.asserted.values():
        for rule, first, last in matches:
            told.setdefault(rule.signal, (first, last, rule))
    spans += [told.get(signal) for signal in scored.signals]
    return spans


def _strongest(
    name: str, columns: tuple[int, int], tokens: Tokens, scored: Scored, spans: Sequence[_Span | None]
) -> tuple[Evidence, ...]:
    given, other = columns
    weighed = (scored.scores[:, given] - scored.scores[:, other]) * scored.counts
    leads = weighed.tolist()
    least = _LEAST_SHARE * sum([lead for lead in leads if lead > 0])
    found: dict[tuple[int, int], Evidence] = {}
    fillers: dict[tuple[int, int], Evidence] = {}
    for place in np.argsort(-weighed)[: 3 * _MOST].tolist():
        if leads[place] <= 0 or (found and leads[place] < least) or len(found) == _MOST:
            break
        span = spans[place]
        if span is not None and span[:2] not in found:
            first, last, rule = span
            start, end = tokens.starts[first], tokens.ends[last]
            into = fillers if rule is None and _is_filler(name, first, last, tokens) else found
            into[first, last] = Evidence(
                start, end, tokens.text[start:end], rule.name if rule else f"{name}/learnt"
            )
    return tuple((found or fillers).values())


def _is_filler(name: str, first: int, last: int, tokens: Tokens) -> bool:
    """Whether a field of things would be explained by function words alone."""
    return name in _OF_THINGS and bool(tokens.words[first].hints and tokens.words[last].hints)
