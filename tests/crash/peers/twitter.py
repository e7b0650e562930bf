"""X, which is asked for mentions and shows its pages newest first; what it took it can be asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sandbox.twitter import Fault, X
from tests.crash.peer import RARELY, Peer, once

ACCOUNTS = """
[accounts.x]
kind = "twitter"
letter = "h"
password_env = "ADUAN_TEST_X_SECRETS"
poll_seconds = 0.2
message_seconds = 1
listed_seconds = 2
api_url = "{api_url}"
timeout = 5
ceiling = 0
"""
FIRST = 10_000


class TwitterPeer(Peer):
    """Every third citizen writes a direct message."""

    def __init__(self) -> None:
        self._x = X()
        self._x.bill.limits.clear()
        self.secrets: Mapping[str, str] = {"ADUAN_TEST_X_SECRETS": self._x.password}
        self._said: list[tuple[str, str]] = []

    def start(self) -> None:
        self._x.start()

    def stop(self) -> None:
        self._x.stop()

    def accounts(self, port: int) -> str:
        return ACCOUNTS.format(api_url=self._x.url)

    def speak(self, numbers: Sequence[int]) -> None:
        for number in numbers:
            author, square = str(FIRST + number), self._x.square
            direct = number % 3 == 0
            said = (
                square.message(author, complaint(number))
                if direct
                else square.post(author, f"@{X.username} {complaint(number)}")
            )
            self._said.append(("x", said.id))

    def strike(self, place: int) -> None:
        """X is over capacity, or answers with a page, now and then."""
        faults = self._x.api.faults
        once(faults, "mentions", Fault(503, html=True))
        if place % RARELY == 0:
            once(faults, "direct", Fault(502, html=True, after=place % (2 * RARELY) == 0))

    def said(self) -> Sequence[tuple[str, str]]:
        return self._said

    def heard(self) -> Mapping[int, Sequence[str]]:
        """By words: the ticket stands in them."""
        found: dict[int, list[str]] = {}
        for event in self._x.told():
            reader = next(
                one for one in str(event.fields["dm_conversation_id"]).split("-") if one != X.own_id
            )
            found.setdefault(int(reader) - FIRST, []).append(event.text)
        return found


def complaint(number: int) -> str:
    return f"Saya Warga {number}. Izin usaha saya nomor permohonan {number:05} sudah 3 minggu belum terbit."


def open_peer() -> TwitterPeer:
    return TwitterPeer()
