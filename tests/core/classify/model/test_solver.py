"""The solver, against arithmetic and against its own gradient."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from core.classify.model.heads import HEADS
from core.classify.model.solver import UNLABELLED, Design, Targets, _Problem, _Product, balanced, fit
from core.classify.model.sparse import Sparse, from_rows

ROWS = st.lists(
    st.lists(st.tuples(st.integers(0, 6), st.floats(-2, 2, width=32)), max_size=5), min_size=1, max_size=8
)


def dense(sparse: Sparse) -> NDArray[np.float64]:
    full = np.zeros((len(sparse), sparse.width))
    for row in range(len(sparse)):
        for place in range(sparse.starts[row], sparse.starts[row + 1]):
            full[row, sparse.columns[place]] += sparse.values[place]
    return full


@given(ROWS)
@settings(max_examples=60, deadline=None)
def test_sparse_products_are_those_of_dense_matrices(rows: list[list[tuple[int, float]]]) -> None:
    sparse = from_rows(rows, 7)
    other = np.arange(21, dtype=np.float32).reshape(7, 3)
    assert np.allclose(sparse.times(other), dense(sparse) @ other, atol=1e-3)
    assert np.allclose(dense(sparse.transposed()), dense(sparse).T)
    chosen = np.arange(len(rows))[::-1].copy()
    assert np.allclose(dense(sparse.chosen(chosen)), dense(sparse)[::-1])


def toy() -> tuple[Design, Targets]:
    """Six texts of three terms; the first term tells the kind, the third nothing."""
    texts = from_rows(
        [
            [(0, 1.0), (2, 1.0)],
            [(0, 1.0)],
            [(1, 1.0), (2, 1.0)],
            [(1, 1.0)],
            [(0, 1.0), (1, 0.1)],
            [(2, 1.0)],
        ],
        3,
    )
    terms = from_rows([[(0, 1.0)], [(1, 1.0)], [(2, 0.5), (3, 0.5)]], 4)
    nothing = np.full(6, UNLABELLED)
    labels = dict.fromkeys(HEADS, nothing) | {"kind": np.array([0, 0, 3, 3, 0, UNLABELLED])}
    weights = {name: balanced(labels[name], len(head.labels), 0.5) for name, head in HEADS.items()}
    return Design(texts, terms), Targets(labels, weights)


def kind_of(design: Design, targets: Targets, penalty: float) -> _Problem:
    return _Problem(_Product(design), targets.labels["kind"], targets.weights["kind"], penalty)


def test_the_gradient_is_the_slope_of_the_loss() -> None:
    design, targets = toy()
    problem = kind_of(design, targets, 0.01)
    weights = np.random.default_rng(3).normal(size=(4, len(HEADS["kind"].labels))).astype(np.float32)
    _, gradient = problem.at(weights)
    for row, column in ((0, 0), (1, 3), (3, 1), (2, 4)):
        step = np.zeros_like(weights)
        step[row, column] = 0.01
        slope = (problem.at(weights + step)[0] - problem.at(weights - step)[0]) / 0.02
        assert slope == pytest.approx(float(gradient[row, column]), abs=2e-3)


def test_what_tells_the_label_is_learnt_and_what_is_not_labelled_stays_untold() -> None:
    design, targets = toy()
    weights = fit(design, targets, 1e-3)
    scores = design.texts.times(design.terms.times(weights))
    assert scores[:5, HEADS["kind"].columns].argmax(axis=1).tolist() == [0, 0, 3, 3, 0]
    assert np.allclose(scores[:, HEADS["sector"].columns], 0)


def test_fitting_is_reproducible_and_goes_on_from_where_it_stopped() -> None:
    design, targets = toy()
    once, again = fit(design, targets, 1e-3), fit(design, targets, 1e-3)
    assert np.array_equal(once, again)
    problem, columns = kind_of(design, targets, 1e-3), HEADS["kind"].columns
    further = fit(design, targets, 1e-3, once)
    assert problem.at(further[:, columns])[0] <= problem.at(once[:, columns])[0]


def test_one_question_moves_no_answer_of_another_and_each_is_settled_where_no_step_helps_much() -> None:
    design, targets = toy()
    with_sector = Targets(
        dict(targets.labels) | {"sector": np.array([1, 2, 1, 2, 1, 2])},
        dict(targets.weights) | {"sector": np.full(6, 1 / 6, np.float32)},
    )
    columns = HEADS["kind"].columns
    weights = fit(design, with_sector, 1e-3)[:, columns]
    assert np.array_equal(weights, fit(design, targets, 1e-3)[:, columns])
    _, slope = kind_of(design, targets, 1e-3).at(weights)
    assert float(np.abs(slope).max()) < 1e-2


def test_rare_labels_weigh_more_and_all_together_one() -> None:
    weights = balanced(np.array([0, 0, 0, 1, UNLABELLED]), 2, 1.0)
    assert weights[3] == pytest.approx(3 * weights[0])
    assert weights[4] == 0
    assert float(weights.sum()) == pytest.approx(1)
