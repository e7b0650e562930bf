"""Citizens at the form and a site of the office's, both stubborn: they press again until they hold a receipt."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from datetime import UTC, datetime
from hashlib import sha256

import httpx

from channels.web import sign
from core.case.ticket import find_tickets
from core.intake.entered import key_of
from core.intake.web_entry import web_key
from tests.crash.hands import Hands
from tests.crash.peer import Peer

SITE, PORTAL = "situs", "portal"
SECRET = "crash-portal-secret-0123456789"


class WebPeer(Peer):
    """Even numbers fill in the form, odd ones come through the site that signs."""

    secrets: Mapping[str, str] = {"ADUAN_CRASH_PORTAL": SECRET}

    def __init__(self) -> None:
        self._port = 0
        self._said: list[int] = []
        self._hands = Hands(lambda: nullcontext(self._write))

    def start(self) -> None:
        """There is no platform: the page is the service itself."""

    def stop(self) -> None:
        self._hands.stop()

    def accounts(self, port: int) -> str:
        self._port = port
        bounds = "per_address = 100000\nper_site = 100000\n"
        return (
            f'[accounts.{SITE}]\nkind = "web"\nletter = "j"\n{bounds}'
            f'[accounts.{PORTAL}]\nkind = "web"\nsigned = true\npassword_env = "ADUAN_CRASH_PORTAL"\n{bounds}'
        )

    def speak(self, numbers: Sequence[int]) -> None:
        self._said += numbers
        self._hands.give(numbers)

    def said(self) -> Sequence[tuple[str, str]]:
        return [
            (PORTAL, key_of(PORTAL, token(number))) if number % 2 else (SITE, web_key(token(number)))
            for number in self._said
        ]

    def heard(self) -> Mapping[int, Sequence[str]]:
        """Each citizen's ticket, as soon as everybody holds one."""
        return self._hands.outcomes()

    def _write(self, number: int) -> str:
        with httpx.Client(base_url=f"http://127.0.0.1:{self._port}", trust_env=False) as client:
            return self._signed(client, number) if number % 2 else self._typed(client, number)

    def _typed(self, client: httpx.Client, number: int) -> str:
        form = {
            "kunci": token(number),
            "teks": complaint(number),
            "identitas": "open",
            "nama": f"Warga {number}",
            "email": f"warga{number}@example.com",
        }
        origin = {"origin": str(client.base_url).rstrip("/")}
        sent = client.post(f"/aduan/{SITE}", data=form, files={"berkas": ("", b"")}, headers=origin)
        page = client.get(sent.headers["location"]).text if sent.is_redirect else ""
        return next(iter(find_tickets(re.sub(r"<[^>]+>", " ", page))), "")

    def _signed(self, client: httpx.Client, number: int) -> str:
        body, now = (
            json.dumps({"text": complaint(number), "name": f"Warga {number}"}).encode(),
            datetime.now(UTC),
        )
        signature = f"t={int(now.timestamp())},v1={sign(SECRET, now, token(number), body)}"
        headers = {"x-aduan-signature": signature, "idempotency-key": token(number)}
        sent = client.post(f"/hooks/{PORTAL}", content=body, headers=headers)
        return str(sent.json()["ticket"] or "") if sent.is_success else ""


def token(number: int) -> str:
    """43 characters, as the form gives them out."""
    return sha256(f"citizen {number}".encode()).hexdigest()[:43]


def complaint(number: int) -> str:
    """A complaint like no other."""
    return f"Izin PBG nomor berkas {number} sudah dua bulan belum terbit, padahal sudah lengkap."


def open_peer() -> WebPeer:
    return WebPeer()
