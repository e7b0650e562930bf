"""Legal bases as dated data."""

from __future__ import annotations

from datetime import date

import pytest

from core.law.bases import load_bases

BASES = load_bases()


def keys(on: date) -> set[str]:
    return {basis.key for basis in BASES.in_force(on)}


@pytest.mark.parametrize(
    ("old", "new", "day"),
    [
        ("pp_5_2021", "pp_28_2025", date(2025, 6, 5)),
        ("permenpanrb_62_2018", "permenpanrb_5_2025", date(2025, 1, 1)),
        ("uu_11_2020", "perppu_2_2022", date(2022, 12, 30)),
        ("perppu_2_2022", "uu_6_2023", date(2023, 3, 31)),
        ("bkpm_3_2021", "permeninves_5_2025", date(2025, 10, 1)),
        ("bps_2_2020", "bps_7_2025", date(2025, 12, 18)),
        ("perpres_87_2016", "perpres_49_2025", date(2025, 5, 6)),
    ],
)
def test_a_law_gives_way_to_its_successor_on_one_day(old: str, new: str, day: date) -> None:
    before = date.fromordinal(day.toordinal() - 1)
    assert old in keys(before)
    assert new not in keys(before)
    assert old not in keys(day)
    assert new in keys(day)


def test_a_notice_cites_what_was_in_force_on_its_day() -> None:
    assert BASES.cite(date(2026, 11, 22), "complaint") == (
        "UU 25/2009, Perpres 76/2013, PermenPANRB 5/2025, Permendagri 8/2023"
    )
    assert "PermenPANRB 62/2018" in BASES.cite(date(2024, 6, 1), "complaint")
    assert BASES.cite(date(1999, 1, 1), "complaint") == ""


def test_the_illegal_levies_task_force_is_gone() -> None:
    assert "perpres_87_2016" not in keys(date(2026, 11, 22))


def test_every_successor_stands_in_the_table_and_begins_when_the_law_ends() -> None:
    table = {basis.key: basis for basis in BASES.entries}
    for basis in BASES.entries:
        assert basis.valid_to is None or basis.valid_to > basis.valid_from
        if basis.replaced_by:
            assert table[basis.replaced_by].valid_from == basis.valid_to
