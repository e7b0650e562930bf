"""What left without an answer is looked for on the provider's list: sent at most once, and never lost."""

from __future__ import annotations

import pytest

from channels.whatsapp import WhatsAppChannel
from core.message import Terminal
from core.ports.send import SendState
from sandbox.twilio import Fault
from tests.channels.twilio.office import CHAT, settings
from tests.web.hooks.conftest import Gate
from tests.web.hooks.test_whole_way import LATE

TAKEN = {
    "5xx after accepting": Fault(500, after=True),
    "a gateway's page after accepting": Fault(502, after=True, html=True),
    "a broken answer after accepting": Fault(0, after=True),
}
NOT_TAKEN = {"5xx": Fault(500), "a gateway's page": Fault(503, html=True)}


async def states(gate: Gate) -> list[SendState | None]:
    return [said.send_state for said in (await gate.view()).messages if not said.inbound]


@pytest.mark.parametrize("fault", TAKEN.values(), ids=TAKEN)
async def test_what_the_provider_took_is_not_sent_again(gate: Gate, fault: Fault) -> None:
    gate.twilio.fail("create", fault)
    await gate.heard(LATE)
    assert await states(gate) == [SendState.UNKNOWN]
    await gate.settle()
    assert await states(gate) == [SendState.SENT]
    await gate.send()
    (sent,) = gate.twilio.sent()
    gate.twilio.report(sent.sid, "delivered", call=False)
    assert len(gate.said_to()) == 1


@pytest.mark.parametrize("fault", NOT_TAKEN.values(), ids=NOT_TAKEN)
async def test_what_the_provider_did_not_take_leaves_once_more(gate: Gate, fault: Fault) -> None:
    gate.twilio.fail("create", fault, fault, fault)
    await gate.heard(LATE)
    for _ in range(2):
        assert await states(gate) == [SendState.UNKNOWN]
        assert gate.twilio.sent() == []
        await gate.settle()
        await gate.send()
    await gate.settle()
    await gate.send()
    assert await states(gate) == [SendState.SENT]
    assert len(gate.said_to()) == 1


async def test_a_silence_is_settled_by_the_list_too(gate: Gate) -> None:
    """Longer than we wait: the provider takes the message while nobody listens any more."""
    hasty = WhatsAppChannel("wa", settings(gate.twilio, timeout=0.4))
    gate.doors["wa"] = hasty
    gate.twilio.fail("create", Fault(200, seconds=0.8))
    await gate.heard(LATE)
    assert await states(gate) == [SendState.UNKNOWN]
    await gate.taken()
    gate.doors["wa"] = gate.chat
    await hasty.close()
    await gate.settle()
    assert await states(gate) == [SendState.SENT]
    await gate.send()
    assert len(gate.said_to()) == 1


async def test_while_the_list_cannot_be_asked_nothing_is_sent(gate: Gate) -> None:
    gate.twilio.fail("create", Fault(500))
    await gate.heard(LATE)
    gate.twilio.fail("list", Fault(503), Fault(429), Fault(502, html=True))
    for _ in range(3):
        await gate.settle()
        await gate.send()
        assert await states(gate) == [SendState.UNKNOWN]
    await gate.settle()
    await gate.send()
    assert await states(gate) == [SendState.SENT]


async def test_the_list_is_given_time_before_it_is_believed(gate: Gate) -> None:
    gate.twilio.fail("create", Fault(500))
    await gate.heard(LATE)
    asked = len(gate.twilio.api.asked)
    await gate.settle(after=20)
    assert await states(gate) == [SendState.UNKNOWN]
    assert len(gate.twilio.api.asked) == asked


async def test_an_operator_says_how_much_time_the_list_is_given(gate: Gate) -> None:
    hasty = WhatsAppChannel("wa", settings(gate.twilio, listed_seconds=10))
    gate.doors["wa"] = hasty
    gate.twilio.fail("create", Fault(500))
    await gate.heard(LATE)
    await gate.settle(after=9)
    assert await states(gate) == [SendState.UNKNOWN]
    await gate.settle(after=1)
    await gate.send()
    assert await states(gate) == [SendState.SENT]
    await hasty.close()


async def test_the_same_answer_twice_is_two_messages_although_they_say_the_same(gate: Gate) -> None:
    """The second question's answer was not taken; the first one's stands on the list with the same words."""
    await gate.heard(LATE)
    ticket = (await gate.view()).complaint.ticket
    await gate.heard(f"STATUS {ticket}")
    gate.twilio.fail("create", Fault(500))
    await gate.heard(f"STATUS {ticket}")
    assert len(gate.said_to()) == 2
    await gate.settle()
    await gate.send()
    _, first, second = gate.said_to()
    assert first == second
    (balance,) = await gate.store.read(lambda unit: unit.ledger.balances())
    assert balance.ended == {Terminal.OPENED: 1, Terminal.SERVED: 2}
    assert all(message.recipient == CHAT for message in gate.twilio.sent())


async def test_what_is_never_taken_goes_to_a_person_in_the_end(
    gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.dispatch.settle.TRIES", 5)
    gate.twilio.fail("create", *[Fault(500)] * 10)
    await gate.heard(LATE)
    for _ in range(10):
        await gate.settle(after=4000)
        await gate.send()
    assert await states(gate) == [SendState.HELD]
    assert gate.twilio.sent() == []
