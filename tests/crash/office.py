"""An office as it is run: a configuration file, a database, and `aduan serve` in a process of its own."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from app.build import build_store
from app.config import Config, read_config
from core.ports.store import Unit
from storage.seal import generate_master_key, master_key_text
from tests.crash.officer import OFFICER, PASSWORD
from tests.crash.peer import Peer
from web.passwords import Passwords

T = TypeVar("T")

CONFIG = """
[store]
url = "sqlite:///{home}/aduan.db"
files = "{home}/files"
master_key_file = "{home}/master.key"

[web]
port = {port}

[intake]
messages_per_hour = 100000
{accounts}
"""


class Office:
    """`serve` can be started and killed; what it wrote is read from beside it. Port 0 takes a free one."""

    def __init__(self, home: Path, peer: Peer, port: int = 0) -> None:
        self.home = home
        self.peer = peer
        self.port = port
        self.path = home / "config.toml"
        self._said = 0
        self._process: subprocess.Popen[bytes] | None = None
        home.mkdir(parents=True, exist_ok=True)
        (home / "master.key").write_text(master_key_text(generate_master_key()))
        self.write()
        os.environ.update(peer.secrets)
        asyncio.run(self._open())

    async def _open(self) -> None:
        """The database, with an officer who may sign in."""
        store = build_store(self.config, create=True)
        hashed = await Passwords().hash(PASSWORD)
        await store.write(lambda unit: unit.staff.add(OFFICER, hashed))
        await store.close()

    def write(self) -> None:
        """The configuration, for the ports as they are now."""
        accounts = self.peer.accounts(self.port)
        text = CONFIG.format(home=self.home, port=self.port, accounts=accounts)
        self.path.write_text(text)

    @property
    def config(self) -> Config:
        return read_config(self.path)

    def serve(self) -> None:
        with (self.home / "serve.log").open("ab") as log:
            self._said = log.tell()
            self._process = subprocess.Popen(
                [sys.executable, *self.peer.program, "--config", str(self.path), "serve"],
                stdout=log,
                stderr=log,
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


def free_port() -> int:
    """A port of loopback that nobody has now."""
    with socket.create_server(("127.0.0.1", 0)) as bound:
        return int(bound.getsockname()[1])
