"""Files are fetched from where they may lie, with our secret shown to Twilio alone, and are what their bytes say."""

from __future__ import annotations

import hashlib
from urllib.parse import urlencode

import pytest

from channels._twilio.media import FOREIGN, GONE, NOT_FETCHED, RUNS, TOO_LARGE
from channels.whatsapp import WhatsAppChannel
from core.errors import Throttled, Unauthorised, Unreachable
from core.message import InboundMessage
from sandbox.twilio import Fault, Twilio
from sandbox.twilio.account import Stored
from tests.channels.twilio.office import CHAT, NUMBER, delivery, settings

OURS = f"whatsapp:{NUMBER}"
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 200
CARD = (
    b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Budi Contoh\r\nitem1.TEL;waid=62812:+62 812-0000-0003\r\nEND:VCARD\r\n"
)


async def fetched(channel: WhatsAppChannel, stored: Stored, **changes: str) -> InboundMessage:
    envelope = delivery(urlencode({**stored.form, **changes}).encode())
    (message,) = channel.parse(envelope)
    assert isinstance(message, InboundMessage)
    return await channel.fetch(envelope, message)


def picture(twilio: Twilio, *data: bytes, kind: str = "image/png") -> Stored:
    return twilio.write(CHAT, OURS, "Foto", files=[(kind, one) for one in data or (PICTURE,)], call=False)


async def test_a_file_is_named_when_it_is_read_and_there_when_it_is_fetched(
    twilio: Twilio, chat: WhatsAppChannel
) -> None:
    stored = picture(twilio)
    (message,) = chat.parse(delivery(urlencode(stored.form).encode()))
    assert isinstance(message, InboundMessage)
    assert [(file.data, file.refused) for file in message.attachments] == [(None, NOT_FETCHED)]
    (file,) = (await fetched(chat, stored)).attachments
    assert (file.data, file.refused, file.filename) == (PICTURE, "", "foto-1.png")
    assert (file.size, file.sha256) == (len(PICTURE), hashlib.sha256(PICTURE).hexdigest())


async def test_the_secret_does_not_go_along_to_another_host(twilio: Twilio, chat: WhatsAppChannel) -> None:
    (file,) = (await fetched(chat, picture(twilio))).attachments
    assert file.data == PICTURE
    assert twilio.api.store_heard == [None]


async def test_several_files_keep_their_order(twilio: Twilio, chat: WhatsAppChannel) -> None:
    many = [PICTURE + bytes([number]) for number in range(6)]
    files = (await fetched(chat, picture(twilio, *many))).attachments
    assert [file.data for file in files] == many


async def test_a_file_is_what_its_bytes_say(twilio: Twilio, chat: WhatsAppChannel) -> None:
    page, program = b"<html><script>x()</script></html>", b"MZ" + b"\0" * 100
    shown, refused = (await fetched(chat, picture(twilio, page, program))).attachments
    assert (shown.content_type, shown.declared_type) == ("text/html", "image/png")
    assert (refused.data, refused.refused) == (None, RUNS)


async def test_a_file_that_is_too_large_is_refused_and_said_to_be(twilio: Twilio) -> None:
    channel = WhatsAppChannel("wa", settings(twilio, max_media_bytes=1000))
    small, large = (await fetched(channel, picture(twilio, b"a" * 1000, b"a" * 1001))).attachments
    assert (small.size, small.refused) == (1000, "")
    assert (large.data, large.refused) == (None, TOO_LARGE)
    assert large.size > 1000
    await channel.close()


@pytest.mark.parametrize(
    "url",
    [
        "https://files.example/a.png",
        "https://api.twilio.com.example/a.png",
        "http://api.twilio.com/a.png",
        "https://nottwiliocdn.com/a.png",
        "file:///etc/hostname",
        "ftp://localhost/a.png",
        "//localhost/a",
        "https://localhost@files.example/a.png",
    ],
)
async def test_nothing_is_fetched_from_a_host_that_is_not_on_the_list(twilio: Twilio, url: str) -> None:
    hosts = ("api.twilio.com", ".twiliocdn.com", "localhost")
    channel = WhatsAppChannel("wa", settings(twilio, media_hosts=hosts))
    (file,) = (await fetched(channel, picture(twilio), MediaUrl0=url)).attachments
    assert (file.data, file.refused) == (None, FOREIGN)
    await channel.close()


async def test_a_redirect_to_a_host_that_is_not_on_the_list_is_not_followed(twilio: Twilio) -> None:
    channel = WhatsAppChannel("wa", settings(twilio, media_hosts=("media.example",)))
    (file,) = (await fetched(channel, picture(twilio))).attachments
    assert file.refused == FOREIGN
    assert twilio.api.store_heard == []
    await channel.close()


async def test_a_file_that_twilio_has_no_more_is_said_to_be_gone(
    twilio: Twilio, chat: WhatsAppChannel
) -> None:
    stored = picture(twilio)
    stored.files.clear()
    (file,) = (await fetched(chat, stored)).attachments
    assert (file.data, file.refused) == (None, GONE)


@pytest.mark.parametrize(
    ("what", "fault", "error"),
    [
        ("file", Fault(503), Unreachable),
        ("file", Fault(429, 20429), Throttled),
        ("file", Fault(401, 20003), Unauthorised),
        ("store", Fault(500, html=True), Unreachable),
        ("store", Fault(0), Unreachable),
    ],
    ids=["fault", "too many requests", "wrong token", "fault of the file store", "cut off"],
)
async def test_a_fetch_that_fails_may_be_tried_again(
    twilio: Twilio, chat: WhatsAppChannel, what: str, fault: Fault, error: type[Exception]
) -> None:
    stored = picture(twilio)
    twilio.fail(what, fault)
    with pytest.raises(error):
        await fetched(chat, stored)
    (file,) = (await fetched(chat, stored)).attachments
    assert file.data == PICTURE


async def test_a_contact_card_is_shown_in_words(twilio: Twilio, chat: WhatsAppChannel) -> None:
    stored = twilio.write(CHAT, OURS, "", files=[("text/vcard", CARD)], call=False)
    message = await fetched(chat, stored)
    assert message.text == "[Kontak: Budi Contoh, +62 812-0000-0003]"
    assert message.attachments[0].data == CARD


async def test_a_message_without_files_asks_nobody(twilio: Twilio, chat: WhatsAppChannel) -> None:
    message = await fetched(chat, twilio.write(CHAT, OURS, "Halo", call=False))
    assert message.text == "Halo"
    assert twilio.api.asked == []
