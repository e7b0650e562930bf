"""Twilio, whose signed webhooks come again until they are taken, and some once more after that."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event

from sandbox.twilio import Fault, Twilio
from sandbox.twilio.account import Stored
from tests.crash.peer import RARELY, Peer, once

NUMBER = "+6281500000001"
ACCOUNT = "nomor"
PUBLIC = f"https://aduan.office.example/hooks/{ACCOUNT}"
ACCOUNTS = """
[accounts.{account}]
kind = "{kind}"
letter = "{letter}"
password_env = "ADUAN_TEST_TWILIO_TOKEN"
account_sid = "{account_sid}"
number = "{number}"
public_url = "https://aduan.office.example"
api_url = "{api_url}"
sweep_seconds = 86400
listed_seconds = 2
timeout = 5
"""
AGAIN = 0.1  # seconds until a webhook that was not taken comes again
CALLERS = 8


class TwilioPeer(Peer):
    """The list is not swept: what was taken from a webhook must be there. `prefix` stands before the numbers."""

    kind, letter, prefix = "whatsapp", "f", "whatsapp:"
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
        self._twilio.connect(f"{self.prefix}{NUMBER}", PUBLIC, f"http://127.0.0.1:{port}/hooks/{ACCOUNT}")
        return ACCOUNTS.format(
            account=ACCOUNT,
            kind=self.kind,
            letter=self.letter,
            account_sid=Twilio.account_sid,
            number=NUMBER,
            api_url=self._twilio.url,
        )

    def speak(self, numbers: Sequence[int]) -> None:
        for number in numbers:
            message = self._twilio.write(
                self.person(number), f"{self.prefix}{NUMBER}", complaint(number), call=False
            )
            self._said.append((ACCOUNT, message.sid))
            self._callers.submit(self._insist, message, twice=number % 3 == 0)

    def strike(self, place: int) -> None:
        """Now and then the line breaks when a message was taken already: only the list tells that it was."""
        if place % RARELY == 0:
            once(self._twilio.api.faults, "create", Fault(0, after=True))

    def said(self) -> Sequence[tuple[str, str]]:
        return self._said

    def heard(self) -> Mapping[int, Sequence[str]]:
        """By words: the ticket stands in them."""
        found: dict[int, list[str]] = {}
        for message in self._twilio.sent():
            found.setdefault(int(message.recipient[-8:]), []).append(message.body)
        return found

    def person(self, number: int) -> str:
        return f"{self.prefix}+62812{number:08}"

    def _insist(self, message: Stored, *, twice: bool) -> None:
        while not self._over.is_set() and self._twilio.call(message) != 200:
            time.sleep(AGAIN)
        if twice and not self._over.is_set():
            self._twilio.call(message)


def complaint(number: int) -> str:
    """With a name in it: nothing has to be asked for, and each citizen hears once."""
    return f"Nama saya Wawan Hermawan. Izin usaha nomor permohonan {number:05} sudah 3 minggu belum terbit."


def open_peer() -> TwilioPeer:
    return TwilioPeer()
