"""A new version is better only where the same cases say so, beyond chance."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from core.classify.labels import Classification, Component, Kind, Language, Sector
from core.learning.comparison import Comparison, Pair, compare, may_be_promoted, on_trial
from core.learning.judgement import FIELDS, Judgement
from core.learning.shadow import TriedClassifier

RIGHT, WRONG = ("cost", "cost"), ("cost", "product")


def pairs(both: int, won: int = 0, lost: int = 0) -> list[Pair]:
    return (
        [Pair("cost", "cost", "cost")] * both
        + [Pair("cost", "product", "cost")] * won
        + [Pair("cost", "cost", "product")] * lost
    )


def test_without_any_difference_the_bound_is_zero_and_nothing_is_better() -> None:
    same = compare("component", pairs(100))
    assert (same.gain, same.low) == (0.0, 0.0)
    assert same.better
    assert not may_be_promoted([same])


def test_a_clear_gain_is_better_and_a_slight_one_may_be_chance() -> None:
    assert may_be_promoted([compare("component", pairs(60, won=40, lost=2))])
    assert compare("component", pairs(95, won=3, lost=2)).low < 0
    assert not may_be_promoted([compare("component", pairs(95, won=3, lost=2))])


def test_a_gain_in_one_field_does_not_pay_for_a_loss_in_another() -> None:
    gain, loss = compare("component", pairs(60, won=40)), compare("kind", pairs(90, lost=10))
    assert not may_be_promoted([gain, loss])


def test_below_thirty_cases_nothing_is_promoted() -> None:
    assert not may_be_promoted([compare("component", pairs(0, won=29))])


def test_a_label_of_many_cases_that_got_worse_is_named_and_forbids_it() -> None:
    rare = [Pair("legal_basis", "legal_basis", "cost")] * 3 + [
        Pair("legal_basis", "legal_basis", "legal_basis")
    ] * 20
    found = compare("component", pairs(40, won=60) + rare)
    assert found.low > 0
    assert found.worse == ("legal_basis",)
    assert not may_be_promoted([found])


@given(st.integers(0, 200), st.integers(0, 60), st.integers(0, 60))
def test_the_bound_is_never_above_the_gain(both: int, won: int, lost: int) -> None:
    found = compare("kind", pairs(both, won, lost))
    assert -1.0 - 1e-9 <= found.gain <= 1.0
    assert found.low <= found.gain + 1e-12
    assert found.new_right - found.old_right == won - lost


class Fixed:
    """Says the same of every text."""

    def __init__(self, version: str, component: Component) -> None:
        self.version = version
        self.found = Classification(
            Kind.COMPLAINT,
            component,
            Sector.UNKNOWN,
            integrity=False,
            language=Language.INDONESIAN,
            version=version,
        )

    def classify(self, text: str, written_on: date) -> Classification:
        return self.found


def test_the_version_on_trial_reads_along_and_changes_nothing() -> None:
    tried = TriedClassifier(Fixed("old", Component.COST))
    assert tried.classify("x", date(2026, 11, 26)).shadow == {}
    tried.trial = Fixed("new", Component.PRODUCT)
    found = tried.classify("x", date(2026, 11, 26))
    assert (found.version, found.component) == ("old", Component.COST)
    assert (found.shadow_version, found.shadow["component"]) == ("new", "product")
    assert set(found.shadow) == set(FIELDS)
    assert tried.version == "old"


def test_only_what_was_judged_while_it_read_along_counts() -> None:
    def said(ticket: str, version: str, label: str) -> Judgement:
        at = datetime(2026, 11, 26, tzinfo=UTC)
        return Judgement(
            ticket,
            "component",
            "old",
            "cost",
            0.9,
            False,
            label,
            "sari",
            at,
            "id",
            "mail",
            version,
            "product",
        )

    judged = [said("T1", "new", "product"), said("T2", "", "product"), said("T1", "new", "cost")]
    found = {one.field: one for one in on_trial(judged, "new")}
    component: Comparison = found["component"]
    assert (component.count, component.old_right, component.new_right) == (1, 1, 0)
