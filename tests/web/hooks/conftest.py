"""The door on loopback, over a real database, with a WhatsApp number that Twilio's stand-in calls."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette

from channels.sms import SmsChannel
from channels.whatsapp import WhatsAppChannel
from core.ports.channel import Webhook
from sandbox.twilio import Twilio
from storage.store import SqlStore, open_store
from tests.channels.twilio.office import NUMBER, PUBLIC, settings
from tests.web.office import MASTER_KEY, StoppedClock
from web.hooks import Standing, build_hooks

OURS = f"whatsapp:{NUMBER}"


class Server(uvicorn.Server):
    """Uvicorn in the test's own loop; signals stay with the test runner."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@dataclass
class Gate:
    """What the tests hold: the store behind the door, the channels before it, and the door's address."""

    store: SqlStore
    twilio: Twilio
    chat: WhatsAppChannel
    sms: SmsChannel
    address: str = ""
    clock: StoppedClock = field(default_factory=StoppedClock)
    standing: Standing = field(default_factory=Standing)

    @property
    def webhooks(self) -> dict[str, Webhook]:
        return {"wa": self.chat, "sms": self.sms}

    async def called(self, body: str = "Jalan rusak") -> int:
        """A person writes; the status with which the door answered Twilio."""
        message = self.twilio.write("whatsapp:+6281200000002", OURS, body, call=False)
        return await asyncio.to_thread(self.twilio.call, message)

    async def unread(self) -> int:
        lags = await self.store.read(lambda unit: unit.ledger.lag())
        return sum(count for count, _ in lags.values())


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("empty")
    open_store(f"sqlite:///{home}/aduan.db", MASTER_KEY, home / "files", create=True).close_now()
    return home / "aduan.db"


@pytest.fixture
async def store(empty_database: Path, tmp_path: Path) -> AsyncIterator[SqlStore]:
    shutil.copy(empty_database, tmp_path / "aduan.db")
    opened = open_store(f"sqlite:///{tmp_path}/aduan.db", MASTER_KEY, tmp_path / "files")
    yield opened
    await opened.close()


@pytest.fixture
async def gate(store: SqlStore) -> AsyncIterator[Gate]:
    twilio = Twilio()
    with twilio.running():
        opened = Gate(
            store,
            twilio,
            WhatsAppChannel("wa", settings(twilio)),
            SmsChannel("sms", settings(twilio)),
        )
        app = build_hooks(store, opened.webhooks, clock=opened.clock, standing=opened.standing)
        async with served(app) as address:
            opened.address = address
            twilio.connect(OURS, f"{PUBLIC}/hooks/wa", f"{address}/hooks/wa")
            twilio.connect(NUMBER, f"{PUBLIC}/hooks/sms", f"{address}/hooks/sms")
            yield opened
        await opened.chat.close()
        await opened.sms.close()


@contextlib.asynccontextmanager
async def served(app: Starlette) -> AsyncIterator[str]:
    """The address of a running application; early calls wait in the socket's queue."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, lifespan="off", log_config=None, timeout_graceful_shutdown=1, ws="none")
    server = Server(config)
    task = asyncio.ensure_future(server.serve(sockets=[listener]))
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task
        listener.close()


@pytest.fixture
async def client(gate: Gate) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=gate.address, trust_env=False, timeout=20) as opened:
        yield opened
