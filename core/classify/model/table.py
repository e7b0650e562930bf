"""The trained weights, and the sum of terms that is a text's score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.classify.model.design import PAIR_WEIGHT, SIGNAL_WEIGHT, WORD_WEIGHT, word_scale
from core.classify.model.heads import WIDTH
from core.classify.model.sparse import Dense
from core.classify.model.terms import Terms, find_features
from core.classify.words import Vocabulary

_NOTHING = 0
_MOST_WORDS = 8_000
"""Words whose scores are remembered; then all are forgotten, for the sake of memory. More than a text has."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Row r of `steps` times `sizes[r]` are the weights of the feature with that number, by HEADS' columns."""

    features: Mapping[str, int]
    steps: NDArray[np.int8]
    sizes: Dense

    def rows(self, numbers: Sequence[int]) -> Dense:
        """The weights of some features."""
        return self.steps[numbers].astype(np.float32) * self.sizes[numbers, None]


def quantise(features: Mapping[str, int], weights: Dense) -> Weights:
    """Each row in 255 steps of its own size; a hundredth of its largest weight is lost at most."""
    sizes = (np.abs(weights).max(axis=1) / 127).clip(1e-12).astype(np.float32)
    return Weights(features, np.rint(weights / sizes[:, None]).astype(np.int8), sizes)


class _Learnt(NamedTuple):
    """Where the scores of the words that have come stand, and behind each score whether training knew the word.

    A row once written is never changed.
    """

    places: dict[str, int]
    rows: Dense


class Scored(NamedTuple):
    """The score of a text by HEADS' columns, and the terms' scores that it is the sum of, in their order.

    `words` and `pairs` count `scale` times, `signals` once.
    """

    total: Dense
    words: Dense
    pairs: Dense
    signals: Dense
    scale: float
    known: float
    """How many of the words the training text knew, between 0 and 1; 1 where there is no word."""


class Table:
    """Scores of terms: pairs and signals from the start, words as they come. Thread-safe."""

    def __init__(self, weights: Weights, vocabulary: Vocabulary) -> None:
        self._weights = weights
        self._vocabulary = vocabulary
        pairs = [name for name in weights.features if " " in name]
        signals = [name for name in weights.features if name[0] == "="]
        numbers = [weights.features[name] for name in (*pairs, *signals)]
        scales = np.repeat([PAIR_WEIGHT / WORD_WEIGHT, SIGNAL_WEIGHT], [len(pairs), len(signals)])
        self._steps = np.vstack([np.zeros((1, WIDTH), np.int8), weights.steps[numbers]])
        self._sizes = np.append(0, weights.sizes[numbers] * scales).astype(np.float32)[:, None]
        self._fixed_rows = {name: row for row, name in enumerate((*pairs, *signals), 1)}
        self._learnt = _Learnt({}, np.empty((_MOST_WORDS, WIDTH + 1), np.float32))
        self._growing = Lock()

    def score(self, terms: Terms) -> Scored:
        """The sum of all terms."""
        words = self._words(terms.words)
        row_of = self._fixed_rows.get
        rows = [row_of(pair, _NOTHING) for pair, _, _ in terms.pairs]
        rows += [row_of(signal, _NOTHING) for signal in terms.signals]
        fixed = self._steps.take(rows, axis=0) * self._sizes.take(rows, axis=0)
        pairs, signals = fixed[: len(terms.pairs)], fixed[len(terms.pairs) :]
        scale = word_scale(len(words))
        summed = words.sum(axis=0)
        total = summed[:WIDTH]
        total += pairs.sum(axis=0)
        total *= scale
        total += signals.sum(axis=0)
        known = float(summed[WIDTH]) / len(words) if len(words) else 1.0
        return Scored(total, words, pairs, signals, scale, known)

    def _words(self, words: Sequence[str]) -> Dense:
        learnt = self._learnt
        try:
            return learnt.rows.take([learnt.places[word] for word in words], axis=0)
        except KeyError:
            return self._learn(words)

    def _learn(self, words: Sequence[str]) -> Dense:
        with self._growing:
            learnt = self._learnt
            if len(learnt.places) + len(words) > _MOST_WORDS:
                learnt = self._learnt = _Learnt({}, np.empty_like(learnt.rows))
            for word in words:
                if word not in learnt.places:
                    place = len(learnt.places)
                    learnt.rows[place, :WIDTH] = self._word(word)
                    learnt.rows[place, WIDTH] = self._is_known(word)
                    learnt.places[word] = place
            return learnt.rows.take([learnt.places[word] for word in words], axis=0)

    def _is_known(self, word: str) -> bool:
        spelt = self._vocabulary[word]
        return bool(spelt.digits) or f"w:{spelt.form}" in self._weights.features

    def _word(self, word: str) -> Dense | float:
        """A word's own score: the sum over its spellings, roots and pieces."""
        number_of = self._weights.features.get
        made = [
            (number, weight)
            for name, weight in find_features(self._vocabulary[word])
            if (number := number_of(name)) is not None
        ]
        if not made:
            return 0.0
        weights = np.array([weight for _, weight in made], np.float32)
        score: Dense = weights @ self._weights.rows([number for number, _ in made])
        return score
