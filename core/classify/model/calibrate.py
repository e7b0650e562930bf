"""How sure a score makes: temperatures that make confidence come true, and what was promised beside what came."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.classify.model.heads import HEADS
from core.classify.model.solver import Targets
from core.classify.model.sparse import Dense

_TEMPERATURES = np.geomspace(0.5, 4.0, 40)
_STRANGERS = 1.15
"""Citizens write less like the seeds than the seeds like each other: so much warmer than was measured."""


def find_temperatures(scores: Dense, targets: Targets) -> dict[str, float]:
    """For each head the temperature at which its true labels were least surprising."""
    found: dict[str, float] = {}
    for name, head in HEADS.items():
        labels = targets.labels[name]
        known = np.flatnonzero(labels >= 0)
        if not len(known):
            found[name] = _STRANGERS  # nothing was held back to measure by
            continue
        losses = [_loss(scores[known, head.columns], labels[known], heat) for heat in _TEMPERATURES]
        found[name] = float(_TEMPERATURES[int(np.argmin(losses))]) * _STRANGERS
    return found


def _loss(scores: Dense, labels: NDArray[np.int64], heat: float) -> float:
    heated = scores / heat
    heated -= heated.max(axis=1, keepdims=True)
    surprise = np.log(np.exp(heated).sum(axis=1)) - heated[np.arange(len(labels)), labels]
    return float(surprise.mean())
