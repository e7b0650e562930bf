"""The desk: an officer signs in and enters what came by phone and by letter; the receipt is the answer."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

import httpx

from app.config import AccountSection
from app.demo.act import Answer, Office, Spoken
from app.demo.line import Line
from channels.desk import Settings
from core.intake.desk_entry import entry_key
from core.ports.clock import JAKARTA

ACCOUNT = "loket"
TOKEN = re.compile(r'name="kunci" value="([^"]+)"')
TAGS = re.compile(r"<[^>]+>")
TRIES = 60  # each waits two seconds for the number; on a first start the model is built meanwhile


class DeskAct:
    """An officer's browser."""

    def __init__(self) -> None:
        self._receipts: list[Answer] = []
        self._last: dict[str, str] = {}

    def start(self) -> None:
        """There is no platform: the desk is the service itself."""

    def accounts(self) -> Sequence[AccountSection]:
        return (AccountSection(ACCOUNT, "desk", "b", None, Settings()),)

    def opened(self, office: Office) -> None:
        self._browser = httpx.Client(
            base_url=office.address,
            headers={"sec-fetch-site": "same-origin", "origin": office.address},
            follow_redirects=True,
            trust_env=False,
            timeout=30,
        )
        self._browser.post(
            "/masuk", data={"nama": office.officer, "sandi": office.password}
        ).raise_for_status()

    def speak(self, line: Line, values: Mapping[str, str]) -> Spoken:
        """`own`: the form's fields, or `again`: the form is sent once more."""
        if not line.own.get("again"):
            page = self._browser.get("/loket").raise_for_status()
            found = TOKEN.search(page.text)
            token = found.group(1) if found else ""
            now = datetime.now(JAKARTA).strftime("%Y-%m-%dT%H:%M")
            typed = {name: str(said).format_map(values) for name, said in line.own.items()}
            self._last = {"diterima": now, "kunci": token, **typed}
        token = self._last["kunci"]
        # A form with files, as a browser sends it, has parts even where no file was chosen.
        sent = self._browser.post("/loket", data=self._last, files={"berkas": ("", b"")})
        for _ in range(TRIES):
            if "receipt-key" in sent.text:
                break
            sent = self._browser.get("/loket/tanda-terima")
        if line.answered and "receipt-key" in sent.text:
            self._receipts.append(Answer(line.answered, TAGS.sub(" ", sent.text)))
        return Spoken(entry_key(token))

    def answers(self) -> Sequence[Answer]:
        return tuple(self._receipts)

    def stop(self) -> None:
        if hasattr(self, "_browser"):
            self._browser.close()


def open_act() -> DeskAct:
    return DeskAct()
