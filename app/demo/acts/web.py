"""The web form: a citizen writes on the office's page, presses twice, and keeps the receipt."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import httpx

from app.config import AccountSection
from app.demo.act import Answer, Office, Spoken
from app.demo.line import Line
from channels.web import Settings
from core.intake.web_entry import web_key

ACCOUNT = "situs"
PAGE = f"/aduan/{ACCOUNT}"
TOKEN = re.compile(r'name="kunci" value="([^"]+)"')


class WebAct:
    """A citizen's browser. What it is told stands on its screen; the contact hears by mail."""

    def __init__(self) -> None:
        self._last: dict[str, str] = {}

    def start(self) -> None:
        """There is no platform: the page is the service itself."""

    def accounts(self) -> Sequence[AccountSection]:
        return (AccountSection(ACCOUNT, "web", "j", None, Settings()),)

    def opened(self, office: Office) -> None:
        headers = {"sec-fetch-site": "same-origin", "origin": office.address}
        self._browser = httpx.Client(base_url=office.address, headers=headers, trust_env=False, timeout=30)

    def speak(self, line: Line, values: Mapping[str, str]) -> Spoken:
        """`own`: the form's fields, or `again`: the form is sent once more."""
        if not line.own.get("again"):
            found = TOKEN.search(self._browser.get(PAGE).raise_for_status().text)
            typed = {name: str(said).format_map(values) for name, said in line.own.items()}
            self._last = {"identitas": "open", "kunci": found[1] if found else "", **typed}
        sent = self._browser.post(PAGE, data=self._last, files={"berkas": ("", b"")})
        return Spoken(web_key(self._last["kunci"])) if sent.is_redirect else Spoken(fate="refused")

    def answers(self) -> Sequence[Answer]:
        """None of its own: the receipt is the page that follows."""
        return ()

    def stop(self) -> None:
        if hasattr(self, "_browser"):
            self._browser.close()


def open_act() -> WebAct:
    return WebAct()
