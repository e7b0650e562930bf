"""Several multinomial logistic regressions over one design, fitted together.

The design is a product of two sparse matrices, texts by terms and terms by features, and is never
multiplied out: a word's features are scored once, however many texts hold it. Minimised by L-BFGS
(Nocedal and Wright, Numerical Optimization, algorithm 7.5) with Armijo's step. The same solver builds the
shipped model and trains the office's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.classify.model.heads import HEADS, WIDTH, Head
from core.classify.model.sparse import Dense, Sparse

_MEMORY = 10
_SUFFICIENT = 1e-4
_SHORTEST_STEP = 1e-6
_MOST_STEPS = 100
_SETTLED = 0.04
_LOOKED_BACK = 5
"""Where so many steps together lower the loss by less than this share, the answer has settled."""

_STEEPEST = 0.25
"""How much a chance changes with its score at most."""

_AT_ONCE = 2

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


def fit(design: Design, targets: Targets, penalty: float, start: Dense | None = None) -> Dense:
    """The weights, features by columns of HEADS, that minimise loss plus penalty.

    Each question is answered by itself, as far as its answer still gets better, two of them at once.
    """
    product = _Product(design)
    weights = np.zeros((design.terms.width, WIDTH), np.float32) if start is None else start.copy()

    def solve(head: Head) -> None:
        problem = _Problem(product, targets.labels[head.name], targets.weights[head.name], penalty)
        weights[:, head.columns] = _minimise(problem, weights[:, head.columns].copy())

    widest_first = sorted(HEADS.values(), key=lambda head: -len(head.labels))
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        list(threads.map(solve, widest_first))
    return weights


def _minimise(problem: _Problem, weights: Dense) -> Dense:
    value, gradient = problem.at(weights)
    values = [value]
    history: list[tuple[Dense, Dense, float]] = []
    for _ in range(_MOST_STEPS):
        direction = _two_loops(gradient, history, problem.scale)
        slope = float(np.vdot(gradient, direction))
        if slope >= 0:
            break
        step = 1.0
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
        values.append(value)
        if len(values) > _LOOKED_BACK and value > values[-1 - _LOOKED_BACK] * (1 - _SETTLED):
            break
    return weights


def _two_loops(gradient: Dense, history: list[tuple[Dense, Dense, float]], scale: Dense) -> Dense:
    direction = -gradient
    shares: list[float] = []
    for walked, bent, inverse in reversed(history):
        share = inverse * float(np.vdot(walked, direction))
        shares.append(share)
        direction -= np.float32(share) * bent
    direction *= scale
    if history:
        walked, bent, inverse = history[-1]
        direction *= np.float32(1.0 / (inverse * float(np.vdot(bent, scale * bent))))
    for (walked, bent, inverse), share in zip(history, reversed(shares), strict=True):
        back = inverse * float(np.vdot(bent, direction))
        direction += np.float32(share - back) * walked
    return direction


class _Product:
    """The design, and the same by column: each is needed at each step of each question."""

    def __init__(self, design: Design) -> None:
        self.texts, self.terms = design.texts, design.terms
        self.by_term, self.by_feature = design.texts.transposed(), design.terms.transposed()

    def squares(self, weights: Dense) -> Dense:
        """For each feature the weighted sum of its squares in the texts, a column."""
        return self.by_feature.squared().times(self.by_term.squared().times(weights[:, None]))


class _Problem:
    """Loss, penalty and gradient of one question at given weights."""

    def __init__(self, product: _Product, labels: NDArray[np.int64], weights: Dense, penalty: float) -> None:
        self._product = product
        self._labels, self._weights = labels, weights
        self._penalty = penalty
        self.scale = 1 / np.sqrt(_STEEPEST * product.squares(weights) + penalty)
        """How far each feature may go at first: what is in every text bends the loss more than what is rare."""

    def at(self, weights: Dense) -> tuple[float, Dense]:
        product = self._product
        scores = product.texts.times(product.terms.times(weights))
        loss = 0.5 * self._penalty * float(np.vdot(weights, weights))
        loss += _settle(scores, self._labels, self._weights)
        gradient = product.by_feature.times(product.by_term.times(scores))
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
