"""Twilio, whose signed webhooks come again until they are taken, and some once more after that."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event

from sandbox.twilio import Twilio
from sandbox.twilio.account import Stored

NUMBER = "+6281500000001"
OURS = f"whatsapp:{NUMBER}"
PUBLIC = "https://aduan.office.example/hooks/wa"
ACCOUNTS = """
[accounts.wa]
kind = "whatsapp"
letter = "f"
password_env = "ADUAN_TEST_TWILIO_TOKEN"
account_sid = "{account_sid}"
number = "{number}"
public_url = "https://aduan.office.example"
api_url = "{api_url}"
sweep_seconds = 86400
timeout = 5
"""
AGAIN = 0.1  # seconds until a webhook that was not taken comes again
CALLERS = 8


class TwilioPeer:
    """Fulfils tests.crash.peer.Peer. The list is not swept: what was taken from a webhook must be there."""

    repeats = False
    secrets: Mapping[str, str] = {"ADUAN_TEST_TWILIO_TOKEN": Twilio.auth_token}

    def __init__(self) -> None:
        self._twilio = Twilio(reports=("sent", "delivered"))
        self._callers = ThreadPoolExecutor(CALLERS, thread_name_prefix="insists")
        self._over = Event()
        self._said: list[tuple[str, str]] = []

    def start(self) -> None:
        self._twilio.start()

    def stop(self) -> None:
        self._over.set()
        self._callers.shutdown(wait=True, cancel_futures=True)
        self._twilio.stop()

    def accounts(self, port: int) -> str:
        self._twilio.connect(OURS, PUBLIC, f"http://127.0.0.1:{port}/hooks/wa")
        return ACCOUNTS.format(account_sid=Twilio.account_sid, number=NUMBER, api_url=self._twilio.url)

    def speak(self, numbers: Sequence[int]) -> None:
        for number in numbers:
            message = self._twilio.write(person(number), OURS, complaint(number), call=False)
            self._said.append(("wa", message.sid))
            self._callers.submit(self._insist, message, twice=number % 3 == 0)

    def strike(self, place: int) -> None:
        """Twilio stands."""

    def said(self) -> Sequence[tuple[str, str]]:
        return self._said

    def heard(self) -> Mapping[int, Sequence[str]]:
        """By words: the ticket stands in them."""
        found: dict[int, list[str]] = {}
        for message in self._twilio.sent():
            found.setdefault(number_of(message.recipient), []).append(message.body)
        return found

    def _insist(self, message: Stored, *, twice: bool) -> None:
        while not self._over.is_set() and self._twilio.call(message) != 200:
            time.sleep(AGAIN)
        if twice and not self._over.is_set():
            self._twilio.call(message)


def person(number: int) -> str:
    return f"whatsapp:+62812{number:08}"


def number_of(address: str) -> int:
    return int(address.removeprefix("whatsapp:+62812"))


def complaint(number: int) -> str:
    return f"Saya Warga {number}. Izin usaha saya nomor permohonan {number:05} sudah 3 minggu belum terbit."


def open_peer() -> TwilioPeer:
    return TwilioPeer()
