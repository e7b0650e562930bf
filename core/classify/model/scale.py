"""How much a term counts in the score of a text."""

from __future__ import annotations

from math import sqrt

WORD_WEIGHT = 1.3
PAIR_WEIGHT = 1.3
SIGNAL_WEIGHT = 0.35


def word_scale(count: int) -> float:
    """What a word weighs among so many: long texts do not shout."""
    return WORD_WEIGHT / sqrt(max(count, 1))


def pair_scale(count: int) -> float:
    return PAIR_WEIGHT / sqrt(max(count, 1))
