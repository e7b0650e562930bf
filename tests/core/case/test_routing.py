"""The routing table: first row that fits, else the complaint manager."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.case.complaint import Assignment, Labels
from core.case.routing import COMPLAINT_MANAGER, Row, route
from core.classify.labels import Component, Kind, Language, Sector

LABELS = Labels(Kind.COMPLAINT, Component.COST, Sector.INDUSTRY, integrity=False, language=Language.SUNDANESE)
FIELDS = {"economy": frozenset({Sector.INDUSTRY, Sector.TRADE_METROLOGY})}


def chosen(*rows: Row, labels: Labels = LABELS) -> str:
    return route(rows, labels, FIELDS).row


def test_the_first_row_that_fits_wins_and_gives_its_name() -> None:
    first = Row("r1", "unit1", "budi", "ani", sector=Sector.TOURISM)
    second = Row("r2", "unit2", "citra", "dedi", sector=Sector.INDUSTRY)
    third = Row("r3", "unit3")
    assert route([first, second, third], LABELS) == Assignment("unit2", "citra", "dedi", "r2")


def test_no_row_means_the_complaint_manager() -> None:
    assert route([], LABELS) == COMPLAINT_MANAGER
    boss = Assignment("pengaduan", "rina", "eko", "default")
    assert route([Row("r", "u", kind=Kind.SUGGESTION)], LABELS, default=boss) == boss


@pytest.mark.parametrize(
    ("row", "other"),
    [
        (Row("r", "u", field="economy"), replace(LABELS, sector=Sector.TOURISM)),
        (Row("r", "u", sector=Sector.INDUSTRY), replace(LABELS, sector=Sector.UNKNOWN)),
        (Row("r", "u", component=Component.COST), replace(LABELS, component=None)),
        (Row("r", "u", language=Language.SUNDANESE), replace(LABELS, language=Language.MIXED)),
        (Row("r", "u", kind=Kind.COMPLAINT), replace(LABELS, kind=Kind.SUGGESTION)),
        (Row("r", "u", integrity=False), replace(LABELS, integrity=True)),
    ],
)
def test_every_column_narrows(row: Row, other: Labels) -> None:
    assert chosen(row) == "r"
    assert chosen(row, labels=other) == "default"


def test_an_unknown_field_fits_nothing() -> None:
    assert chosen(Row("r", "u", field="nowhere")) == "default"


def test_an_allegation_against_integrity_goes_only_where_a_row_says_so() -> None:
    accused = replace(LABELS, integrity=True)
    silent = Row("cost", "counter", component=Component.COST)
    named = Row("integrity", "oversight", integrity=True)
    assert chosen(silent) == "cost"
    assert chosen(silent, labels=accused) == "default"
    assert chosen(silent, named, labels=accused) == "integrity"
    assert chosen(named) == "default"


def test_thanks_have_no_holder() -> None:
    thanks = replace(LABELS, kind=Kind.APPRECIATION)
    assert route([Row("r", "u", "budi", "ani")], thanks) == Assignment("u", row="r")


optional_rows = st.builds(
    Row,
    name=st.sampled_from(["a", "b", "c"]),
    unit=st.just("u"),
    sector=st.none() | st.sampled_from([Sector.INDUSTRY, Sector.TOURISM]),
    component=st.none() | st.sampled_from([Component.COST, Component.PRODUCT]),
    integrity=st.none() | st.booleans(),
    kind=st.none() | st.sampled_from(Kind),
)


@given(st.lists(optional_rows), st.booleans())
def test_rows_after_the_first_fit_change_nothing(rows: list[Row], integrity: bool) -> None:
    labels = replace(LABELS, integrity=integrity)
    fitting = [number for number, row in enumerate(rows) if row.fits(labels)]
    cut = rows[: fitting[0] + 1] if fitting else []
    assert route(rows, labels) == route(cut, labels)
