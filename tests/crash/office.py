"""An office as it is run: a configuration file, a database, and `aduan serve` in a process of its own."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from app.build import build_store
from app.config import Config, read_config
from core.ports.store import Unit
from sandbox.mail.platform import Platform
from storage.seal import generate_master_key, master_key_text

T = TypeVar("T")

CONFIG = """
[store]
url = "sqlite:///{home}/aduan.db"
files = "{home}/files"
master_key_file = "{home}/master.key"

[web]
port = 0

[intake]
messages_per_hour = 100000

[accounts.surat]
kind = "mail"
letter = "g"
address = "aduan@office.example"
username = "{username}"
password_env = "ADUAN_TEST_PASSWORD"
imap_host = "127.0.0.1"
imap_port = {imap_port}
imap_security = "none"
smtp_host = "127.0.0.1"
smtp_port = {smtp_port}
smtp_security = "none"
poll_seconds = 1
connect_timeout = 2
read_timeout = 5
"""


class Office:
    """`serve` can be started and killed; what it wrote is read from beside it."""

    def __init__(self, home: Path, platform: Platform) -> None:
        self.home = home
        self.platform = platform
        self.path = home / "config.toml"
        self._said = 0
        self._process: subprocess.Popen[bytes] | None = None
        home.mkdir(parents=True, exist_ok=True)
        (home / "master.key").write_text(master_key_text(generate_master_key()))
        self.write()
        os.environ["ADUAN_TEST_PASSWORD"] = platform.password
        build_store(self.config, create=True).close_now()

    def write(self) -> None:
        """The configuration, for the ports as they are now."""
        platform = self.platform
        text = CONFIG.format(
            home=self.home,
            username=platform.username,
            imap_port=platform.imap_port,
            smtp_port=platform.smtp_port,
        )
        self.path.write_text(text)

    @property
    def config(self) -> Config:
        return read_config(self.path)

    def serve(self) -> None:
        with (self.home / "serve.log").open("ab") as log:
            self._said = log.tell()
            self._process = subprocess.Popen(
                [sys.executable, "-m", "app", "--config", str(self.path), "serve"], stdout=log, stderr=log
            )

    def wait_until_it_serves(self) -> None:
        """Until the service that was started last says so. Raises TimeoutError."""
        ends = time.monotonic() + 30
        while b"Aduan serves" not in (self.home / "serve.log").read_bytes()[self._said :]:
            if time.monotonic() > ends:
                raise TimeoutError(self.log[-2000:])
            time.sleep(0.05)

    def kill(self) -> None:
        """SIGKILL, as when the power goes."""
        self.end(signal.SIGKILL)

    def stop(self) -> int:
        """SIGTERM, as an operator does; returns the exit code."""
        return self.end(signal.SIGTERM)

    def end(self, how: signal.Signals) -> int:
        process, self._process = self._process, None
        if process is None:
            return 0
        process.send_signal(how)
        return process.wait(30)

    @property
    def pid(self) -> int:
        """Of the service that runs."""
        if self._process is None:
            raise RuntimeError("the service was not started")
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def read(self, unit: Callable[[Unit], T]) -> T:
        """Read the database from beside the service, as `aduan status` does."""
        store = build_store(self.config, write=False)
        try:
            return asyncio.run(store.read(unit))
        finally:
            store.close_now()

    @property
    def log(self) -> str:
        return (self.home / "serve.log").read_text(errors="replace")


def citizen(number: int, marker: str = "") -> str:
    return f"warga-{number:03}{marker}@example.com"


def complaint(number: int) -> bytes:
    """A mail like no other: its own sender, its own words."""
    return (
        f"From: Warga {number} <{citizen(number)}>\r\n"
        f"To: aduan@office.example\r\n"
        f"Subject: izin nomor {number}\r\n"
        f"Message-ID: <{number}.{secrets.token_hex(4)}@example.com>\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n\r\n"
        f"Izin usaha saya dengan nomor permohonan {number:05} sudah 3 minggu belum terbit.\r\n"
    ).encode()
