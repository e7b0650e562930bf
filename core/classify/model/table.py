"""The sum of terms that is a text's score. What the terms of a text weigh is remembered for the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from threading import Lock
from typing import NamedTuple

import numpy as np

from core.classify.model.heads import WIDTH
from core.classify.model.scale import PAIR_WEIGHT, SIGNAL_WEIGHT, WORD_WEIGHT, word_scale
from core.classify.model.sparse import Dense
from core.classify.model.terms import MOST_WORDS, different_words, find_features
from core.classify.model.weights import Weights
from core.classify.tokens import Tokens
from core.classify.words import Vocabulary

_MOST_TERMS = 12_000
"""Terms whose scores are remembered; then all are forgotten, for the sake of memory. More than a text has."""

Term = str | int
"""A word in small letters, a signal by its name ("=..."), or a pair by its number among the weights."""


class Scored(NamedTuple):
    """The score of a text by HEADS' columns, and the terms' scores that it is the sum of.

    Row r of `scores` counts `counts[r]` times: first those of the different words, then those of `pairs` (each
    with the places of its two words), then those of `signals`.
    """

    total: Dense
    scores: Dense
    counts: Dense
    words: Sequence[str]
    pairs: Mapping[int, tuple[int, int]]
    signals: Sequence[str]
    known: float
    """How many of the words the training text knew, between 0 and 1; 1 where there is no word."""


class _Full(Exception):
    """No row is left for another term."""


class _Learnt(dict[Term, int]):
    """The rows of the terms that have come, in `scores`; behind each score stands whether training knew the word.

    A row once written is never changed.
    """

    def __init__(self, weights: Weights, vocabulary: Vocabulary) -> None:
        super().__init__()
        self.scores = np.empty((_MOST_TERMS, WIDTH + 1), np.float32)
        self.following = _Following(weights)
        self._weights = weights
        self._vocabulary = vocabulary
        self._used = 0
        self._growing = Lock()

    def __missing__(self, term: Term) -> int:
        score = self._weigh(term)
        with self._growing:
            if self._used == len(self.scores):
                raise _Full
            row = self._used
            self.scores[row] = score
            self._used += 1
        self[term] = row
        return row

    def _weigh(self, term: Term) -> Dense:
        weights = self._weights
        if isinstance(term, int):
            return np.append(weights.rows([term])[0] * (PAIR_WEIGHT / WORD_WEIGHT), 0)
        if term.startswith("="):
            return np.append(weights.rows([weights.signal(term)])[0] * SIGNAL_WEIGHT, 0)
        word = self._vocabulary[term]
        names, counts = zip(*find_features(word), strict=True)
        *numbers, form = weights.find([*names, f"w:{word.form}"]).tolist()
        known = bool(word.digits) or form != len(weights)
        return np.append(np.array(counts, np.float32) @ weights.rows(numbers), known)


class _Following(dict[str, Mapping[str, int]]):
    """For each form that has come the forms that make a pair behind it, with the number of the pair."""

    def __init__(self, weights: Weights) -> None:
        super().__init__()
        self._weights = weights

    def __missing__(self, form: str) -> Mapping[str, int]:
        if len(self) >= _MOST_TERMS:
            self.clear()
        found = self[form] = self._weights.following(form)
        return found


class Table:
    """Scores of texts. Thread-safe."""

    def __init__(self, weights: Weights, vocabulary: Vocabulary) -> None:
        self._begin = partial(_Learnt, weights, vocabulary)
        self._learnt = self._begin()

    def score(self, tokens: Tokens, signals: Sequence[str]) -> Scored:
        """The sum of all terms, each counted once."""
        try:
            return _add_up(self._learnt, tokens, signals)
        except _Full:
            self._learnt = self._begin()
            return _add_up(self._learnt, tokens, signals)


def _add_up(learnt: _Learnt, tokens: Tokens, signals: Sequence[str]) -> Scored:
    words = different_words(tokens)
    pairs = _known_pairs(learnt.following, tokens)
    weighed: tuple[Term, ...] = (*words, *pairs, *signals)
    scores = learnt.scores.take([learnt[term] for term in weighed], axis=0)
    counts = np.empty(len(weighed), np.float32)
    counts[: len(words) + len(pairs)] = scale = word_scale(len(words))
    counts[len(words) + len(pairs) :] = 1
    total = counts.dot(scores)
    known = float(total[WIDTH]) / (scale * len(words)) if words else 1.0
    return Scored(total[:WIDTH], scores, counts, words, pairs, signals, known)


def _known_pairs(following: Mapping[str, Mapping[str, int]], tokens: Tokens) -> dict[int, tuple[int, int]]:
    """The pairs of find_pairs() that training kept, each where it comes first."""
    forms = [word.root for word in tokens.words[: 2 * MOST_WORDS]]
    found: dict[int, tuple[int, int]] = {}
    for begin, end in tokens.clauses:
        last = min(end, len(forms)) - 1
        for place in range(begin, last):
            known = following[forms[place]]
            if known:
                if forms[place + 1] in known:
                    found.setdefault(known[forms[place + 1]], (place, place + 1))
                if place + 2 <= last and forms[place + 2] in known:
                    found.setdefault(known[forms[place + 2]], (place, place + 2))
    return found
