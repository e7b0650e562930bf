"""Telegram, asked by long poll: it forgets what is confirmed, and now and then answers wrongly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sandbox.telegram import Fault, Telegram
from tests.crash.peer import Peer, once

FIRST = 5_000_000_000  # citizens' numbers
ACCOUNTS = """
[accounts.bot]
kind = "telegram"
password_env = "ADUAN_TEST_TELEGRAM_TOKEN"
poll_seconds = 2
quiet_seconds = 0.3
timeout = 5
api_url = "{api_url}"
"""


class TelegramPeer(Peer):
    """Every fifth citizen sends an album of two photos."""

    repeats = True  # Telegram has no list of what we sent
    secrets: Mapping[str, str] = {"ADUAN_TEST_TELEGRAM_TOKEN": Telegram.token}

    def __init__(self) -> None:
        self.telegram = Telegram()
        self._said: list[tuple[str, str]] = []

    def start(self) -> None:
        self.telegram.start()

    def stop(self) -> None:
        self.telegram.stop()

    def accounts(self, port: int) -> str:
        return ACCOUNTS.format(api_url=self.telegram.url)

    def speak(self, numbers: Sequence[int]) -> None:
        for number in numbers:
            update = self.write(number)
            self._said.append(("bot", f"{FIRST + number}:{update['message']['message_id']}"))

    def write(self, number: int) -> dict[str, Any]:
        if number % 5 == 0:
            photos = [b"\xff\xd8\xff satu", b"\xff\xd8\xff dua"]
            return self.telegram.send_album(FIRST + number, photos, complaint(number), f"{number}")[0]
        return self.telegram.write(FIRST + number, complaint(number))

    def strike(self, place: int) -> None:
        """The line breaks when a message was taken already; a proxy answers with a page, or half of it."""
        faults = self.telegram.api.faults
        once(faults, "sendmessage", Fault(0, after=True))
        once(faults, "getupdates", Fault(502, html=True) if place % 2 else Fault(0, after=True))

    def said(self) -> Sequence[tuple[str, str]]:
        return self._said

    def heard(self) -> Mapping[int, Sequence[str]]:
        """By words: the ticket stands in them."""
        found: dict[int, list[str]] = {}
        for sent in self.telegram.sent:
            found.setdefault(sent.chat - FIRST, []).append(sent.text)
        return found


def complaint(number: int) -> str:
    return f"Saya Warga {number}. Izin usaha saya nomor permohonan {number:05} sudah 3 minggu belum terbit."


def open_peer() -> TelegramPeer:
    return TelegramPeer()
