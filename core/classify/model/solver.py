"""Several multinomial logistic regressions over one design, fitted together.

The design is a product of two sparse matrices, texts by terms and terms by features, and is never
multiplied out: a word's features are scored once, however many texts hold it. Minimised by L-BFGS
(Nocedal and Wright, Numerical Optimization, algorithm 7.5) with Armijo's step. The same solver builds the
shipped model and trains the office's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.classify.model.heads import HEADS, WIDTH
from core.classify.model.sparse import Dense, Sparse

_MEMORY = 5
_SUFFICIENT = 1e-4
_SHORTEST_STEP = 1e-6

UNLABELLED = -1


@dataclass(frozen=True, slots=True)
class Design:
    """`texts` by terms, `terms` by features: their product is what is fitted."""

    texts: Sparse
    terms: Sparse


@dataclass(frozen=True, slots=True)
class Targets:
    """For each head the number of each text's label (UNLABELLED: the text says nothing), and its weight."""

    labels: Mapping[str, NDArray[np.int64]]
    weights: Mapping[str, Dense]


def balanced(labels: NDArray[np.int64], classes: int, power: float) -> Dense:
    """Weights that give rare labels a voice: a label's share to the power of minus `power`; they sum to 1."""
    counts = np.bincount(labels[labels >= 0], minlength=classes).clip(1)
    weights = np.where(labels >= 0, (1.0 / counts[labels]) ** power, 0.0)
    return (weights / max(float(weights.sum()), 1e-12)).astype(np.float32)


def fit(
    design: Design, targets: Targets, penalty: float, iterations: int, start: Dense | None = None
) -> Dense:
    """The weights, features by columns of HEADS, that minimise loss plus penalty."""
    problem = _Problem(design, targets, penalty)
    weights = np.zeros((design.terms.width, WIDTH), np.float32) if start is None else start.copy()
    value, gradient = problem.at(weights)
    history: list[tuple[Dense, Dense, float]] = []
    for _ in range(iterations):
        direction = _two_loops(gradient, history)
        slope = float(np.vdot(gradient, direction))
        if slope >= 0:
            break
        step = 1.0 if history else min(1.0, 1.0 / max(float(np.sqrt(np.vdot(gradient, gradient))), 1e-12))
        while True:
            moved = weights + np.float32(step) * direction
            new_value, new_gradient = problem.at(moved)
            if new_value <= value + _SUFFICIENT * step * slope or step < _SHORTEST_STEP:
                break
            step *= 0.5
        walked, bent = moved - weights, new_gradient - gradient
        curvature = float(np.vdot(walked, bent))
        if curvature > 0:
            history = [*history[1 - _MEMORY :], (walked, bent, 1.0 / curvature)]
        weights, value, gradient = moved, new_value, new_gradient
    return weights


def _two_loops(gradient: Dense, history: list[tuple[Dense, Dense, float]]) -> Dense:
    direction = -gradient
    shares: list[float] = []
    for walked, bent, inverse in reversed(history):
        share = inverse * float(np.vdot(walked, direction))
        shares.append(share)
        direction -= np.float32(share) * bent
    if history:
        walked, bent, inverse = history[-1]
        direction *= np.float32(1.0 / (inverse * float(np.vdot(bent, bent))))
    for (walked, bent, inverse), share in zip(history, reversed(shares), strict=True):
        back = inverse * float(np.vdot(bent, direction))
        direction += np.float32(share - back) * walked
    return direction


class _Problem:
    """Loss, penalty and gradient at given weights."""

    def __init__(self, design: Design, targets: Targets, penalty: float) -> None:
        self._texts, self._terms = design.texts, design.terms
        self._by_term, self._by_feature = design.texts.transposed(), design.terms.transposed()
        self._targets = targets
        self._penalty = penalty

    def at(self, weights: Dense) -> tuple[float, Dense]:
        scores = self._texts.times(self._terms.times(weights))
        loss = 0.5 * self._penalty * float(np.vdot(weights, weights))
        for name, head in HEADS.items():
            loss += _settle(scores[:, head.columns], self._targets.labels[name], self._targets.weights[name])
        gradient = self._by_feature.times(self._by_term.times(scores))
        gradient += np.float32(self._penalty) * weights
        return loss, gradient


def _settle(scores: Dense, labels: NDArray[np.int64], weights: Dense) -> float:
    """The loss of one head; its scores become the gradient of the loss by the scores, in place."""
    scores -= scores.max(axis=1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=1, keepdims=True)
    known = np.flatnonzero(labels >= 0)
    right = scores[known, labels[known]]
    loss = -float(np.dot(weights[known], np.log(right.clip(1e-12))))
    scores[known, labels[known]] -= 1.0
    scores *= weights[:, None]
    return loss
