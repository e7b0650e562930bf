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

_MOST_WORDS = 8_000
"""Words whose scores are remembered; then all are forgotten, for the sake of memory. More than a text has."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Row r of `steps` times `sizes[r]` are the weights of feature `names[r]`, by HEADS' columns.

    The names are sorted, in UTF-8; behind their rows stands one of nothing.
    """

    names: NDArray[np.bytes_]
    steps: NDArray[np.int8]
    sizes: Dense

    def rows(self, numbers: Sequence[int] | NDArray[np.intp]) -> Dense:
        """The weights of some features."""
        return self.steps[numbers].astype(np.float32) * self.sizes[numbers, None]

    def find(self, features: Sequence[str]) -> NDArray[np.intp]:
        """The numbers of some features; of one that there is not, the number of the row of nothing."""
        whole = np.char.encode(features, "utf-8")
        wanted = whole.astype(self.names.dtype)  # or numpy would widen all the names, each time anew
        places = np.searchsorted(self.names, wanted)
        there = (self.names.take(places, mode="clip") == wanted) & (wanted == whole)
        return np.where(there, places, len(self.names))


def quantise(features: Mapping[str, int], weights: Dense) -> Weights:
    """Each row in 255 steps of its own size; a hundredth of its largest weight is lost at most."""
    encoded = {name.encode(): number for name, number in features.items()}
    names = sorted(encoded)
    ordered = np.vstack(
        [weights[[encoded[name] for name in names]], np.zeros((1, weights.shape[1]), np.float32)]
    )
    sizes = (np.abs(ordered).max(axis=1) / 127).clip(1e-12).astype(np.float32)
    return Weights(np.array(names), np.rint(ordered / sizes[:, None]).astype(np.int8), sizes)


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
        names = weights.names
        scales = np.ones(len(names) + 1, np.float32)
        rows: dict[str, int] = {}
        for places, scale in ((_pairs(names), PAIR_WEIGHT / WORD_WEIGHT), (_signals(names), SIGNAL_WEIGHT)):
            scales[places] = scale
            rows.update(zip(np.char.decode(names[places], "utf-8").tolist(), places.tolist(), strict=True))
        self._fixed_rows = rows
        self._nothing = len(names)
        self._scaled = (weights.sizes * scales)[:, None]
        self._learnt = _Learnt({}, np.empty((_MOST_WORDS, WIDTH + 1), np.float32))
        self._growing = Lock()

    def score(self, terms: Terms) -> Scored:
        """The sum of all terms."""
        words = self._words(terms.words)
        row_of, nothing = self._fixed_rows.get, self._nothing
        rows = [row_of(pair, nothing) for pair, _, _ in terms.pairs]
        rows += [row_of(signal, nothing) for signal in terms.signals]
        fixed = self._weights.steps.take(rows, axis=0) * self._scaled.take(rows, axis=0)
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
        return bool(spelt.digits) or int(self._weights.find([f"w:{spelt.form}"])[0]) != self._nothing

    def _word(self, word: str) -> Dense:
        """A word's own score: the sum over its spellings, roots and pieces."""
        names, counts = zip(*find_features(self._vocabulary[word]), strict=True)
        score: Dense = np.array(counts, np.float32) @ self._weights.rows(self._weights.find(names))
        return score


def _pairs(names: NDArray[np.bytes_]) -> NDArray[np.intp]:
    return np.flatnonzero(np.char.find(names, b" ") >= 0)


def _signals(names: NDArray[np.bytes_]) -> NDArray[np.intp]:
    return np.flatnonzero(np.char.startswith(names, b"="))
