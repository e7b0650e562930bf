"""The list brings what no webhook brought, each message once, with its true time."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from channels._twilio import sweep
from channels.sms import SmsChannel
from channels.whatsapp import WhatsAppChannel
from core.errors import Throttled, Unauthorised, Unreachable
from core.message import DeliveryReport, DeliveryState, Envelope, InboundMessage
from sandbox.twilio import Fault, Twilio
from tests.channels.sink import MemorySink, polling
from tests.channels.twilio.office import (
    CHAT,
    NUMBER,
    PERSON,
    settings,
    short,
    swept,
)

OURS = f"whatsapp:{NUMBER}"
PICTURE = b"\x89PNG\r\n\x1a\n" + b"0" * 64


def _ago(**span: float) -> datetime:
    return (datetime.now(UTC) - timedelta(**span)).replace(microsecond=0)


def messages(channel: WhatsAppChannel | SmsChannel, sink: MemorySink) -> list[Any]:
    return [item for envelope in sink.kept.values() for item in channel.parse(envelope)]


async def test_a_message_that_no_webhook_brought_comes_by_the_list_with_its_true_time(
    twilio: Twilio, chat: WhatsAppChannel
) -> None:
    at = _ago(days=3)
    stored = twilio.write(CHAT, OURS, "Izin PBG belum jadi", at=at, call=False)
    sink = await swept(chat, MemorySink())
    (message,) = messages(chat, sink)
    assert isinstance(message, InboundMessage)
    assert message.received_at == at
    assert message.external_id == stored.sid
    assert (message.text, message.sender.handle) == ("Izin PBG belum jadi", CHAT)


async def test_it_has_the_key_that_its_webhook_has(twilio: Twilio, chat: WhatsAppChannel) -> None:
    stored = twilio.write(CHAT, OURS, "Halo", call=False)
    sink = await swept(chat, MemorySink())
    hook = Envelope("wa", "", "", f"MessageSid={stored.sid}&From=%2B62&Body=Halo".encode(), _ago(), {})
    assert list(sink.kept) == [chat.identified(hook).key]


async def test_only_messages_to_this_number_are_taken(twilio: Twilio, sms: SmsChannel) -> None:
    twilio.connect("+6281500000009")
    twilio.write(PERSON, "+6281500000009", "Ke kantor lain", call=False)
    twilio.write(CHAT, OURS, "Lewat WhatsApp", call=False)
    twilio.write(PERSON, NUMBER, "Lewat SMS", call=False)
    sink = await swept(sms, MemorySink())
    assert [message.text for message in messages(sms, sink)] == ["Lewat SMS"]


async def test_nothing_older_than_the_account_is_taken(twilio: Twilio, sms: SmsChannel) -> None:
    twilio.write(PERSON, NUMBER, "Kemarin", at=_ago(hours=3), call=False)
    twilio.write(PERSON, NUMBER, "Tadi", at=_ago(minutes=5), call=False)
    sink = await swept(sms, MemorySink(accept=_ago(hours=1)))
    assert [message.text for message in messages(sms, sink)] == ["Tadi"]


async def test_many_messages_come_in_their_order_and_the_cursor_stands_behind_each_batch(
    twilio: Twilio, sms: SmsChannel
) -> None:
    begin = _ago(hours=10)
    for number in range(430):  # three pages
        twilio.write(PERSON, NUMBER, str(number), at=begin + timedelta(seconds=number), call=False)
    sink = await swept(sms, MemorySink())
    assert [message.text for message in messages(sms, sink)] == [str(number) for number in range(430)]
    for batch in sink.batches:
        assert batch.cursor == batch.envelopes[-1].received_at.isoformat()
        assert batch.rescan


async def test_a_batch_that_fails_is_asked_for_again_and_nothing_is_skipped(
    twilio: Twilio, sms: SmsChannel
) -> None:
    begin = _ago(hours=10)
    for number in range(sweep.BATCH * 2):
        twilio.write(PERSON, NUMBER, str(number), at=begin + timedelta(seconds=number), call=False)
    sink = MemorySink()
    sink.failures = [RuntimeError("the disk is full")]
    with pytest.raises(RuntimeError):
        await swept(sms, sink)
    assert sink.cursors == {}
    await swept(sms, sink)
    assert len(sink.kept) == sweep.BATCH * 2


async def test_what_was_handed_over_is_not_handed_over_again(twilio: Twilio, sms: SmsChannel) -> None:
    sink = MemorySink()
    async with polling(sms, sink):
        twilio.write(PERSON, NUMBER, "satu", call=False)
        await sink.looked_again()
        twilio.write(PERSON, NUMBER, "dua", call=False)
        await sink.looked_again()
        await sink.looked_again()
    assert [len(batch.envelopes) for batch in sink.batches if batch.stream == sweep.RECEIVED] == [1, 1]


async def test_what_the_list_shows_late_is_still_found(twilio: Twilio, sms: SmsChannel) -> None:
    """Within the overlap: a message may stand on the list after a younger one did."""
    sink = MemorySink()
    twilio.write(PERSON, NUMBER, "kedua", at=_ago(minutes=1), call=False)
    await swept(sms, sink)
    twilio.write(PERSON, NUMBER, "pertama", at=_ago(minutes=4), call=False)
    await swept(sms, sink)
    assert [message.text for message in messages(sms, sink)] == ["kedua", "pertama"]


async def test_a_webhook_has_time_to_bring_what_the_list_would_tell_poorer(twilio: Twilio) -> None:
    chat = WhatsAppChannel("wa", settings(twilio, delay_seconds=120))
    twilio.write(CHAT, OURS, "Baru saja", call=False)
    twilio.write(CHAT, OURS, "Lima menit lalu", at=_ago(minutes=5), call=False)
    sink = await swept(chat, MemorySink())
    assert [message.text for message in messages(chat, sink)] == ["Lima menit lalu"]
    await chat.close()


async def test_without_a_webhook_the_list_is_believed_at_once(twilio: Twilio) -> None:
    chat = WhatsAppChannel("wa", settings(twilio, delay_seconds=120, webhook=False, public_url=""))
    twilio.write(CHAT, OURS, "Baru saja", call=False)
    sink = await swept(chat, MemorySink())
    assert [message.text for message in messages(chat, sink)] == ["Baru saja"]
    await chat.close()


async def test_files_of_a_listed_message_can_be_fetched(twilio: Twilio, chat: WhatsAppChannel) -> None:
    twilio.write(CHAT, OURS, "Foto jalan", files=[("image/png", PICTURE)], call=False)
    sink = await swept(chat, MemorySink())
    (envelope,) = sink.kept.values()
    (message,) = chat.parse(envelope)
    assert isinstance(message, InboundMessage)
    fetched = await chat.fetch(envelope, message)
    assert [file.data for file in fetched.attachments] == [PICTURE]


async def test_a_file_that_is_gone_holds_up_nobody(twilio: Twilio, chat: WhatsAppChannel) -> None:
    twilio.write(CHAT, OURS, "Foto jalan", files=[("image/png", PICTURE)], call=False)
    twilio.write(CHAT, OURS, "Sesudahnya", call=False)
    twilio.fail("media", Fault(404, 20404))
    first, second = messages(chat, await swept(chat, MemorySink()))
    assert [file.refused for file in first.attachments] == ["gone"]
    assert second.text == "Sesudahnya"


async def test_what_became_of_our_messages_is_told_by_the_list_too(twilio: Twilio, sms: SmsChannel) -> None:
    receipts = [await sms.send(short(text)) for text in ("satu", "dua", "tiga")]
    twilio.report(receipts[0].external_id, "delivered", call=False)
    twilio.report(receipts[1].external_id, "undelivered", 30005, call=False)
    sink = await swept(sms, MemorySink())
    told = messages(sms, sink)
    assert all(isinstance(report, DeliveryReport) for report in told)
    assert {report.refers_to: (report.state, report.code) for report in told} == {
        receipts[0].external_id: (DeliveryState.DELIVERED, ""),
        receipts[1].external_id: (DeliveryState.FAILED, "30005"),
    }


async def test_a_chat_without_words_on_the_list_does_not_look_empty(
    twilio: Twilio, chat: WhatsAppChannel
) -> None:
    twilio.write(CHAT, OURS, "", call=False, MessageType="location", Latitude="-6.5", Longitude="107.4")
    sink = await swept(chat, MemorySink())
    assert "lokasi" in messages(chat, sink)[0].text


async def test_conversations_are_told_apart_by_streams_that_name_nobody(
    twilio: Twilio, sms: SmsChannel
) -> None:
    for number in range(20):
        for _ in range(2):
            twilio.write(f"+62812000000{number:02d}", NUMBER, "Halo", call=False)
    sink = await swept(sms, MemorySink())
    streams: dict[str, set[str]] = {}
    for envelope in sink.kept.values():
        (message,) = sms.parse(envelope)
        assert isinstance(message, InboundMessage)
        streams.setdefault(message.sender.handle, set()).add(envelope.stream)
        assert message.sender.handle not in envelope.stream
    assert all(len(found) == 1 for found in streams.values())
    assert len(set.union(*streams.values())) > 5


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault(401, 20003), Unauthorised),
        (Fault(429, 20429, {"Retry-After": "30"}), Throttled),
        (Fault(500, 20500), Unreachable),
        (Fault(502, html=True), Unreachable),
        (Fault(200, html=True, after=True), Unreachable),
        (Fault(0), Unreachable),
    ],
    ids=["wrong token", "too many requests", "fault", "fault in HTML", "HTML instead of a list", "cut off"],
)
async def test_a_list_that_fails_ends_the_poll_by_what_happened(
    twilio: Twilio, sms: SmsChannel, fault: Fault, error: type[Exception]
) -> None:
    twilio.fail("list", fault)
    with pytest.raises(error) as raised:
        await swept(sms, MemorySink())
    assert PERSON not in str(raised.value)
    if isinstance(raised.value, Throttled):
        assert raised.value.wait == timedelta(seconds=30)


async def test_our_own_answer_is_not_taken_for_a_message(twilio: Twilio, sms: SmsChannel) -> None:
    await sms.send(short("Terima kasih"))
    sink = await swept(sms, MemorySink())
    assert sink.kept == {}


async def test_a_list_does_not_lead_our_credentials_to_another_host() -> None:
    heard: list[str] = []

    class Led(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.append(self.headers["Host"])
            port = server.server_port
            following = None if heard[1:] else f"@localhost:{port}/x"
            body = json.dumps({"messages": [], "next_page_uri": following})
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Led) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        sms = SmsChannel("sms", settings(None, api_url=f"http://127.0.0.1:{server.server_port}"))
        with pytest.raises(Unreachable, match="cannot be read"):
            await sms.find(short("Jawaban"))
        await sms.close()
        server.shutdown()
    assert [host.partition(":")[0] for host in heard] == ["127.0.0.1"]
