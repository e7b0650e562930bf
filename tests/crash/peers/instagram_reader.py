"""Instagram, where instaloader reads along: once at each start, everything again, and nothing can be sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sandbox.instagram import Instagram
from tests.crash import along
from tests.crash.officer import Rounds
from tests.crash.peer import Peer

ACCOUNTS = """
[accounts.ig]
kind = "instagram"
letter = "h"
accept_from = 2026-01-01
password_env = "ADUAN_TEST_INSTAGRAM_SESSION"
username = "{username}"
way = "instaloader"
risk_accepted = true
posts = 12
"""
POSTS, TAGS = 5, 10  # no more tags than instaloader looks at


class InstagramReaderPeer(Peer):
    """What a citizen hears is what an officer tells by hand. The first citizens tag the office, all others
    comment; each third time the platform fails while it is read.
    """

    secrets: Mapping[str, str] = {
        "ADUAN_TEST_INSTAGRAM_SESSION": f"sessionid={Instagram.session}; csrftoken=c; ds_user_id=700"
    }

    def __init__(self) -> None:
        self._instagram = Instagram()
        self._said: list[tuple[str, str]] = []

    def start(self) -> None:
        self._instagram.start()
        self.program = (along.__file__, f"{self._instagram.url}/web")
        self._posts = [self._instagram.post(f"Pengumuman {number}") for number in range(POSTS)]

    def stop(self) -> None:
        self._rounds.stop()
        self._instagram.stop()

    def accounts(self, port: int) -> str:
        self._rounds = Rounds(port)
        return ACCOUNTS.format(username=self._instagram.world.office.username)

    def speak(self, numbers: Sequence[int]) -> None:
        if not self._said:
            self._rounds.start()
        for number in numbers:
            self._said.append(("ig", self._write(f"warga.{number}", number)))

    def strike(self, place: int) -> None:
        """Instagram is unwell, or is well again."""
        self._instagram.web.troubles = {"": "500"} if place % 3 == 1 else {}

    def said(self) -> Sequence[tuple[str, str]]:
        return self._said

    def heard(self) -> Mapping[int, Sequence[str]]:
        """By words: the ticket stands in them."""
        return self._rounds.until_told(len(self._said))

    def _write(self, name: str, number: int) -> str:
        if number < TAGS:
            office = self._instagram.world.office.username
            return self._instagram.post(complaint(number), name, office).id
        return self._instagram.comment(self._posts[number % POSTS], name, complaint(number), call=False).id


def complaint(number: int) -> str:
    """With a name in it: nothing has to be asked for, and each citizen hears once."""
    return f"Nama saya Wawan Hermawan. Izin usaha nomor permohonan {number:05} sudah 3 minggu belum terbit."


def open_peer() -> InstagramReaderPeer:
    return InstagramReaderPeer()
