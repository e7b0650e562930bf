"""The door on loopback, over a real database, with a WhatsApp number that Twilio's stand-in calls."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

from channels.sms import SmsChannel
from channels.whatsapp import WhatsAppChannel
from core.desk import Desk
from core.dispatch.settle import expire_next, settle_next
from core.intake.read import read_next
from core.law.deadline import jakarta_date
from core.ports.channel import Webhook
from core.ports.inbox import CaseView, Filters, Role, View, Viewer
from core.ports.store import Unit
from sandbox.twilio import Twilio
from storage.store import SqlStore, open_store
from tests.channels.sink import SECONDS
from tests.channels.twilio.office import CHAT, NUMBER, PUBLIC, settings
from tests.pipeline.leaving import Leaving
from tests.pipeline.office import HeldClock, desk
from tests.web.conftest import IN_CLEAR, served
from tests.web.office import MASTER_KEY
from web.hooks.application import build_hooks
from web.hooks.standing import Standing

OURS = f"whatsapp:{NUMBER}"
MANAGER = Viewer("dadan", Role.COMPLAINT_MANAGER)


@dataclass
class Gate:
    """What the tests hold: the store behind the door, the channels before it, and the door's address."""

    store: SqlStore
    twilio: Twilio
    chat: WhatsAppChannel
    sms: SmsChannel
    address: str = ""
    clock: HeldClock = field(default_factory=HeldClock)
    standing: Standing = field(default_factory=Standing)
    desk: Desk = field(init=False)
    doors: dict[str, Webhook] = field(init=False)
    leaving: Leaving = field(init=False)

    def __post_init__(self) -> None:
        self.leaving = Leaving(self.store, self.clock)
        self.doors = {"wa": self.chat, "sms": self.sms}
        able = {name: channel.capabilities for name, channel in self.doors.items()}
        self.desk = replace(desk(), capabilities=able)

    @property
    def webhooks(self) -> dict[str, Webhook]:
        return self.doors

    async def called(self, body: str = "Jalan rusak", person: str = CHAT, **extra: Any) -> int:
        """A person writes; the status with which the door answered Twilio. `extra` as in Twilio.write."""
        number = OURS if person.startswith("whatsapp:") else NUMBER
        message = self.twilio.write(person, number, body, call=False, **extra)
        return await asyncio.to_thread(self.twilio.call, message)

    async def heard(self, body: str, person: str = CHAT, **extra: Any) -> None:
        """A person writes; it is read, and what is due leaves."""
        assert await self.called(body, person, **extra) == 200
        await self.work()

    async def work(self) -> None:
        while await read_next(self.store, self.webhooks, self.desk, self.clock):
            pass
        await self.send()

    async def send(self) -> None:
        await self.leaving.all(self.webhooks)

    async def settle(self, after: float = 120) -> None:
        """Look for what is uncertain, so many seconds later: the platform's list needs its time."""
        self.clock.pass_by(seconds=after)
        await expire_next(self.store, self.clock)
        for account, channel in self.webhooks.items():
            await settle_next(self.store, account, channel, self.clock)

    async def views(self) -> list[CaseView]:
        """All cases, oldest first, as the complaint manager sees them."""

        def look(unit: Unit) -> list[CaseView]:
            today = jakarta_date(self.clock.now())
            pages = (unit.inbox.page(MANAGER, Filters(view), today) for view in (View.OPEN, View.CLOSED))
            tickets = sorted(row.complaint.ticket for page in pages for row in page.rows)
            return [view for ticket in tickets if (view := unit.inbox.case(MANAGER, ticket))]

        return await self.store.read(look)

    async def view(self) -> CaseView:
        """The one case there is."""
        (view,) = await self.views()
        return view

    async def taken(self) -> None:
        """Until the platform has done what it was asked while nobody waited for its answer."""
        async with asyncio.timeout(SECONDS):
            while not self.twilio.sent():  # noqa: ASYNC110 - the stand-in lives in a thread of its own
                await asyncio.sleep(0.02)

    def said_to(self, person: str = CHAT) -> list[str]:
        """What the office sent to a person, oldest first."""
        return [message.body for message in self.twilio.sent() if message.recipient == person]

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
        for account in opened.webhooks:
            await store.write(partial(_connect, account, opened.clock.now()))
        async with served(app) as address:
            opened.address = address
            twilio.connect(OURS, f"{PUBLIC}/hooks/wa", f"{address}/hooks/wa")
            twilio.connect(NUMBER, f"{PUBLIC}/hooks/sms", f"{address}/hooks/sms")
            yield opened
        await opened.chat.close()
        await opened.sms.close()


def _connect(account: str, moment: datetime, unit: Unit) -> None:
    unit.accounts.connected(account, moment)


@pytest.fixture
async def client(gate: Gate) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(
        verify=IN_CLEAR, base_url=gate.address, trust_env=False, timeout=20
    ) as opened:
        yield opened
