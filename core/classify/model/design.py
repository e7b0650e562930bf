"""From read texts to the design that is fitted: which terms and features are kept, and how much each counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from core.classify.model.heads import HEADS
from core.classify.model.scale import SIGNAL_WEIGHT, pair_scale, word_scale
from core.classify.model.solver import UNLABELLED, Design, Targets, balanced
from core.classify.model.sparse import from_rows
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
    pairs = Counter(
        pair
        for pair, _ in {
            (pair, source) for terms, source in zip(texts, sources, strict=True) for pair in terms.pairs
        }
    )
    kept = {pair for pair, count in pairs.items() if count >= _LEAST_SOURCES}
    numbers: dict[str, int] = {}
    rows = [
        [
            *((numbers.setdefault(word, len(numbers)), word_scale(len(terms.words))) for word in terms.words),
            *(
                (numbers.setdefault(pair, len(numbers)), pair_scale(len(terms.words)))
                for pair in terms.pairs
                if pair in kept
            ),
            *((numbers.setdefault(signal, len(numbers)), SIGNAL_WEIGHT) for signal in terms.signals),
        ]
        for terms in texts
    ]
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
    design = Design(from_rows(rows, len(numbers)), from_rows(terms_rows, len(features)))
    return Laid(design, features)


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
