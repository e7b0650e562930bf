"""No secret and no citizen's word reaches a log, whatever goes wrong."""

from __future__ import annotations

import logging
from urllib.parse import urlencode

import pytest

from channels.sms import SmsChannel
from channels.whatsapp import WhatsAppChannel
from core.errors import ChannelError
from core.message import InboundMessage, Purpose
from sandbox.twilio import Fault, Twilio
from tests.channels.sink import MemorySink
from tests.channels.twilio.office import CHAT, NUMBER, PERSON, delivery, outbound, short, swept

FAULTS = (Fault(429, 20429), Fault(400, 21211), Fault(500, html=True, after=True), Fault(0, after=True))


async def test_nothing_of_an_exchange_is_logged(
    twilio: Twilio, chat: WhatsAppChannel, sms: SmsChannel, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    twilio.write(CHAT, f"whatsapp:{NUMBER}", "rahasia warga", call=False)
    said = []
    for fault in (*FAULTS, None):
        if fault:
            twilio.fail("create", fault)
        try:
            await sms.send(short("rahasia kantor"))
        except ChannelError as error:
            said.append(repr(error))
    await chat.send(outbound("rahasia kantor", purpose=Purpose.REPLY))
    await chat.find(outbound("rahasia kantor"))
    await swept(chat, MemorySink())
    stored = twilio.write(CHAT, f"whatsapp:{NUMBER}", "", files=[("image/png", b"rahasia")], call=False)
    envelope = delivery(urlencode(stored.form).encode())
    (message,) = chat.parse(envelope)
    assert isinstance(message, InboundMessage)
    await chat.fetch(envelope, message)
    assert said
    ours = [record for record in caplog.records if not record.name.startswith("uvicorn")]  # the stand-in's
    logged = "".join(logging.Formatter().format(record) for record in ours) + "".join(said)
    for secret in (twilio.auth_token, PERSON[1:], "rahasia"):
        assert secret not in logged
