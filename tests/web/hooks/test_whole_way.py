"""A citizen writes on WhatsApp or by SMS, and hears from the office: from the webhook to the delivery report."""

from __future__ import annotations

import asyncio

import pytest

from channels._twilio.parts import parts
from core.message import Terminal
from core.ports.send import SendState
from tests.channels.twilio.office import CHAT, PERSON
from tests.web.hooks.conftest import Gate

LATE = "Izin PBG saya di loket sudah 3 minggu belum jadi, mohon dibantu."


async def test_a_complaint_on_whatsapp_is_acknowledged_there_and_the_delivery_is_known(gate: Gate) -> None:
    await gate.heard(LATE)
    (sent,) = gate.twilio.sent()
    assert sent.recipient == CHAT
    assert "PWK-" in sent.body
    for status in ("sent", "read", "delivered"):  # out of order: what is read was delivered
        assert await asyncio.to_thread(gate.twilio.report, sent.sid, status) == 200
    await gate.work()
    view = await gate.view()
    assert [said.send_state for said in view.messages if not said.inbound] == [SendState.DELIVERED]
    assert view.complaint.party.addresses[0].handle == CHAT
    (balance,) = await gate.store.read(lambda unit: unit.ledger.balances())
    assert balance.missing == 0
    assert balance.ended == {Terminal.OPENED: 1, Terminal.REPORT: 3}


async def test_a_delivery_that_is_known_is_not_taken_back_by_an_older_report(gate: Gate) -> None:
    await gate.heard(LATE)
    (sent,) = gate.twilio.sent()
    for status in ("delivered", "failed", "sent", "queued"):
        assert await asyncio.to_thread(gate.twilio.report, sent.sid, status) == 200
    await gate.work()
    assert [said.send_state for said in (await gate.view()).messages[1:]] == [SendState.DELIVERED]


async def test_an_acknowledgement_by_sms_says_office_ticket_date_and_status_and_no_more(gate: Gate) -> None:
    """The case lacks a name, so a second message asks for it: one SMS has no room for both."""
    await gate.heard(LATE, PERSON)
    case = (await gate.view()).complaint
    said = gate.said_to(PERSON)
    assert [parts(text) for text in said] == [1, 1]
    acknowledgement, asking = said
    for needed in ("DPMPTSP", f"STATUS {case.ticket}", "Desember 2026"):
        assert needed in acknowledgement
    assert "lengkapi" in asking
    assert case.ticket in asking


async def test_the_same_complaint_on_whatsapp_is_told_the_rule_too(gate: Gate) -> None:
    await gate.heard(LATE, ProfileName="Siti")
    (text,) = gate.said_to()
    for needed in ("14 hari kerja", "Mohon tidak mengirim NIK", "mohon balas pesan ini"):
        assert needed in text
    assert "Hormat kami" not in text, "a chat is no letter"
    assert gate.chat.capabilities.carries(text)


@pytest.mark.parametrize("word", ["STOP", "START"])
async def test_a_word_to_twilio_opens_no_case_and_is_not_answered(gate: Gate, word: str) -> None:
    await gate.heard(word, PERSON)
    assert await gate.views() == []
    assert gate.said_to(PERSON) == []


async def test_whoever_said_stop_is_not_written_to_and_the_case_says_so(gate: Gate) -> None:
    assert await gate.called(LATE, PERSON) == 200
    assert await gate.called("STOP", PERSON) == 200
    await gate.work()
    view = await gate.view()
    states = {(said.send_state, said.reason) for said in view.messages if not said.inbound}
    assert states == {(SendState.FAILED, "recipient-gone")}
    assert gate.said_to(PERSON) == []


async def test_a_kind_of_message_that_nobody_knows_is_kept_named_and_answered(gate: Gate) -> None:
    await gate.heard("", MessageType="hologram")
    view = await gate.view()
    assert "hologram" in view.messages[0].text
    assert len(gate.said_to()) == 1


SHOWN = {
    "a place": ({"Latitude": "-6.55", "Longitude": "107.44", "Label": "Pasar"}, "[Lokasi: Pasar, geo:-6.55"),
    "a button": ({"ButtonText": "Izin lama", "ButtonPayload": "izin"}, "[Tombol: Izin lama (izin)]"),
    "an advertisement": (
        {"Body": LATE, "ReferralHeadline": "Layanan izin", "ReferralSourceType": "ad"},
        "[Datang dari iklan atau kiriman: judul: Layanan izin; jenis: ad]",
    ),
}


@pytest.mark.parametrize(("fields", "shown"), SHOWN.values(), ids=SHOWN)
async def test_what_came_beside_words_is_shown_in_the_case(
    gate: Gate, fields: dict[str, str], shown: str
) -> None:
    fields = dict(fields)
    await gate.heard(fields.pop("Body", ""), **fields)
    (message,) = [said for said in (await gate.view()).messages if said.inbound]
    assert shown in (message.full_text or message.text)


FILES = {
    "a voice note": ("audio/ogg", b"OggS" + bytes(60), "audio/ogg"),
    "a contact card": (
        "text/vcard",
        b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Budi Umpama\r\nTEL:+6281200000009\r\nEND:VCARD\r\n",
        "text/vcard",
    ),
}


@pytest.mark.parametrize(("declared", "data", "kind"), FILES.values(), ids=FILES)
async def test_a_file_without_words_is_a_matter_and_is_shown(
    gate: Gate, declared: str, data: bytes, kind: str
) -> None:
    await gate.heard("", files=[(declared, data)])
    (said,) = [one for one in (await gate.view()).messages if one.inbound]
    assert [file.content_type for file in said.attachments] == [kind]
    assert len(gate.said_to()) == 1
    if kind == "text/vcard":
        assert "[Kontak: Budi Umpama, +6281200000009]" in said.text
