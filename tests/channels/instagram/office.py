"""Instagram under the contract of all channels, and the office's end of its own tests."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from channels.instagram import OfficialChannel, ReaderChannel, Settings, open_channel
from core.message import Address, Envelope, OutboundMessage, Purpose
from sandbox.instagram import Instagram
from tests.channels.parrot import Parrot

PUBLIC = "https://aduan.office.example"
OFFICE, PERSON = "17841400000000001", "9000000000000002"
CASES = {"text": "message-text", "media": "message-media", "edit": "message-edit"}
WITHOUT: dict[str, str] = {}


def settings(instagram: Instagram | None = None, **changes: Any) -> Settings:
    keys: dict[str, Any] = {
        "username": "dpmptsp.contoh",
        "user_id": OFFICE,
        "public_url": PUBLIC,
        "credential": lambda: (
            f"token:{Instagram.token} app:{Instagram.app_secret} verify:{Instagram.verify_word}"
        ),
        "api_url": instagram.url if instagram else "http://127.0.0.1:1",
        "media_hosts": ("127.0.0.1",),
        "timeout": 5.0,
    }
    return Settings(**(keys | changes))


def channel(secret: str, parrot: Parrot | None, **given: Any) -> OfficialChannel | ReaderChannel:
    """Each secret that an account can have holds this one."""
    secrets = f"token:{secret} app:{secret}-signs verify:{secret}-asks"
    if given.get("way") == "instaloader":
        secrets = f"sessionid={secret}; csrftoken={secret}; ds_user_id=1"
    keys: dict[str, Any] = {"credential": lambda: secrets}
    if parrot:
        keys |= {"api_url": parrot.url, "timeout": parrot.patience}
    return open_channel("ig", settings(None, **(keys | given)))


def envelope(path: Path) -> Envelope:
    return delivery(path.read_bytes().strip())


def delivery(body: bytes, **headers: str) -> Envelope:
    return Envelope("ig", "", "", body, datetime(2026, 11, 26, 4, 0, tzinfo=UTC), headers)


def outbound(text: str = "Laporan Anda kami terima.", **changes: Any) -> OutboundMessage:
    keys: dict[str, Any] = {
        "id": 1,
        "account": "ig",
        "purpose": Purpose.ACKNOWLEDGEMENT,
        "token": "token-1",
        "to": Address("instagram", PERSON, "wawan.h"),
        "text": text,
    }
    return OutboundMessage(**(keys | changes))
