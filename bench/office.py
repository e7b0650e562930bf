"""The program put together as `aduan serve` puts it together, on a database of the benchmark's own."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.build import Service, build
from app.clock import SystemClock
from app.config import tame_config
from app.models import nothing_collected
from bench import database
from bench.mailbox import ACCOUNT, FIRST, FOLDER, OFFICE
from core.intake.keep import keep
from core.intake.read import read_next
from core.message import Batch, Envelope

POLLED = 50  # mails in a batch, as the mail channel fetches them
PASSWORD = "rahasia-kotak"
NOBODY_LISTENS = 9  # the discard port: nothing is fetched or sent unless a benchmark says where


def tables(home: Path, **mail: Any) -> dict[str, dict[str, Any]]:
    """The configuration of the office at this place; `mail` are further keys of its mail account."""
    account = {
        "kind": "mail",
        "letter": "h",
        "address": OFFICE,
        "username": ACCOUNT,
        "password_file": str(home / "password"),
        "imap_host": "127.0.0.1",
        "imap_port": NOBODY_LISTENS,
        "imap_security": "none",
        "smtp_host": "127.0.0.1",
        "smtp_port": NOBODY_LISTENS,
        "smtp_security": "none",
    }
    return {
        "store": {
            "url": database.url(home),
            "files": str(home / database.FILES),
            "master_key_file": str(home / database.KEY),
        },
        "web": {"port": 0},
        f"accounts.{ACCOUNT}": account | mail,
    }


def whatsapp(home: Path) -> dict[str, Any]:
    """The keys of a number at Twilio."""
    return {
        "kind": "whatsapp",
        "letter": "i",
        "account_sid": f"AC{'0' * 32}",
        "number": "+6281500000000",
        "password_file": str(home / "password"),
        "public_url": "https://aduan.kantor.example",
        "api_url": f"http://127.0.0.1:{NOBODY_LISTENS}",
    }


def written_config(home: Path, *, channels: bool) -> Path:
    """config.toml at this place, with an account for mail and one for WhatsApp, or without any."""
    (home / "password").write_text(PASSWORD, encoding="utf-8")
    path = home / "config.toml"
    sections = tables(home) | {"accounts.wa": whatsapp(home)}
    with path.open("w", encoding="utf-8") as file:
        for name, keys in sections.items():
            if channels or not name.startswith("accounts"):
                # JSON's strings and numbers are TOML's too.
                file.write(f"[{name}]\n" + "".join(f"{k} = {json.dumps(v)}\n" for k, v in keys.items()))
    return path


@contextmanager
def opened(home: Path, **mail: Any) -> Iterator[Service]:
    """The service on the database at this place."""
    (home / "password").write_text(PASSWORD, encoding="utf-8")
    sections = tables(home, **mail)
    account = sections.pop(f"accounts.{ACCOUNT}")
    with nothing_collected():  # as `serve` starts
        service = build(tame_config({**sections, "accounts": {ACCOUNT: account}}), SystemClock())
    service.desk.classifier.classify(
        "", FIRST.date()
    )  # it is made at its first use, once in a service's life
    # Mails older than the account's first connection would not be acknowledged.
    asyncio.run(service.store.write(lambda unit: unit.accounts.connected(ACCOUNT, FIRST)))
    try:
        yield service
    finally:
        service.store.close_now()


async def keep_all(service: Service, arrived: Sequence[Envelope], batch: int = POLLED) -> None:
    """In batches with their cursors."""
    for start in range(0, len(arrived), batch):
        part = tuple(arrived[start : start + batch])
        moved = Batch(ACCOUNT, FOLDER, part, cursor=f"1:{start + len(part)}")
        await keep(service.store, moved, service.clock)


async def read_all(service: Service) -> None:
    while await read_next(service.store, service.channels, service.desk, service.clock):
        pass


def take_in(service: Service, arrived: Sequence[Envelope], batch: int = POLLED) -> None:
    """The whole way, from envelopes to classified, routed, sealed complaints with planned acknowledgements."""

    async def both() -> None:
        await keep_all(service, arrived, batch)
        await read_all(service)

    asyncio.run(both())
