"""From scores to answers: the best label of each question, how sure it is, and what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from core.classify.model.heads import HEADS
from core.classify.model.sparse import Dense

_STARTS = np.array([head.start for head in HEADS.values()])
_SIZES = np.array([len(head.labels) for head in HEADS.values()])
_BOUNDS = tuple((name, head.start, head.start + len(head.labels)) for name, head in HEADS.items())


class Answer(NamedTuple):
    """One question's answer: the column of the best label, and the chance of each label."""

    best: int
    chances: list[float]
    label: str

    @property
    def confidence(self) -> float:
        return max(self.chances)

    @property
    def second(self) -> int:
        """The column of the label that comes next."""
        start = self.best - self.chances.index(self.confidence)
        rest = [(chance, -column) for column, chance in enumerate(self.chances, start) if column != self.best]
        return -max(rest)[1]


class Answers:
    """Turns scores into answers, each question at its own temperature."""

    def __init__(self, temperatures: Mapping[str, float]) -> None:
        heats = [temperatures[name] for name in HEADS]
        self._cooling = np.repeat(1 / np.array(heats, np.float32), _SIZES)

    def find(self, scores: Dense) -> dict[str, Answer]:
        """The answer to every question."""
        cooled = scores * self._cooling
        cooled -= np.repeat(np.maximum.reduceat(cooled, _STARTS), _SIZES)
        np.exp(cooled, out=cooled)
        cooled /= np.repeat(np.add.reduceat(cooled, _STARTS), _SIZES)
        chances: list[float] = cooled.tolist()
        return {name: _answer(name, start, chances[start:end]) for name, start, end in _BOUNDS}


def _answer(name: str, start: int, chances: list[float]) -> Answer:
    best = chances.index(max(chances))
    return Answer(start + best, chances, HEADS[name].labels[best])
