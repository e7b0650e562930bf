"""The clause that a complaint is about, and whether what it states would break the promise."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from core.classify.labels import Component, Facts, ServiceState
from core.law.calendar import IndonesianCalendar, load_calendar
from core.standard.catalogue import Catalogue, Standard
from core.standard.document import read_document
from core.standard.link import Link, link, name_standard
from core.standard.promise import amounts, promises

FOLDER = Path(__file__).parent
TODAY = date(2026, 11, 26)
CALENDAR: IndonesianCalendar = load_calendar(None)


def standards(*names: str) -> tuple[Standard, ...]:
    return tuple(
        read_document((FOLDER / f"standard_of_{name}.txt").read_text(encoding="utf-8")).standards[0]
        for name in names
    )


OFFICE = Catalogue(standards("an_office", "a_village"))


def find(component: Component | None, text: str, **facts: object) -> Link | None:
    return link(OFFICE, component, text, Facts(**facts), TODAY, CALENDAR)  # type: ignore[arg-type]  # fields of Facts


def waiting(since: date, **facts: object) -> dict[str, object]:
    return {"service_date": since, "service_state": ServiceState.PENDING} | facts


@pytest.mark.parametrize(
    ("since", "stated", "broken"),
    [(date(2026, 11, 5), 15, True), (date(2026, 11, 16), 8, True), (date(2026, 11, 17), 7, False)],
)
def test_seven_working_days_are_broken_on_the_eighth(since: date, stated: int, broken: bool) -> None:
    found = find(Component.TURNAROUND_TIME, "izin KBLI 12345 belum jadi", **waiting(since))
    assert found is not None
    assert found.measure is not None
    assert (found.measure.stated, found.broken, found.sure) == (stated, broken, True)


def test_calendar_days_are_counted_as_calendar_days() -> None:
    found = find(Component.TURNAROUND_TIME, "izin reklame saya", **waiting(date(2026, 11, 12)))
    assert found is None or found.measure is None or found.measure.stated == 14


def test_what_came_in_time_breaks_no_promise() -> None:
    facts = {
        "service_date": date(2026, 11, 2),
        "service_state": ServiceState.RECEIVED,
        "service_received_on": date(2026, 11, 6),
    }
    found = find(Component.TURNAROUND_TIME, "KBLI 12345 sudah terbit", **facts)
    assert found is not None
    assert not found.broken


def test_money_for_what_is_free_breaks_the_promise() -> None:
    found = find(Component.COST, "usaha contoh belaka katanya gratis, diminta 150rb")
    assert found is not None
    assert found.measure is not None
    assert (found.measure.stated, found.broken) == (150_000, True)


def test_without_a_duration_or_an_amount_nothing_is_measured() -> None:
    found = find(Component.TURNAROUND_TIME, "izin KBLI 12345 lama sekali")
    assert found is not None
    assert found.measure is None
    assert found.clause.text.startswith("7 hari kerja")


def test_the_clause_of_a_list_is_the_one_whose_words_the_text_shares() -> None:
    found = find(Component.FACILITIES, "toilet disabilitas dikunci terus")
    assert found is not None
    assert (found.clause.label, found.sure) == ("13", False)


def test_a_promise_of_one_service_is_not_held_against_another() -> None:
    assert find(Component.TURNAROUND_TIME, "izin dokter saya belum jadi") is None
    assert find(None, "KBLI 12345") is None
    assert find(Component.OTHER, "KBLI 12345") is None


def test_a_service_is_named_by_its_code_or_by_two_words_of_its_business() -> None:
    assert name_standard(OFFICE, "kbli 2020: 12345") is OFFICE.standards[0]
    assert name_standard(OFFICE, "izin usaha contohnya belaka") is OFFICE.standards[0]
    assert name_standard(OFFICE, "saya mau usaha") is None
    assert name_standard(OFFICE, "KBLI 99999") is None


def test_words_that_two_standards_share_name_neither() -> None:
    twins = Catalogue(OFFICE.standards[:1] * 2)
    assert name_standard(twins, "izin usaha contohnya belaka") is None


def test_what_a_standard_promises_in_numbers() -> None:
    office, village = (tuple(promises(one)) for one in OFFICE.standards)
    assert [(one.days, one.working, one.most) for one in office] == [(7, True, None), (None, True, 0)]
    assert [(one.days, one.working, one.most) for one in village] == [
        (14, False, None),
        (None, True, 150_000),
    ]


@pytest.mark.parametrize(
    ("text", "sums"),
    [
        ("diminta Rp50.000 di loket", [50_000]),
        ("bayar rp 1.500.000,-", [1_500_000]),
        ("dipalak 150rb", [150_000]),
        ("dimintai 1,5 juta", [1_500_000]),
        ("dipenta saratus rebu", [100_000]),
        ("katanya sejuta", [1_000_000]),
        ("nomor 081200000000 tanggal 12", []),
    ],
)
def test_sums_of_money_in_a_text(text: str, sums: list[int]) -> None:
    assert amounts(text) == sums
