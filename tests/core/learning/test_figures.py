"""Figures from officers' judgements: honest about how little is known."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.learning.figures import ENOUGH, FieldFigures, Share, figures, wilson
from core.learning.judgement import FIELDS, Judgement

BEGIN = datetime(2026, 10, 1, tzinfo=UTC)


def judgement(number: int, found: str = "cost", label: str = "cost", **changes: object) -> Judgement:
    values: dict[str, object] = {
        "ticket": f"T{number}",
        "field": "component",
        "version": "one",
        "found": found,
        "confidence": 0.95 if found == label else 0.55,
        "abstained": False,
        "label": label,
        "by": "sari",
        "at": BEGIN + timedelta(days=number),
        "language": "id",
        "account": "mail",
    }
    return Judgement(**{**values, **changes})  # type: ignore[arg-type]  # fields of Judgement


def component(judgements: list[Judgement]) -> FieldFigures:
    return figures(judgements)[FIELDS.index("component")]


def test_below_thirty_no_share_is_said() -> None:
    assert Share(29, 29).value is None
    assert Share(29, 29).low is None
    assert Share(30, 30).value == 1.0
    assert ENOUGH == 30


def test_wilsons_interval_is_that_of_the_textbook() -> None:
    low, high = wilson(45, 50)
    assert (round(low, 3), round(high, 3)) == (0.786, 0.957)
    assert wilson(0, 0) == (0.0, 1.0)


@given(st.integers(0, 500), st.integers(0, 500))
def test_a_share_lies_in_its_interval(part: int, more: int) -> None:
    count = part + more
    low, high = wilson(part, count)
    assert 0.0 <= low <= high <= 1.0
    if count:
        assert low - 1e-9 <= part / count <= high + 1e-9


def test_of_several_judgements_of_a_case_the_last_counts() -> None:
    found = component([judgement(1, "cost", "product"), judgement(1, "cost", "cost")])
    assert (found.all.part, found.all.count) == (1, 1)


def test_labels_are_counted_both_ways_and_confusions_named() -> None:
    judgements = [judgement(n) for n in range(40)] + [judgement(n, "cost", "product") for n in range(40, 50)]
    found = component(judgements)
    cost, product = found.labels
    assert (cost.label, cost.found_right.part, cost.found_right.count) == ("cost", 40, 50)
    assert (product.right_found.part, product.right_found.count) == (0, 10)
    assert found.confusions == (("product", "cost", 10),)


def test_confidence_months_languages_and_versions_are_told_apart() -> None:
    judgements = [judgement(n) for n in range(31)] + [
        judgement(n, "cost", "product", language="su", version="two") for n in range(31, 40)
    ]
    found = component(judgements)
    by_bin = {low: (share.part, share.count) for low, _, share in found.calibration}
    assert by_bin[0.9] == (31, 31)
    assert by_bin[0.5] == (0, 9)
    assert [(name, share.count) for name, share in found.months] == [("2026-10", 31), ("2026-11", 9)]
    assert dict(found.languages)["su"].count == 9
    assert [name for name, _ in found.versions] == ["one", "two"]


@pytest.mark.parametrize("confidence", [0.0, 0.5, 0.9, 1.0])
def test_every_confidence_falls_in_one_bin(confidence: float) -> None:
    found = component([judgement(1, confidence=confidence)])
    assert sum(share.count for _, _, share in found.calibration) == 1
