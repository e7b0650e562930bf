"""What becomes of an item."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.classify.labels import Component, Facts, Kind, Sector
from core.desk import Caps
from core.intake.verdict import judge
from core.message import Attachment, DeliveryReport, DeliveryState, Terminal
from core.ports.filing import Background
from tests.core.intake.values import ASEP, NOON, SITI, found, message, reading, standing

CAPS = Caps(answers_per_day=5, messages_per_hour=3)


def test_a_first_message_opens_a_case() -> None:
    (verdict,) = judge([reading(message())], [Background()], CAPS)
    assert verdict.state is Terminal.OPENED
    assert verdict.joins is None


def test_a_reply_of_a_party_joins_its_case() -> None:
    (verdict,) = judge([reading(message())], [Background(by_thread=(standing(7),))], CAPS)
    assert verdict.state is Terminal.JOINED
    assert verdict.joins is not None
    assert verdict.joins.case.id == 7


@pytest.mark.parametrize("key", ["by_thread", "by_ticket"])
def test_a_stranger_who_quotes_a_thread_or_a_ticket_opens_a_case_of_his_own(key: str) -> None:
    known = Background(**{key: (standing(7, SITI),)})  # type: ignore[arg-type]  # one of two fields
    (verdict,) = judge([reading(message(sender=ASEP))], [known], CAPS)
    assert verdict.state is Terminal.OPENED
    assert verdict.joins is None
    assert verdict.linked is None


def test_what_was_seen_before_is_a_redelivery() -> None:
    (verdict,) = judge([reading(message())], [Background(seen=True)], CAPS)
    assert verdict.state is Terminal.REDELIVERED


def test_the_same_message_twice_in_one_list_is_a_redelivery() -> None:
    first, second = judge([reading(message()), reading(message(), number=2)], [Background()] * 2, CAPS)
    assert (first.state, second.state) == (Terminal.OPENED, Terminal.REDELIVERED)


def test_somebody_elses_message_id_used_again_does_not_silence_a_citizen() -> None:
    """A Message-ID is the sender's word: another text under the same id is another message."""
    one = message("Izin belum terbit", identity="content-1")
    other = message("Diminta uang di loket", sender=ASEP, identity="content-2")
    verdicts = judge([reading(one), reading(other, number=2)], [Background()] * 2, CAPS)
    assert [verdict.state for verdict in verdicts] == [Terminal.OPENED, Terminal.OPENED]


def test_a_machines_message_neither_opens_nor_joins() -> None:
    said = message(automatic="auto-reply")
    (verdict,) = judge([reading(said)], [Background(by_thread=(standing(7),))], CAPS)
    assert verdict.state is Terminal.AUTOMATIC


def test_a_delivery_report_is_a_report() -> None:
    report = DeliveryReport("r1", "<aduan-1@x.example>", DeliveryState.FAILED, NOON)
    one = reading(message())
    with_report = type(one)(one.leased, 0, True, report)
    (verdict,) = judge([with_report], [None], CAPS)
    assert verdict.state is Terminal.REPORT


def test_a_bare_greeting_opens_nothing() -> None:
    (verdict,) = judge([reading(message("Assalamualaikum"), found(bare=True))], [Background()], CAPS)
    assert verdict.state is Terminal.NOISE


def test_a_bare_greeting_with_a_photo_opens_a_case() -> None:
    said = message("Mau lapor", attachments=(Attachment("foto.jpg", "image/jpeg", 3, "00", b"abc"),))
    (verdict,) = judge([reading(said, found(bare=True))], [Background()], CAPS)
    assert verdict.state is Terminal.OPENED


def test_one_message_above_the_hourly_bound_is_a_flood() -> None:
    (verdict,) = judge([reading(message())], [Background(messages_this_hour=3)], CAPS)
    assert verdict.state is Terminal.FLOOD
    assert verdict.detail == "messages_per_hour"


def test_a_flood_within_one_list_is_counted_in_the_list() -> None:
    said = [
        reading(message(external_id=f"<{n}@example.com>", thread_key=f"<{n}@example.com>"), number=n)
        for n in range(5)
    ]
    states = [verdict.state for verdict in judge(said, [Background()] * 5, CAPS)]
    assert states == [Terminal.OPENED] * 3 + [Terminal.FLOOD] * 2


def test_a_reply_to_a_message_of_the_same_list_joins_its_new_case() -> None:
    first = message()
    second = message("tambahan", external_id="<b@example.com>", in_reply_to="<a@example.com>")
    verdicts = judge([reading(first), reading(second, number=2)], [Background()] * 2, CAPS)
    assert verdicts[1].state is Terminal.JOINED
    assert verdicts[1].joins_reading == 0


def test_a_strangers_reply_in_the_same_list_does_not_join() -> None:
    second = message("ini punya saya", ASEP, external_id="<b@example.net>", in_reply_to="<a@example.com>")
    verdicts = judge([reading(message()), reading(second, number=2)], [Background()] * 2, CAPS)
    assert verdicts[1].state is Terminal.OPENED


def test_a_matter_of_its_own_in_a_reply_opens_a_linked_case() -> None:
    own = found(component=Component.COST, sector=Sector.PUBLIC_WORKS_HOUSING)
    (verdict,) = judge([reading(message(), own)], [Background(by_thread=(standing(7),))], CAPS)
    assert verdict.state is Terminal.OPENED
    assert verdict.linked is not None
    assert verdict.linked.id == 7


@pytest.mark.parametrize(
    "doubt",
    [
        {"abstained": frozenset({"component"})},
        {"kind": Kind.APPRECIATION},
        {"facts": Facts()},
        {"sector": Sector.INDUSTRY},
        {"component": Component.TURNAROUND_TIME},
    ],
    ids=["unsure", "thanks", "no object", "same sector", "same component"],
)
def test_a_reply_that_only_might_be_another_matter_joins(doubt: dict[str, object]) -> None:
    own = {"component": Component.COST, "sector": Sector.PUBLIC_WORKS_HOUSING, **doubt}
    (verdict,) = judge([reading(message(), found(**own))], [Background(by_thread=(standing(7),))], CAPS)  # type: ignore[arg-type]  # a test's shorthand
    assert verdict.state is Terminal.JOINED


def test_the_answers_of_one_list_are_counted_for_the_next() -> None:
    said = [
        reading(message(external_id=f"<{n}@example.com>", thread_key=f"<{n}@example.com>"), number=n)
        for n in range(3)
    ]
    verdicts = judge(said, [Background(answers_today=2)] * 3, CAPS)
    assert [verdict.answers_today for verdict in verdicts] == [2, 3, 4]


def test_a_question_for_the_status_is_served() -> None:
    (verdict,) = judge([reading(message("STATUS PWK-2026-000123-K"))], [Background()], CAPS)
    assert verdict.state is Terminal.SERVED


def test_a_long_text_that_begins_with_status_is_no_command() -> None:
    said = message(
        "Status izin saya tidak jelas, sudah tiga minggu menunggu dan tidak ada kabar sama sekali. " * 2
    )
    (verdict,) = judge([reading(said)], [Background()], CAPS)
    assert verdict.state is Terminal.OPENED


@pytest.mark.parametrize(
    ("component", "sector", "sure", "own"),
    [
        (Component.COST, Sector.TOURISM, 0.6, True),
        (Component.TURNAROUND_TIME, Sector.TOURISM, 0.95, True),  # another licence, late too
        (Component.TURNAROUND_TIME, Sector.TOURISM, 0.8, False),
        (Component.FACILITIES, Sector.UNKNOWN, 0.95, True),  # the toilet is no part of the application
        (Component.FACILITIES, Sector.UNKNOWN, 0.8, False),
        (Component.COST, Sector.UNKNOWN, 0.99, False),  # what the same licence costs
        (Component.TURNAROUND_TIME, Sector.UNKNOWN, 0.99, False),
    ],
)
def test_a_reply_is_a_matter_of_its_own_where_both_labels_differ_or_one_plainly(
    component: Component, sector: Sector, sure: float, own: bool
) -> None:
    said = found(component=component, sector=sector, confidence={"component": sure, "sector": sure})
    (verdict,) = judge([reading(message(), said)], [Background(by_thread=(standing(7),))], CAPS)
    assert verdict.state is (Terminal.OPENED if own else Terminal.JOINED)
    assert verdict.linked is None or verdict.linked.id == 7


@pytest.mark.parametrize(
    ("before", "kind", "abstained", "own"),
    [
        (Kind.INFORMATION_REQUEST, Kind.COMPLAINT, frozenset(), True),
        (Kind.INFORMATION_REQUEST, Kind.SUGGESTION, frozenset(), True),
        (Kind.INFORMATION_REQUEST, Kind.COMPLAINT, frozenset({"kind"}), False),
        (Kind.INFORMATION_REQUEST, Kind.COMPLAINT, frozenset({"component"}), False),  # "one floor, sir"
        (Kind.INFORMATION_REQUEST, Kind.INFORMATION_REQUEST, frozenset(), False),
        (Kind.INFORMATION_REQUEST, Kind.APPRECIATION, frozenset(), False),
        (Kind.IRRELEVANT, Kind.COMPLAINT, frozenset(), True),
        (Kind.COMPLAINT, Kind.COMPLAINT, frozenset(), False),
    ],
)
def test_a_complaint_under_a_question_is_a_case_of_its_own(
    before: Kind, kind: Kind, abstained: frozenset[str], own: bool
) -> None:
    asked = standing(7)
    asked = replace(asked, case=replace(asked.case, labels=replace(asked.case.labels, kind=before)))
    said = found(kind, facts=Facts(), abstained=abstained)
    (verdict,) = judge([reading(message(), said)], [Background(by_thread=(asked,))], CAPS)
    assert verdict.state is (Terminal.OPENED if own else Terminal.JOINED)


@pytest.mark.parametrize(("sure", "own"), [(0.95, True), (0.7, False)])
def test_a_proposal_for_something_else_under_a_complaint_is_a_case_of_its_own(sure: float, own: bool) -> None:
    said = found(
        Kind.SUGGESTION, component=Component.FACILITIES, facts=Facts(), confidence={"component": sure}
    )
    (verdict,) = judge([reading(message(), said)], [Background(by_thread=(standing(7),))], CAPS)
    assert verdict.state is (Terminal.OPENED if own else Terminal.JOINED)
