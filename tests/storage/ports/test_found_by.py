"""By what cases are found: the index, and the copy by which it forgets, never disagree."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.ports.store import Unit
from storage.rows import found_by
from storage.store import SqlStore
from storage.unit import SqlUnit
from tests.storage.ports.conftest import unit_in_memory
from tests.storage.ports.given import complaint, open_case

CASES = (1, 2, 3)
TOKENS = ("000000", "00000v", "a1b2c3", "a1b2c4", "vvvvvv")
SOME = st.sets(st.sampled_from(TOKENS))
DEED = st.one_of(
    st.tuples(st.just("add"), st.dictionaries(st.sampled_from(CASES), SOME, min_size=1)),
    st.tuples(st.just("forget"), st.sets(st.sampled_from(CASES), min_size=1)),
)
VOCABULARY = "CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, search, instance)"


@settings(max_examples=150)
@given(st.lists(DEED, max_size=12))
def test_whatever_is_added_and_forgotten_each_token_finds_its_cases_and_no_others(
    deeds: list[tuple[str, dict[int, set[str]] | set[int]]],
) -> None:
    with unit_in_memory() as unit:
        unit.connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        unit.connection.exec_driver_sql(VOCABULARY)
        model: dict[int, set[str]] = {}
        for _, deed in deeds:
            if isinstance(deed, dict):
                opened = deed.keys() - model.keys()
                found_by.add(unit, deed, opened)
                for case, words in deed.items():
                    model[case] = model.get(case, set()) | words
            else:
                found_by.forget(unit, deed)
                model = {case: words for case, words in model.items() if case not in deed}
            assert found(unit, TOKENS) == {
                token: {case for case, words in model.items() if token in words} for token in TOKENS
            }
            assert all_of(unit) == {(token, case) for case, words in model.items() for token in words}
        unit.connection.exec_driver_sql("INSERT INTO search (search) VALUES ('integrity-check')")


def found(unit: SqlUnit, tokens: tuple[str, ...]) -> dict[str, set[int]]:
    asked = "SELECT rowid FROM search WHERE search MATCH ?"
    if unit.dialect == "postgresql":
        asked = "SELECT rowid FROM search WHERE tokens @@ CAST(%s AS tsquery)"
    quote = '"' if unit.dialect == "sqlite" else "'"
    return {
        token: set(unit.connection.exec_driver_sql(asked, (f"{quote}{token}{quote}",)).scalars())
        for token in tokens
    }


def all_of(unit: SqlUnit) -> set[tuple[str, int]]:
    """What the index holds, whatever is asked."""
    rows = unit.connection.exec_driver_sql("SELECT term, doc FROM vocabulary").all()
    return {(term, doc) for term, doc in rows}


@pytest.mark.parametrize("forgotten", [False, True])
async def test_both_databases_add_to_a_case_and_forget_it_whole(store: SqlStore, forgotten: bool) -> None:
    def check(unit: Unit) -> None:
        assert isinstance(unit, SqlUnit)
        one, other = (open_case(unit, complaint(ticket)).id for ticket in ("T1", "T2"))
        found_by.add(unit, {one: {"000000", "a1b2c3"}, other: {"a1b2c3"}}, ())
        found_by.add(unit, {one: {"a1b2c3", "vvvvvv"}}, ())
        found_by.add(unit, {one: {"vvvvvv"}}, ())
        if forgotten:
            found_by.forget(unit, [one])
        of_one = set() if forgotten else {one}
        assert found(unit, TOKENS) == {
            "000000": of_one,
            "00000v": set(),
            "a1b2c3": {*of_one, other},
            "a1b2c4": set(),
            "vvvvvv": of_one,
        }

    await store.write(check)
