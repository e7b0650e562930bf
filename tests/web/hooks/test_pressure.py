"""A provider that asks to wait is waited for: with one message, and with all others of its account."""

from __future__ import annotations

import pytest

from channels._twilio import SIDE_BY_SIDE
from core.ports.send import SendState
from sandbox.twilio import Fault
from tests.channels.twilio.office import PERSON
from tests.web.hooks.conftest import Gate
from tests.web.hooks.test_whole_way import LATE

PEOPLE = [f"whatsapp:+62812000001{number:02}" for number in range(10)]
STRIKES = {
    "429 with Retry-After": Fault(429, 20429, {"Retry-After": "90"}),
    "refused credentials": Fault(401, 20003),
}


def creates(gate: Gate) -> int:
    return sum(what == "create" for what, _ in gate.twilio.api.asked)


async def write_all(gate: Gate) -> None:
    for person in PEOPLE:
        assert await gate.called(LATE, person) == 200
    await gate.work()


@pytest.mark.parametrize("fault", STRIKES.values(), ids=STRIKES)
async def test_one_refusal_is_enough_for_all_that_were_about_to_leave(gate: Gate, fault: Fault) -> None:
    gate.twilio.fail("create", *[fault] * SIDE_BY_SIDE)
    await write_all(gate)
    assert creates(gate) == SIDE_BY_SIDE, "those that were on their way at that moment"
    assert gate.twilio.sent() == []
    gate.clock.pass_by(seconds=60 if fault.status == 429 else 20)
    await gate.send()
    assert creates(gate) == SIDE_BY_SIDE, "not before it said"
    gate.clock.pass_by(minutes=2)
    await gate.send()
    assert sorted(said.recipient for said in gate.twilio.sent()) == PEOPLE


async def test_another_account_does_not_wait_along(gate: Gate) -> None:
    gate.twilio.fail("create", *[Fault(429, 20429, {"Retry-After": "90"})] * SIDE_BY_SIDE)
    await write_all(gate)
    await gate.heard(LATE, PERSON)
    assert {said.recipient for said in gate.twilio.sent()} == {PERSON}


async def test_what_waits_is_due_and_no_one_is_told_that_it_failed(gate: Gate) -> None:
    gate.twilio.fail("create", *[Fault(429, 20429)] * SIDE_BY_SIDE)
    await write_all(gate)
    states = [said.send_state for view in await gate.views() for said in view.messages if not said.inbound]
    assert states == [SendState.DUE] * len(PEOPLE)


async def test_messages_to_different_people_are_on_their_way_at_the_same_time(gate: Gate) -> None:
    """A provider takes its time: one after the other, a morning's acknowledgements would take hours."""
    gate.twilio.fail("create", *[Fault(200, seconds=0.3)] * len(PEOPLE))
    await write_all(gate)
    assert gate.twilio.api.most_at_once == SIDE_BY_SIDE
    assert sorted(said.recipient for said in gate.twilio.sent()) == PEOPLE


async def test_two_messages_to_one_person_are_never_on_their_way_together(gate: Gate) -> None:
    gate.twilio.fail("create", *[Fault(200, seconds=0.2)] * 2)
    await gate.heard("Izin toko saya sudah 3 minggu belum terbit", PERSON)
    assert len(gate.said_to(PERSON)) == 2
    assert gate.twilio.api.most_at_once == 1
