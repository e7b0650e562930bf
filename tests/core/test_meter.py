"""A meter counts what is charged, slows towards the ceiling and stops before it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.meter import SLOWEST, Counts, Meter

DAY = date(2026, 11, 23)


def test_what_is_read_twice_on_a_day_counts_once() -> None:
    meter = Meter(0)
    meter.turn(DAY, Counts())
    meter.read(["a", "b"], 1_000)
    meter.read(["b", "c"], 1_000)
    assert meter.counts == Counts(reads=3, cost=3_000)
    meter.turn(date(2026, 11, 24), meter.take())
    meter.read(["a"], 1_000)
    assert meter.counts.reads == 4


def test_what_was_taken_is_counted_still_and_given_back_it_is_taken_again() -> None:
    meter = Meter(10)
    meter.wrote(3)
    taken = meter.take()
    assert (taken, meter.counts) == (Counts(writes=1, cost=3), taken)
    assert meter.take() == Counts()
    meter.give_back(taken)
    assert meter.counts == taken
    assert meter.take() == taken


def test_what_is_being_asked_for_cannot_be_spent_twice() -> None:
    meter = Meter(100)
    with meter.holding(60):
        assert meter.affords(10, 9) == 4
        meter.read(["a"], 30)  # it cost less than it might have
    assert meter.affords(10, 9) == 7


def test_a_new_month_begins_anew() -> None:
    meter = Meter(10)
    meter.turn(DAY, Counts(cost=10))
    assert meter.affords(1, 5) == 0
    meter.turn(date(2026, 12, 1), Counts())
    assert (meter.month, meter.affords(1, 5)) == (date(2026, 12, 1), 5)


@pytest.mark.parametrize(
    ("cost", "slowness"), [(0, 1), (79, 1), (80, 1), (90, 2), (95, 4), (100, SLOWEST), (150, SLOWEST)]
)
def test_it_slows_down_in_the_last_fifth(cost: int, slowness: float) -> None:
    meter = Meter(100)
    meter.turn(DAY, Counts(cost=cost))
    assert meter.slowness == pytest.approx(slowness)


@given(
    ceiling=st.integers(1, 10_000),
    steps=st.lists(
        st.tuples(st.sampled_from(["read", "write", "take", "turn"]), st.integers(1, 300), st.integers(1, 50))
    ),
)
def test_whoever_asks_first_never_passes_the_ceiling(ceiling: int, steps: list[tuple[str, int, int]]) -> None:
    meter, stored, number = Meter(ceiling), Counts(), 0
    for what, price, most in steps:
        if what == "read":
            size = meter.affords(price, most)
            meter.read([f"{number + n}" for n in range(size)], price)
            number += size
        elif what == "write" and meter.affords(price, 1):
            meter.wrote(price)
        elif what == "take":
            stored += meter.take()
        else:
            stored += meter.take()
            meter.turn(DAY, stored)
        assert meter.counts.cost <= ceiling
        assert 1 <= meter.slowness <= SLOWEST
