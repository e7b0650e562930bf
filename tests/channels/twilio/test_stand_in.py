"""The stand-in does what the tests and the demo believe of it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from channels.sms import SmsChannel
from channels.whatsapp import WhatsAppChannel
from core.message import Purpose
from sandbox.twilio import Twilio
from tests.channels.twilio.office import CHAT, NUMBER, PERSON, PUBLIC, outbound, settings, short

OURS = f"whatsapp:{NUMBER}"


class Listener:
    """Answers with the statuses it is told, then with 200; remembers what it heard."""

    def __init__(self) -> None:
        self.statuses: list[int] = []
        self.heard: list[tuple[str, str]] = []
        self.told = threading.Semaphore(0)
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                listener.heard.append((self.path, body))
                self.send_response(listener.statuses.pop(0) if listener.statuses else 200)
                self.send_header("Content-Length", "0")
                self.end_headers()
                listener.told.release()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name it has
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def listener() -> Iterator[Listener]:
    opened = Listener()
    thread = threading.Thread(target=opened.server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield opened
    opened.server.shutdown()
    thread.join()
    opened.server.server_close()


@pytest.mark.parametrize(
    ("fragment", "statuses", "calls"),
    [
        ("", [500], 1),
        ("#rc=3&rp=5xx", [500, 503], 3),
        ("#rc=1&rp=all", [500, 500], 2),
        ("#rc=5&rp=all", [403], 2),
        ("#rc=5&rp=5xx", [403], 1),
        ("#rc=5&rp=all", [], 1),
    ],
)
def test_it_calls_again_as_its_address_asks(
    twilio: Twilio, listener: Listener, fragment: str, statuses: list[int], calls: int
) -> None:
    twilio.connect(OURS, f"{PUBLIC}/hooks/wa{fragment}", listener.url)
    listener.statuses = list(statuses)
    twilio.write(CHAT, OURS, "Halo")
    assert [path for path, _ in listener.heard] == ["/hooks/wa"] * calls


def test_a_door_that_does_not_open_is_tried_twice(twilio: Twilio) -> None:
    twilio.connect(OURS, f"{PUBLIC}/hooks/wa", "http://127.0.0.1:9")
    twilio.write(CHAT, OURS, "Halo")
    assert twilio.answers == [0]


async def test_it_tells_by_itself_what_becomes_of_a_message(listener: Listener) -> None:
    twilio = Twilio(reports=("sent", "delivered"))
    with twilio.running():
        twilio.connect(NUMBER, PUBLIC, listener.url)
        channel = SmsChannel("sms", settings(twilio))
        await channel.send(short("Terima kasih"))
        for _ in range(2):
            assert listener.told.acquire(timeout=20)
        await channel.close()
    assert [path for path, _ in listener.heard] == ["/hooks/sms", "/hooks/sms"]
    assert ["MessageStatus=delivered" in body for _, body in listener.heard] == [False, True]


async def test_a_text_after_the_24_hours_is_accepted_and_fails_later(listener: Listener) -> None:
    """As the real one does: the refusal comes by callback, not as an answer."""
    twilio = Twilio()
    with twilio.running():
        twilio.connect(OURS, PUBLIC, listener.url)
        channel = WhatsAppChannel("wa", settings(twilio))
        await channel.send(outbound(purpose=Purpose.ACKNOWLEDGEMENT))
        assert listener.told.acquire(timeout=20)
        await channel.close()
    assert "ErrorCode=63016" in listener.heard[0][1]


def test_stop_shuts_and_start_opens(twilio: Twilio) -> None:
    twilio.write(PERSON, NUMBER, " stop ", call=False)
    assert twilio.account.stopped == {PERSON}
    twilio.write(PERSON, NUMBER, "START", call=False)
    assert twilio.account.stopped == set()
