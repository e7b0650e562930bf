"""A provider that asks to wait is waited for: with one message, and with all others of its account."""

from __future__ import annotations

import pytest

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
    gate.twilio.fail("create", fault)
    await write_all(gate)
    assert creates(gate) == 1
    assert gate.twilio.sent() == []
    gate.clock.pass_by(seconds=60 if fault.status == 429 else 20)
    await gate.send()
    assert creates(gate) == 1, "not before it said"
    gate.clock.pass_by(minutes=2)
    await gate.send()
    assert [said.recipient for said in gate.twilio.sent()] == PEOPLE, "in their order"


async def test_another_account_does_not_wait_along(gate: Gate) -> None:
    gate.twilio.fail("create", Fault(429, 20429, {"Retry-After": "90"}))
    await write_all(gate)
    await gate.heard(LATE, PERSON)
    assert {said.recipient for said in gate.twilio.sent()} == {PERSON}


async def test_what_waits_is_due_and_no_one_is_told_that_it_failed(gate: Gate) -> None:
    gate.twilio.fail("create", Fault(429, 20429))
    await write_all(gate)
    states = [said.send_state for view in await gate.views() for said in view.messages if not said.inbound]
    assert states == [SendState.DUE] * len(PEOPLE)
