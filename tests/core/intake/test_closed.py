"""What a citizen says after the case was closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.case.complaint import State
from core.classify.labels import Component, Kind, Sector
from core.intake.closed import After, after_closing, reopen
from core.intake.verdict import has_own_object, judge
from core.law.deadline import jakarta_date
from core.message import Terminal
from core.ports.filing import Background, Standing
from tests.core.intake.test_verdict import CAPS
from tests.core.intake.values import NOON, SITI, case, message, reading
from tests.pipeline.office import desk

CLOSED = replace(
    case(),
    state=State.CLOSED,
    labels=replace(case().labels, sector=Sector.PUBLIC_WORKS_HOUSING, component=Component.TURNAROUND_TIME),
)


def said(text: str, closed: object = CLOSED) -> After:
    assert isinstance(closed, type(CLOSED))
    found = desk().classifier.classify(text, date(2026, 11, 23))
    return after_closing(message(text), found, closed, own=has_own_object(found, closed))


@pytest.mark.parametrize(
    "text",
    [
        "Saya keberatan dengan jawabannya",
        "Saya belum puas",
        "Belum selesai, izin saya masih belum terbit",
        "masih belum ada kabar",
        "tapi kok belum jadi juga ya?",
        "Izin PBG saya masih belum terbit juga",
        "LANJUT",
        "Terima kasih, tapi saya tidak setuju",
        "Abdi teu puas kana waleranana",
        "teu acan rengse",
        "I am not satisfied with this answer",
        "It is still not done",
    ],
)
def test_an_objection_is_one_in_three_languages(text: str) -> None:
    assert said(text) is After.OBJECTION


@pytest.mark.parametrize(
    "text",
    [
        "Terima kasih banyak atas bantuannya",
        "Baik, terima kasih",
        "ok",
        "Ok siap",
        "Siap pak 🙏",
        "hatur nuhun",
        "sudah beres",
        "Thank you very much",
    ],
)
def test_thanks_and_a_nod_change_nothing(text: str) -> None:
    assert said(text) is After.THANKS


@pytest.mark.parametrize(
    "text",
    [
        "Assalamualaikum",
        "Halo min mau lapor",
        "Jam buka kantor kapan?",
        "Petugas parkir di kantor minta uang lebih",
        "Izin apotek saya sudah 3 minggu belum terbit",
    ],
)
def test_another_matter_is_another_case(text: str) -> None:
    assert said(text) is After.OTHER


@pytest.mark.parametrize(
    "closed",
    [
        replace(CLOSED, state=State.SPAM),
        replace(CLOSED, labels=replace(CLOSED.labels, kind=Kind.APPRECIATION)),
    ],
    ids=["spam", "praise"],
)
def test_what_cannot_be_objected_to_is_never_reopened(closed: object) -> None:
    assert said("Izin PBG saya masih belum terbit juga", closed) is After.OTHER


def test_reopened_it_is_due_as_an_answer_to_the_objection() -> None:
    later = NOON + timedelta(days=40)
    changed, entry = reopen(CLOSED, message("Saya keberatan", received_at=later), desk(), later)
    assert changed.state is State.RECEIVED
    assert changed.deadline.due is not None
    assert changed.deadline.due > jakarta_date(later)
    assert (changed.received_at, changed.ticket) == (CLOSED.received_at, CLOSED.ticket)
    assert entry.what == "reopened"
    assert entry.detail["rule"] == "R39"


def test_after_an_objection_the_next_message_of_the_list_joins_too() -> None:
    """The store still says that the case is closed."""
    known = Background(by_thread=(Standing(CLOSED, frozenset({SITI.key})),))
    texts = ["Saya keberatan", "Sudah 3 minggu tidak ada yang menghubungi saya"]
    readings = [
        reading(
            message(text, external_id=f"<{number}@x>", identity=f"{number}"),
            desk().classifier.classify(text, date(2026, 11, 23)),
            number,
        )
        for number, text in enumerate(texts, 1)
    ]
    first, second = judge(readings, [known, known], CAPS)
    assert (first.state, first.reopens) == (Terminal.JOINED, True)
    assert (second.state, second.reopens) == (Terminal.JOINED, False)
