"""Answers leave once, through Twilio's own library; what became of them is never guessed."""

from __future__ import annotations

import json
import socket
import sys
from datetime import UTC, datetime, timedelta

import pytest

from channels.sms import SmsChannel
from channels.whatsapp import WhatsAppChannel
from core.errors import (
    ChannelError,
    ConfigError,
    RecipientGone,
    Refused,
    Throttled,
    Unauthorised,
    Uncertain,
    Unreachable,
)
from core.message import Address, Purpose
from sandbox.twilio import Fault, Twilio
from tests.channels.twilio.office import CHAT, NUMBER, PERSON, PUBLIC, outbound, settings, short

TEMPLATE = "HX" + "c" * 32

FAILURES: dict[str, tuple[Fault, type[ChannelError]]] = {
    "too many requests": (Fault(429, 20429), Throttled),
    "the queue is full": (Fault(400, 21611), Throttled),
    "the day's allowance is used up": (Fault(400, 63038), Throttled),
    "wrong token": (Fault(401, 20003), Unauthorised),
    "account not active": (Fault(403, 20005), Unauthorised),
    "not our number": (Fault(400, 21606), Unauthorised),
    "no WhatsApp sender": (Fault(400, 63007), Unauthorised),
    "not found": (Fault(404, 20404), Refused),
    "the recipient sent STOP": (Fault(400, 21610), RecipientGone),
    "no number": (Fault(400, 21211), RecipientGone),
    "no mobile number": (Fault(400, 21614), RecipientGone),
    "not on WhatsApp": (Fault(400, 63024), RecipientGone),
    "24 hours are over": (Fault(400, 63016), Refused),
    "country not allowed": (Fault(400, 21408), Refused),
    "a number we do not know": (Fault(400, 29999), Refused),
    "bad request in HTML": (Fault(400, html=True), Refused),
    "fault after accepting": (Fault(500, 20500, after=True), Uncertain),
    "fault in HTML": (Fault(502, html=True), Uncertain),
    "overloaded": (Fault(503, 20503), Uncertain),
    "accepted, but said in HTML": (Fault(201, html=True, after=True), Uncertain),
    "an answer cut off": (Fault(0, after=True), Uncertain),
}


async def test_an_answer_leaves_once_in_our_name_and_asks_to_be_told_what_becomes_of_it(
    twilio: Twilio, chat: WhatsAppChannel
) -> None:
    receipt = await chat.send(outbound("Laporan Anda kami terima — PWK-2026-000001-K"))
    (sent,) = twilio.sent()
    assert receipt.external_id == sent.sid
    assert (sent.sender, sent.recipient) == (f"whatsapp:{NUMBER}", CHAT)
    assert sent.body == "Laporan Anda kami terima — PWK-2026-000001-K"
    assert sent.callback == f"{PUBLIC}/hooks/wa#rc=5&rp=all"


async def test_an_opaque_address_is_written_to_as_it_is(twilio: Twilio, chat: WhatsAppChannel) -> None:
    await chat.send(outbound(to=Address("whatsapp", "whatsapp:US.ABC123XYZ")))
    assert twilio.sent()[0].recipient == "whatsapp:US.ABC123XYZ"


async def test_a_number_that_an_officer_entered_is_written_to_on_whatsapp(
    twilio: Twilio, chat: WhatsAppChannel
) -> None:
    await chat.send(outbound(to=Address("whatsapp", PERSON)))
    assert twilio.sent()[0].recipient == CHAT


async def test_a_messaging_service_sends_instead_of_the_number(twilio: Twilio) -> None:
    channel = SmsChannel("sms", settings(twilio, messaging_service="MG" + "d" * 32, webhook=False))
    await channel.send(short("Terima kasih"))
    (_, fields) = twilio.api.asked[-1]
    assert fields["MessagingServiceSid"] == "MG" + "d" * 32
    assert "From" not in fields
    assert "StatusCallback" not in fields
    await channel.close()


@pytest.mark.parametrize(("fault", "meaning"), FAILURES.values(), ids=FAILURES)
async def test_a_failure_is_named_by_what_happened(
    twilio: Twilio, sms: SmsChannel, fault: Fault, meaning: type[ChannelError]
) -> None:
    twilio.fail("create", fault)
    with pytest.raises(ChannelError) as raised:
        await sms.send(short("Terima kasih"))
    assert type(raised.value) is meaning
    assert PERSON not in str(raised.value)
    assert "said on demand" not in str(raised.value)


async def test_no_failure_makes_the_library_send_again(twilio: Twilio, sms: SmsChannel) -> None:
    for fault, _ in FAILURES.values():
        twilio.fail("create", fault)
        with pytest.raises(ChannelError):
            await sms.send(short("Terima kasih"))
    assert [what for what, _ in twilio.api.asked] == ["create"] * len(FAILURES)


async def test_twilio_says_how_long_to_wait(twilio: Twilio, sms: SmsChannel) -> None:
    twilio.fail("create", Fault(429, 20429, {"Retry-After": "7"}), Fault(429, 20429))
    with pytest.raises(Throttled) as told:
        await sms.send(short("satu"))
    with pytest.raises(Throttled) as silent:
        await sms.send(short("dua"))
    assert told.value.wait == timedelta(seconds=7)
    assert silent.value.wait is None


async def test_silence_after_handing_over_is_uncertain(twilio: Twilio) -> None:
    channel = SmsChannel("sms", settings(twilio, timeout=0.2))
    twilio.fail("create", Fault(200, seconds=1.5))
    with pytest.raises(Uncertain):
        await channel.send(short("Terima kasih"))
    await channel.close()


async def test_sending_and_listing_do_not_load_the_classes_of_all_that_an_account_can_have(
    twilio: Twilio, sms: SmsChannel
) -> None:
    """They take 7 MB, for as long as the service runs."""
    receipt = await sms.send(short("Terima kasih"))
    assert await sms.find(short("Terima kasih")) == [receipt]
    await sms.probe()
    assert "twilio.rest" in sys.modules
    assert "twilio.rest.api" not in sys.modules


async def test_what_never_left_the_machine_may_be_tried_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    channel = SmsChannel("sms", settings(None, api_url=f"http://127.0.0.1:{port}"))
    with pytest.raises(Unreachable):
        await channel.send(short("Terima kasih"))
    with pytest.raises(Unreachable):
        await channel.probe()
    await channel.close()


async def test_whoever_sent_stop_is_not_written_to(twilio: Twilio, sms: SmsChannel) -> None:
    twilio.write(PERSON, NUMBER, "STOP", call=False)
    with pytest.raises(RecipientGone, match="21610"):
        await sms.send(short("Terima kasih"))


async def test_a_secret_that_cannot_be_read_pauses_the_account(twilio: Twilio) -> None:
    def unset() -> str:
        raise ConfigError("the environment variable ADUAN_WA is not set")

    channel = SmsChannel("sms", settings(twilio, credential=unset))
    with pytest.raises(Unauthorised):
        await channel.send(short("Terima kasih"))
    assert twilio.api.asked == []
    await channel.close()


async def test_a_rotated_token_is_taken_up_without_a_restart(twilio: Twilio) -> None:
    secrets = ["lama-" + "x" * 28]
    channel = SmsChannel("sms", settings(twilio, credential=lambda: secrets[0]))
    with pytest.raises(Unauthorised):
        await channel.probe()
    secrets[0] = twilio.auth_token
    await channel.probe()
    await channel.close()


async def test_an_api_key_signs_in_where_one_is_configured(twilio: Twilio) -> None:
    secret = f"rest:{twilio.api_secret} {twilio.auth_token}"
    channel = SmsChannel("sms", settings(twilio, api_key=twilio.api_key, credential=lambda: secret))
    await channel.probe()
    twilio.api.credentials = {}
    with pytest.raises(Unauthorised):
        await channel.probe()
    await channel.close()


async def test_a_suspended_account_is_found_by_the_probe(twilio: Twilio, sms: SmsChannel) -> None:
    twilio.account.status = "suspended"
    with pytest.raises(Unauthorised, match="not active"):
        await sms.probe()


async def test_an_uncertain_message_is_found_on_twilios_list(twilio: Twilio, sms: SmsChannel) -> None:
    twilio.fail("create", Fault(500, after=True))
    with pytest.raises(Uncertain):
        await sms.send(short("Jawaban – satu"))
    assert [found.external_id for found in await sms.find(short("Jawaban – satu"))] == [twilio.sent()[0].sid]


async def test_an_uncertain_message_that_was_not_taken_is_not_found(twilio: Twilio, sms: SmsChannel) -> None:
    twilio.fail("create", Fault(500))
    with pytest.raises(Uncertain):
        await sms.send(short("Jawaban satu"))
    assert await sms.find(short("Jawaban satu")) == []


async def test_all_messages_of_the_same_words_are_named_oldest_first(twilio: Twilio, sms: SmsChannel) -> None:
    """Which of them are others' is known to whoever keeps the receipts."""
    receipts = [await sms.send(short("Baik.")) for _ in range(3)]
    assert await sms.find(short("Baik.")) == receipts


async def test_a_message_of_another_week_is_not_taken_for_it(twilio: Twilio, sms: SmsChannel) -> None:
    receipt = await sms.send(short("Baik."))
    assert await sms.find(short("Baik.")) == [receipt]
    twilio.account.messages[receipt.external_id].at = datetime.now(UTC) - timedelta(days=8)
    assert await sms.find(short("Baik.")) == []


async def test_what_a_person_wrote_is_not_taken_for_our_answer(twilio: Twilio, sms: SmsChannel) -> None:
    twilio.connect(PERSON)
    twilio.write(NUMBER, PERSON, "Baik.", call=False)
    assert await sms.find(short("Baik.")) == []


async def test_a_list_that_cannot_be_asked_leaves_it_open(twilio: Twilio, sms: SmsChannel) -> None:
    twilio.fail("list", Fault(502, html=True))
    with pytest.raises(Unreachable):
        await sms.find(short("Jawaban"))


YESTERDAY = datetime.now(UTC) - timedelta(hours=25)


async def test_free_text_passes_within_the_24_hours(twilio: Twilio, chat: WhatsAppChannel) -> None:
    twilio.write(CHAT, f"whatsapp:{NUMBER}", "Jalan rusak", call=False)
    await chat.send(outbound("Sudah kami tindak lanjuti.", purpose=Purpose.REPLY))
    assert twilio.sent()[0].body == "Sudah kami tindak lanjuti."
    assert twilio.sent()[0].template == ""


async def test_whether_free_text_passes_is_asked_of_one_message_not_of_two_hundred(
    twilio: Twilio, chat: WhatsAppChannel
) -> None:
    for words in ("Jalan rusak", "Sudah seminggu"):
        twilio.write(CHAT, f"whatsapp:{NUMBER}", words, call=False)
    await chat.send(outbound("Sudah kami tindak lanjuti.", purpose=Purpose.REPLY))
    (listed,) = [fields for what, fields in twilio.api.asked if what == "list"]
    assert listed["PageSize"] == "1"


async def test_after_24_hours_a_person_is_told_where_no_template_is_approved(
    twilio: Twilio, chat: WhatsAppChannel
) -> None:
    twilio.write(CHAT, f"whatsapp:{NUMBER}", "Jalan rusak", at=YESTERDAY, call=False)
    with pytest.raises(Refused, match="24 hours"):
        await chat.send(outbound("Sudah kami tindak lanjuti.", purpose=Purpose.REPLY))
    assert twilio.sent() == []


async def test_after_24_hours_a_template_carries_the_text(twilio: Twilio) -> None:
    chat = WhatsAppChannel("wa", settings(twilio, template=TEMPLATE))
    twilio.write(CHAT, f"whatsapp:{NUMBER}", "Jalan rusak", at=YESTERDAY, call=False)
    message = outbound("Yth. Ibu,\n\nsudah kami tindak lanjuti.", purpose=Purpose.REPLY)
    await chat.send(message)
    (_, fields) = twilio.api.asked[-1]
    assert fields["ContentSid"] == TEMPLATE
    assert json.loads(fields["ContentVariables"]) == {"1": "Yth. Ibu, sudah kami tindak lanjuti."}
    assert "Body" not in fields
    unknown = WhatsAppChannel("wa", settings(twilio, template=TEMPLATE))
    assert await unknown.find(message) is not None
    with pytest.raises(Refused, match="too long"):
        await chat.send(outbound("panjang " * 200, purpose=Purpose.REPLY))
    await chat.close()
    await unknown.close()


async def test_what_answers_at_once_does_not_ask_whether_it_may(
    twilio: Twilio, chat: WhatsAppChannel
) -> None:
    await chat.send(outbound())
    assert [what for what, _ in twilio.api.asked] == ["create"]


async def test_a_text_that_whatsapp_does_not_carry_goes_to_a_person(
    twilio: Twilio, chat: WhatsAppChannel
) -> None:
    with pytest.raises(Refused, match="1601"):
        await chat.send(outbound("a" * 1601))
    assert twilio.api.asked == []
