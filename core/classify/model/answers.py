"""From scores to answers: the best label of each question, how sure it is, and what comes next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from core.classify.model.heads import HEADS, Head
from core.classify.model.sparse import Dense

_SIZES = [len(head.labels) for head in HEADS.values()]


class Answer:
    """One question's answer: where among its labels the best stands, and how likely that one is."""

    __slots__ = ("_head", "_odds", "_sum", "confidence", "place")

    def __init__(self, head: Head, odds: Sequence[float]) -> None:
        odds = odds[head.start : head.end]
        most = max(odds)
        self._head = head
        self._odds = odds
        self._sum = sum(odds)
        self.place = odds.index(most)
        self.confidence = most / self._sum

    @property
    def label(self) -> str:
        return self._head.labels[self.place]

    def chance(self, place: int) -> float:
        """How likely the label at this place is."""
        return self._odds[place] / self._sum

    def likely(self, least: float) -> list[int]:
        """The places of all labels that are at least so likely."""
        wanted = least * self._sum
        return [place for place, odds in enumerate(self._odds) if odds >= wanted]

    @property
    def best(self) -> int:
        """The column of the label, among those of all questions."""
        return self._head.start + self.place

    @property
    def second(self) -> int:
        """The column of the label that comes next."""
        rest = [*self._odds]
        rest[self.place] = -1.0
        return self._head.start + rest.index(max(rest))


class Found(dict[str, Answer]):
    """The answer to every question, each looked at when first asked for."""

    __slots__ = ("_odds",)

    def __init__(self, odds: Sequence[float]) -> None:
        self._odds = odds

    def yes(self, name: str) -> float:
        """How likely it is that the answer to a question of yes or no is yes."""
        start = HEADS[name].start
        return self._odds[start + 1] / (self._odds[start] + self._odds[start + 1])

    def __missing__(self, name: str) -> Answer:
        answer = self[name] = Answer(HEADS[name], self._odds)
        return answer


class Answers:
    """Turns scores into answers, each question at its own temperature."""

    def __init__(self, temperatures: Mapping[str, float]) -> None:
        heats = np.array([temperatures[name] for name in HEADS])
        self._cooling: NDArray[np.float64] = np.repeat(1 / heats, _SIZES)

    def find(self, scores: Dense) -> Found:
        """The answers. Scores are sums over a few hundred words at most, far from where exp() overflows (700)."""
        return Found(np.exp(scores * self._cooling).tolist())
