"""From read texts to the design that is fitted: which terms and features are kept, and how much each counts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import chain

import numpy as np

from core.classify.model.heads import HEADS
from core.classify.model.scale import SIGNAL_WEIGHT, pair_scale, word_scale
from core.classify.model.solver import UNLABELLED, Design, Targets, balanced
from core.classify.model.sparse import Sparse, from_rows, starts_of
from core.classify.model.terms import Terms, find_features
from core.classify.words import Vocabulary

_LEAST_SOURCES = 3
_LEAST_PIECES = 5
_BALANCE = {"kind": 0.7, "component": 0.7, "sector": 0.6, "language": 0.6}
_HALF_BALANCE = 0.5


@dataclass(frozen=True, slots=True)
class Laid:
    """A design with the names of its features, in the order of their rows."""

    design: Design
    features: Mapping[str, int]


def lay_out(texts: Sequence[Terms], sources: Sequence[int], vocabulary: Vocabulary) -> Laid:
    """Keep pairs that come in texts of three sources (texts of one source are copies of each other), pieces
    that five words share, and all else that comes at all.
    """
    of_source: defaultdict[int, set[str]] = defaultdict(set)
    for terms, source in zip(texts, sources, strict=True):
        of_source[source].update(terms.pairs)
    pairs = Counter(chain.from_iterable(of_source.values()))
    kept = {pair for pair, count in pairs.items() if count >= _LEAST_SOURCES}
    rows, numbers = _rows(texts, kept)
    found = [_features(term, vocabulary) for term in numbers]
    common = Counter(name for features in found for name in features)
    features: dict[str, int] = {}
    terms_rows = [
        [
            (features.setdefault(name, len(features)), weight)
            for name, weight in made.items()
            if common[name] >= _LEAST_PIECES or not _is_piece(name)
        ]
        for made in found
    ]
    return Laid(Design(rows, from_rows(terms_rows, len(features))), features)


def _rows(texts: Sequence[Terms], kept: Set[str]) -> tuple[Sparse, Mapping[str, int]]:
    """The texts by their terms, and the number of each term. Half a million entries: no tuple is made for each."""
    numbers: defaultdict[str, int] = defaultdict()
    numbers.default_factory = numbers.__len__
    columns: list[int] = []
    counts: list[tuple[int, int, int]] = []
    for terms in texts:
        pairs = [pair for pair in terms.pairs if pair in kept]
        columns.extend(map(numbers.__getitem__, chain(terms.words, pairs, terms.signals)))
        counts.append((len(terms.words), len(pairs), len(terms.signals)))
    weights = [
        weight for words, _, _ in counts for weight in (word_scale(words), pair_scale(words), SIGNAL_WEIGHT)
    ]
    values = np.repeat(np.array(weights, np.float32), np.array(counts).ravel())
    return Sparse(
        starts_of(np.array(counts).sum(axis=1)), np.array(columns, np.int32), values, len(numbers)
    ), numbers


def _is_piece(name: str) -> bool:
    return name[1:2] != ":" and " " not in name and name[0] != "="


def _features(term: str, vocabulary: Vocabulary) -> dict[str, float]:
    if term[0] == "=" or " " in term:
        return {term: 1.0}
    made: dict[str, float] = {}
    for name, weight in find_features(vocabulary[term]):
        made[name] = made.get(name, 0.0) + weight
    return made


def aim(labels: Sequence[Mapping[str, str]]) -> Targets:
    """What is to be learnt: for each head the labels as numbers, weighed so that rare ones count."""
    numbered = {
        name: np.array(
            [head.labels.index(one[name]) if name in one else UNLABELLED for one in labels], np.int64
        )
        for name, head in HEADS.items()
    }
    weights = {
        name: balanced(numbers, len(HEADS[name].labels), _BALANCE.get(name, _HALF_BALANCE))
        for name, numbers in numbered.items()
    }
    return Targets(numbered, weights)
