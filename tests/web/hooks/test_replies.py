"""What an officer answers leaves in time, by a template after the 24 hours, or a person is told."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest

from channels.whatsapp import WhatsAppChannel
from core.law.deadline import jakarta_date
from core.ports.inbox import CaseView, Officer, Role, ShownMessage, View
from core.ports.send import SendState
from core.work.reply import TooLong, reply
from tests.channels.twilio.office import CHAT, PERSON, settings
from tests.web.hooks.conftest import MANAGER, OURS, Gate
from tests.web.hooks.test_failing import sweep, watching
from tests.web.hooks.test_whole_way import LATE

DADAN = Officer(MANAGER.name, "Dadan", Role.COMPLAINT_MANAGER, "complaint_manager")
WORDS = "Berkas Bapak sudah lengkap dan izinnya terbit Rabu."
TEMPLATE = "HX" + "c" * 32


async def answer(gate: Gate, text: str = WORDS) -> ShownMessage:
    """An officer replies, ten seconds go by, it leaves; what became of it."""
    case, now = (await gate.view()).complaint, gate.clock.now()
    await gate.store.write(lambda unit: reply(gate.desk, unit, case.ticket, DADAN, text, now, case.version))
    gate.clock.pass_by(seconds=11)
    await gate.send()
    return (await gate.view()).messages[-1]


async def undelivered(gate: Gate) -> int:
    today = jakarta_date(gate.clock.now())
    counts = await gate.store.read(lambda unit: unit.inbox.counts(MANAGER, today))
    return counts[View.UNDELIVERED]


def a_day_later(gate: Gate) -> None:
    """For us and for the provider: nobody has written since."""
    gate.clock.pass_by(hours=25)
    for message in gate.twilio.account.messages.values():
        message.at -= timedelta(hours=25)


async def test_within_the_24_hours_the_officers_words_leave_as_they_are(gate: Gate) -> None:
    await gate.heard(LATE)
    assert (await answer(gate)).send_state is SendState.SENT
    assert WORDS in gate.said_to()[-1]
    assert gate.twilio.sent()[-1].template == ""


async def test_after_the_24_hours_a_template_carries_them(gate: Gate) -> None:
    gate.doors["wa"] = WhatsAppChannel("wa", settings(gate.twilio, template=TEMPLATE))
    await gate.heard(LATE)
    a_day_later(gate)
    assert (await answer(gate)).send_state is SendState.SENT
    _, asked = next(call for call in reversed(gate.twilio.api.asked) if call[0] == "create")
    assert asked["ContentSid"] == TEMPLATE
    assert WORDS in json.loads(asked["ContentVariables"])["1"]
    await gate.doors["wa"].close()


async def test_without_a_template_a_person_is_told(gate: Gate) -> None:
    await gate.heard(LATE)
    a_day_later(gate)
    told = await answer(gate)
    assert (told.send_state, told.reason) == (SendState.FAILED, "refused")
    assert await undelivered(gate) == 1


async def test_a_text_that_was_accepted_and_fails_later_is_told_to_the_case(gate: Gate) -> None:
    """The window shut while the message stood in the provider's queue (63016)."""
    await gate.heard(LATE)
    sent = gate.twilio.sent()[-1]
    assert await asyncio.to_thread(gate.twilio.report, sent.sid, "undelivered", 63016) == 200
    await gate.work()
    view = await gate.view()
    assert (view.messages[-1].send_state, view.messages[-1].reason) == (SendState.FAILED, "63016")
    assert "bounced" in [entry.what for entry in view.entries]
    assert await undelivered(gate) == 1


async def test_a_reply_by_sms_stands_in_a_short_frame(gate: Gate) -> None:
    await gate.heard(f"Saya Siti Contoh. {LATE}", PERSON)
    case = (await gate.view()).complaint
    assert (await answer(gate)).send_state is SendState.SENT
    assert gate.said_to(PERSON)[-1] == f"DPMPTSP Purwakarta {case.ticket}: {WORDS}"


async def test_a_reply_that_makes_too_many_sms_is_given_back_before_it_is_planned(gate: Gate) -> None:
    await gate.heard(f"Saya Siti Contoh. {LATE}", PERSON)
    before = len((await gate.view()).messages)
    with pytest.raises(TooLong) as raised:
        await answer(gate, "kata " * 130)
    assert raised.value.excess > 0
    assert len((await gate.view()).messages) == before


def missing(view: CaseView) -> set[str]:
    return set(view.complaint.missing)


async def test_a_profiles_name_is_a_proposal_until_the_person_confirms_it(gate: Gate) -> None:
    await gate.heard(LATE, ProfileName="Siti Ganteng 88")
    view = await gate.view()
    assert view.complaint.party.name is None
    assert "name_confirmation" in missing(view)
    assert "balas YA" in gate.said_to()[-1]
    assert "Siti Ganteng" not in gate.said_to()[-1], "nothing that came in is repeated"
    gate.clock.pass_by(minutes=3)
    await gate.heard("Ya betul", ProfileName="Siti Ganteng 88")
    view = await gate.view()
    assert view.complaint.party.name == "Siti Ganteng 88"
    assert "name_confirmation" not in missing(view)


async def test_a_name_in_words_counts_and_the_profiles_does_not(gate: Gate) -> None:
    await gate.heard(f"Nama saya Euis Umpama. {LATE}", ProfileName="xX_bos_Xx")
    view = await gate.view()
    assert view.complaint.party.name == "Euis Umpama"
    assert "name_confirmation" not in missing(view)


async def test_the_true_reception_of_what_the_list_brought_decides_the_date(gate: Gate) -> None:
    """Three days without a public address: the law counts from when the provider had it."""
    three_days = datetime.now(UTC) - timedelta(days=3)
    gate.twilio.write(CHAT, OURS, LATE, at=three_days, call=False)
    await sweep(gate, gate.chat, watching(gate))
    await gate.work()
    case = (await gate.view()).complaint
    assert abs(case.received_at - three_days) < timedelta(seconds=1)
    assert case.opened_at == gate.clock.now()
