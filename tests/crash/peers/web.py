"""Citizens at the form and a site of the office's, both stubborn: they press again until they hold a receipt."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from queue import SimpleQueue

import httpx

from channels.web import sign
from core.case.ticket import find_tickets
from core.intake.entered import key_of
from core.intake.web_entry import web_key

SITE, PORTAL = "situs", "portal"
SECRET = "crash-portal-secret-0123456789"
HANDS = 6  # who write at the same time
PATIENCE = 120.0  # seconds until everybody holds a receipt


class WebPeer:
    """Even numbers fill in the form, odd ones come through the site that signs."""

    repeats = False
    secrets: Mapping[str, str] = {"ADUAN_CRASH_PORTAL": SECRET}

    def __init__(self) -> None:
        self._port = 0
        self._waiting: SimpleQueue[int | None] = SimpleQueue()
        self._said: list[int] = []
        self._heard: dict[int, list[str]] = {}
        self._ends = threading.Event()
        self._hands = [threading.Thread(target=self._write_all, daemon=True) for _ in range(HANDS)]

    def start(self) -> None:
        for hand in self._hands:
            hand.start()

    def stop(self) -> None:
        self._ends.set()
        for _ in self._hands:
            self._waiting.put(None)
        for hand in self._hands:
            hand.join()

    def accounts(self, port: int) -> str:
        self._port = port
        bounds = "per_address = 100000\nper_site = 100000\n"
        return (
            f'[accounts.{SITE}]\nkind = "web"\nletter = "j"\n{bounds}'
            f'[accounts.{PORTAL}]\nkind = "web"\nsigned = true\npassword_env = "ADUAN_CRASH_PORTAL"\n{bounds}'
        )

    def speak(self, numbers: Sequence[int]) -> None:
        for number in numbers:
            self._said.append(number)
            self._waiting.put(number)

    def strike(self, place: int) -> None:
        """There is no platform between the citizen and the service."""

    def said(self) -> Sequence[tuple[str, str]]:
        return [
            (PORTAL, key_of(PORTAL, token(number))) if number % 2 else (SITE, web_key(token(number)))
            for number in self._said
        ]

    def heard(self) -> Mapping[int, Sequence[str]]:
        """Each citizen's ticket, as soon as everybody holds one."""
        ends = time.monotonic() + PATIENCE
        while len(self._heard) < len(self._said) and time.monotonic() < ends:
            time.sleep(0.1)
        return self._heard

    def _write_all(self) -> None:
        while (number := self._waiting.get()) is not None:
            while not self._ends.is_set():
                try:
                    with httpx.Client(base_url=f"http://127.0.0.1:{self._port}", trust_env=False) as client:
                        ticket = self._signed(client, number) if number % 2 else self._typed(client, number)
                except httpx.HTTPError:
                    ticket = ""  # the service is away: nobody knows whether it was taken
                if ticket:
                    self._heard.setdefault(number, []).append(ticket)
                    break
                self._ends.wait(0.1)

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
