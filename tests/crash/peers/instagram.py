"""Instagram, whose signed webhooks come again until they are taken, several events at once, and some once more."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event

from sandbox.instagram import Instagram
from sandbox.instagram.calls import Entry
from sandbox.instagram.faults import Fault
from tests.crash.peer import RARELY, Peer, once

ACCOUNTS = """
[accounts.ig]
kind = "instagram"
letter = "h"
password_env = "ADUAN_TEST_INSTAGRAM_SECRETS"
username = "{username}"
user_id = "{user_id}"
public_url = "https://aduan.office.example"
api_url = "{api_url}"
listed_seconds = 2
timeout = 5
"""
AGAIN = 0.1  # seconds until a webhook that was not taken comes again
CALLERS = 8
TOGETHER = 3


class InstagramPeer(Peer):
    """Every second citizen comments, the others write."""

    secrets: Mapping[str, str] = {
        "ADUAN_TEST_INSTAGRAM_SECRETS": (
            f"token:{Instagram.token} app:{Instagram.app_secret} verify:{Instagram.verify_word}"
        )
    }

    def __init__(self) -> None:
        self._instagram = Instagram()
        self._callers = ThreadPoolExecutor(CALLERS, thread_name_prefix="insists")
        self._over = Event()
        self._said: list[tuple[str, str]] = []

    def start(self) -> None:
        self._instagram.start()
        self._post = self._instagram.post()

    def stop(self) -> None:
        self._over.set()
        self._callers.shutdown(wait=True, cancel_futures=True)
        self._instagram.stop()

    def accounts(self, port: int) -> str:
        self._instagram.connect(f"http://127.0.0.1:{port}/hooks/ig")
        office = self._instagram.world.office
        return ACCOUNTS.format(username=office.username, user_id=office.id, api_url=self._instagram.url)

    def speak(self, numbers: Sequence[int]) -> None:
        entries = [self._entry(number) for number in numbers]
        for start in range(0, len(entries), TOGETHER):
            self._callers.submit(self._insist, entries[start : start + TOGETHER], twice=start % 2 == 0)

    def strike(self, place: int) -> None:
        """Now and then the line breaks when a message was taken already: only the conversation tells that it was."""
        if place % RARELY == 0:
            once(self._instagram.api.faults, "say", Fault(0, after=True))

    def said(self) -> Sequence[tuple[str, str]]:
        return self._said

    def heard(self) -> Mapping[int, Sequence[str]]:
        """By words: the ticket stands in them."""
        found: dict[int, list[str]] = {}
        for message in self._instagram.sent():
            found.setdefault(int(message.person.username.removeprefix("warga.")), []).append(message.text)
        return found

    def _entry(self, number: int) -> Entry:
        instagram, name = self._instagram, f"warga.{number}"
        if number % 2:
            comment = instagram.comment(self._post, name, complaint(number), call=False)
            self._said.append(("ig", comment.id))
            return instagram.words.comment(comment)
        direct = instagram.write(name, complaint(number), call=False)
        self._said.append(("ig", direct.mid))
        return instagram.words.direct(direct)

    def _insist(self, entries: Sequence[Entry], *, twice: bool) -> None:
        while not self._over.is_set() and self._instagram.call(*entries) != 200:
            time.sleep(AGAIN)
        if twice and not self._over.is_set():
            self._instagram.call(*entries)


def complaint(number: int) -> str:
    """With a name in it: nothing has to be asked for, and each citizen hears once."""
    return f"Nama saya Wawan Hermawan. Izin usaha nomor permohonan {number:05} sudah 3 minggu belum terbit."


def open_peer() -> InstagramPeer:
    return InstagramPeer()
