"""Wake-ups between the processes of one PostgreSQL: a coalesced NOTIFY out, LISTEN in.

A NOTIFY inside the units' own transactions would make their commits queue up (PostgreSQL orders
notifying commits by one lock), so a thread sends it afterwards, once for all that came meanwhile.
A wake-up can be lost with its connection: whoever waits looks by himself every now and then too.
"""

from __future__ import annotations

import contextlib
import logging
import select
import socket
from collections.abc import Callable, Set
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

import sqlalchemy as sa

if TYPE_CHECKING:
    import psycopg
    from psycopg.rows import TupleRow

log = logging.getLogger(__name__)

CHANNEL = "aduan"
QUIET_SECONDS = 0.02
"""Between two sendings; what comes meanwhile goes together."""

AGAIN_SECONDS = 1.0
LOOK_SECONDS = 30.0
CLOSE_SECONDS = 5.0


class Notices:
    """A daemon thread with a connection of its own. `heard` gets topics that other processes changed."""

    def __init__(self, url: sa.URL, heard: Callable[[Set[str]], None]) -> None:
        self._url = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._heard = heard
        self._pending: set[str] = set()
        self._lock = Lock()
        self._stop = Event()
        self._bell, self._ear = socket.socketpair()
        self._bell.setblocking(False)
        self._thread = Thread(target=self._run, name="notices", daemon=True)
        self._thread.start()

    def send(self, topics: Set[str]) -> None:
        """Tells the other processes soon; never waits."""
        with self._lock:
            self._pending |= topics
        self._ring()

    def close(self) -> None:
        """Ends the thread; what is pending may be lost."""
        self._stop.set()
        self._ring()
        self._thread.join(CLOSE_SECONDS)
        self._bell.close()
        self._ear.close()

    def _ring(self) -> None:
        with contextlib.suppress(BlockingIOError):  # full of rings: it will be heard anyway
            self._bell.send(b"!")

    def _run(self) -> None:
        import psycopg

        while not self._stop.is_set():
            try:
                with psycopg.connect(
                    self._url, autocommit=True, application_name="aduan notices"
                ) as connection:
                    connection.execute(f"LISTEN {CHANNEL}")
                    while not self._stop.is_set():
                        self._turn(connection)
            except psycopg.Error as error:
                log.warning("no wake-ups between processes for now: %s", type(error).__name__)
                self._stop.wait(AGAIN_SECONDS)

    def _turn(self, connection: psycopg.Connection[TupleRow]) -> None:
        select.select([connection.fileno(), self._ear.fileno()], [], [], LOOK_SECONDS)
        self._drain()  # before looking at what is pending: a later ring must be heard
        with self._lock:
            sending, self._pending = sorted(self._pending), set()
        for topic in sending:
            connection.execute("SELECT pg_notify(%s, %s)", (CHANNEL, topic))
        own = connection.info.backend_pid
        heard = {notice.payload for notice in connection.notifies(timeout=0) if notice.pid != own}
        if heard:
            self._heard(heard)
        self._stop.wait(QUIET_SECONDS)

    def _drain(self) -> None:
        while select.select([self._ear], [], [], 0)[0]:
            self._ear.recv(4096)
