"""A webhook's door in a process of its own: `python -m bench.door WAY HOME`. Prints its address.

WAY is how a delivery is kept: `verify` (not at all: what HTTP and the signature cost alone), `grouped` (the
program's store), `inline` (a transaction for each request, in the loop), `threads` (the same, in threads).
"""

from __future__ import annotations

import asyncio
import gc
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol, TypeVar

import sqlalchemy as sa
import uvicorn
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from app.clock import SystemClock
from app.server import listen
from app.service import SWITCH
from bench import database
from bench.webhooks import NUMBER, PUBLIC
from channels.whatsapp import Settings, open_channel
from core.message import Kept
from sandbox.twilio import Twilio
from storage import engine
from storage.unit import SqlUnit
from web.hooks.application import build_hooks
from web.hooks.standing import Standing

T = TypeVar("T")
PATIENCE = 60_000  # milliseconds that a thread's connection waits for another's commit; no request may fail


class Keeps(Protocol):
    """What the door asks of a store."""

    async def write(self, unit: Callable[[SqlUnit], T], *, bulk: bool = False) -> T: ...


class Forgets:
    """Says that it kept what it was given."""

    async def write(self, unit: Callable[[SqlUnit], Any], *, bulk: bool = False) -> Any:  # noqa: ARG002 - the port's
        return Kept(1, 0)


class Inline:
    """The same units on the same engine, without queue, writer thread and group."""

    def __init__(self, home: Path) -> None:
        self._sealer = database.sealer(home)
        self._engine = engine.sqlite_writer(home / database.DATABASE)
        sa.event.listen(self._engine, "connect", _patient)

    async def write(self, unit: Callable[[SqlUnit], T], *, bulk: bool = False) -> T:  # noqa: ARG002 - the port's
        return self.run(unit)

    def run(self, unit: Callable[[SqlUnit], T]) -> T:
        with (
            self._engine.begin() as connection,
            SqlUnit(connection, self._sealer, "sqlite") as opened,
        ):
            return unit(opened)


def _patient(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    connection.execute(f"PRAGMA busy_timeout={PATIENCE}")


class Threads:
    """As frameworks do it that run each request in a thread of a pool, each thread with its connection."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._own = threading.local()

    def _run(self, unit: Callable[[SqlUnit], T]) -> T:
        if not hasattr(self._own, "way"):
            self._own.way = Inline(self._home)
        way: Inline = self._own.way
        return way.run(unit)

    async def write(self, unit: Callable[[SqlUnit], T], *, bulk: bool = False) -> T:  # noqa: ARG002 - the port's
        return await asyncio.to_thread(self._run, unit)


WAYS: dict[str, Callable[[Path], Keeps]] = {
    "verify": lambda _: Forgets(),
    "grouped": database.open_at,
    "inline": Inline,
    "threads": Threads,
}


def main(way: str, home: Path) -> None:
    sys.setswitchinterval(SWITCH)
    gc.freeze()  # as in a service that has begun to read: what the start made is not looked through for garbage
    settings = Settings(Twilio.account_sid, NUMBER, lambda: Twilio.auth_token, public_url=PUBLIC)
    channel = open_channel("wa", settings)
    store: Any = WAYS[way](home)
    hooks = build_hooks(store, {"wa": channel}, clock=SystemClock(), standing=Standing())
    bound = listen("127.0.0.1", 0)
    print(f"serves http://127.0.0.1:{bound.getsockname()[1]}/", flush=True)
    config = uvicorn.Config(hooks, log_level="warning", lifespan="off", access_log=False, ws="none")
    uvicorn.Server(config).run(sockets=[bound])


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
