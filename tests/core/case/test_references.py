"""Numbers elsewhere, as a case's history tells of them."""

from __future__ import annotations

from datetime import UTC, datetime

from core.case.complaint import Entry
from core.case.references import named

NOW = datetime(2026, 11, 26, tzinfo=UTC)


def entry(what: str, number: str = "", by: str = "siti", **more: str) -> Entry:
    return Entry(NOW, by, what, {"system": "sp4n_lapor", "tracking_id": number} | more if number else {})


def test_a_number_stands_until_it_is_taken_back_and_can_come_again() -> None:
    first, gone, other = entry("referenced", "1"), entry("unreferenced", "1"), entry("referenced", "2")
    assert [one.reference.tracking_id for one in named([first, other])] == ["1", "2"]
    assert [one.reference.tracking_id for one in named([first, other, gone])] == ["2"]
    assert [one.reference.tracking_id for one in named([first, gone, other, first])] == ["2", "1"]


def test_who_named_it_first_and_its_page_are_told() -> None:
    (one,) = named(
        [entry("referenced", "1", "citizen", url="https://lapor.example/1"), entry("referenced", "1")]
    )
    assert (one.by, one.reference.url) == ("citizen", "https://lapor.example/1")


def test_other_lines_and_those_of_an_erased_person_name_nothing() -> None:
    assert named([entry("note"), entry("referenced"), entry("opened", "1")]) == ()
