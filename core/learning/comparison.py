"""Whether one version is better than another on the same cases: the paired difference, and its lower bound."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.learning.figures import ENOUGH, Z
from core.learning.judgement import FIELDS, Judgement

LARGE_LABEL = 20  # a label with so many cases must not get worse
WORST_DROP = 0.05


@dataclass(frozen=True, slots=True)
class Pair:
    """What two versions said of one label that an officer gave."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """`gain` is the share of cases that the new version has right more often, `low` its lower bound at 95 %
    (both between -1 and 1). `worse` are labels that many cases bear and that it finds clearly less often.
    """

    field: str
    count: int
    old_right: int
    new_right: int
    gain: float
    low: float
    worse: tuple[str, ...]

    @property
    def enough(self) -> bool:
        return self.count >= ENOUGH

    @property
    def better(self) -> bool:
        """No field may get worse as far as the cases tell: with no difference at all the bound is 0."""
        return self.enough and self.low >= 0.0 and not self.worse


def compare(field: str, pairs: Sequence[Pair]) -> Comparison:
    """Only cases where the two differ say anything (McNemar): the bound is that of their difference."""
    count = len(pairs)
    won = sum(pair.new == pair.label != pair.old for pair in pairs)
    lost = sum(pair.old == pair.label != pair.new for pair in pairs)
    gain = (won - lost) / count if count else 0.0
    spread = (won + lost - (won - lost) ** 2 / count) if count else 0.0
    low = gain - Z * math.sqrt(max(spread, 0.0)) / count if count else 0.0
    return Comparison(
        field,
        count,
        sum(pair.old == pair.label for pair in pairs),
        sum(pair.new == pair.label for pair in pairs),
        gain,
        low,
        tuple(_worse(pairs)),
    )


def _worse(pairs: Sequence[Pair]) -> Iterable[str]:
    for label in sorted({pair.label for pair in pairs}):
        own = [pair for pair in pairs if pair.label == label]
        drop = sum(pair.old == label for pair in own) - sum(pair.new == label for pair in own)
        if len(own) >= LARGE_LABEL and drop > WORST_DROP * len(own):
            yield label


def on_trial(judgements: Iterable[Judgement], version: str) -> tuple[Comparison, ...]:
    """The version on trial against the live one, on what officers judged while it read along."""
    latest = {(one.ticket, one.field): one for one in judgements if one.shadow_version == version}
    return tuple(
        compare(
            field,
            [Pair(one.label, one.found, one.shadow) for one in latest.values() if one.field == field],
        )
        for field in FIELDS
    )


def may_be_promoted(comparisons: Sequence[Comparison]) -> bool:
    """Kind, component and sector must be no worse for sure, and one of all fields really better."""
    return all(one.better for one in comparisons) and any(one.gain > 0 and one.low > 0 for one in comparisons)
