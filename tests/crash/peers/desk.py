"""Officers at the desk, who press Save again until they hold the citizen's receipt."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from functools import partial

from core.case.ticket import find_tickets
from core.intake.desk_entry import entry_key
from core.ports.clock import JAKARTA
from tests.crash.hands import Deed, Hands
from tests.crash.officer import TAGS, Officer
from tests.crash.peer import Peer

ACCOUNT = "loket"
TOKEN = re.compile(r'name="kunci" value="([^"]+)"')
LOOKS = 10  # each waits two seconds for the number


class DeskPeer(Peer):
    """What a citizen hears at the desk is the receipt. Every third entry is sent once more, out of impatience."""

    def __init__(self) -> None:
        self._port = 0
        self._forms: dict[int, dict[str, str]] = {}
        self._hands = Hands(self._sit_down, 4)

    def start(self) -> None:
        """There is no platform: the page is the service itself."""

    def stop(self) -> None:
        self._hands.stop()

    def accounts(self, port: int) -> str:
        self._port = port
        return f'[accounts.{ACCOUNT}]\nkind = "desk"\nletter = "b"\n'

    def speak(self, numbers: Sequence[int]) -> None:
        self._hands.give(numbers)

    def said(self) -> Sequence[tuple[str, str]]:
        """Once everything was entered: the form's token is the service's own."""
        self._hands.outcomes()
        return [(ACCOUNT, entry_key(form["kunci"])) for form in self._forms.values()]

    def heard(self) -> Mapping[int, Sequence[str]]:
        """The ticket on each citizen's receipt."""
        return self._hands.outcomes()

    @contextmanager
    def _sit_down(self) -> Iterator[Deed]:
        with closing(Officer(self._port)) as officer:
            yield partial(self._enter, officer)

    def _enter(self, officer: Officer, number: int) -> str:
        if number not in self._forms:
            token = TOKEN.search(officer.get("/loket"))
            self._forms[number] = filled_in(number, token[1] if token else "")
        for _ in range(2 if number % 3 == 0 else 1):
            if officer.post("/loket", self._forms[number], with_files=True) != 303:
                return ""
        for _ in range(LOOKS):
            receipt = TAGS.sub(" ", officer.get("/loket/tanda-terima"))
            if tickets := set(find_tickets(receipt)):
                return " ".join(sorted(tickets))
        return ""


def filled_in(number: int, token: str) -> dict[str, str]:
    """The form of a call like no other. Once filled in it stays as it is."""
    return {
        "kunci": token,
        "cara": "d",
        "diterima": datetime.now(JAKARTA).strftime("%Y-%m-%dT%H:%M"),
        "nama": f"Warga {number}",
        "telepon": f"0812 0000 {number:04}",
        "teks": f"Izin usaha saya dengan nomor permohonan {number:05} sudah 3 minggu belum terbit.",
    }


def open_peer() -> DeskPeer:
    return DeskPeer()
