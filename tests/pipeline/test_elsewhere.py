"""What does not reach a citizen on one channel leaves on the next, if there is one; else it stays the officers' task."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

import pytest

from core.capabilities import Capabilities
from core.case.complaint import Entry, Party
from core.desk import Desk
from core.dispatch.elsewhere import elsewhere_next
from core.errors import RecipientGone
from core.message import Address, OutboundMessage, Purpose, Receipt, Terminal
from core.ports.filing import Filed, Planned
from core.ports.inbox import Role, View, Viewer
from core.ports.store import Unit
from storage.store import SqlStore
from tests.pipeline.leaving import Leaving, SendingOnly
from tests.pipeline.office import HeldClock, desk
from tests.storage.ports.given import (
    ACCOUNT,
    BUDI,
    MINUTE,
    NOW,
    SITI,
    batch,
    complaint,
    message,
    open_case,
    planned,
)

CHAT = "obrolan"
MANAGER = Viewer("asep", Role.COMPLAINT_MANAGER)
ANSWER = "Izin Anda terbit hari ini."


class Platform(SendingOnly):
    """Takes what is sent, or knows nobody."""

    def __init__(self, account: str) -> None:
        self.account = account
        self.capabilities = Capabilities()
        self.gone = False
        self.taken: list[OutboundMessage] = []

    async def send(self, message: OutboundMessage) -> Receipt:
        if self.gone:
            raise RecipientGone("nobody")
        self.taken.append(message)
        return Receipt(f"{self.account}-{message.id}")


class Town:
    """Budi wrote by mail, and as the same person in a chat since; the office answers."""

    def __init__(self, store: SqlStore) -> None:
        self.store = store
        self.clock = HeldClock(NOW + 2 * MINUTE)
        self.desk: Desk = desk()
        self.mail, self.chat = Platform(ACCOUNT), Platform(CHAT)
        self.leaving = Leaving(store, self.clock)

    async def open(self) -> None:
        await self.store.write(_open)

    async def answer(self, to: Address = SITI, purpose: Purpose = Purpose.REPLY, text: str = ANSWER) -> None:
        sent = replace(planned(purpose, to, text), account=CHAT, machine=False)
        await self.store.write(partial(_plan, sent))

    async def work(self) -> None:
        """Until nothing is due and nothing stranded."""
        for _ in range(4):
            await self.leaving.all({ACCOUNT: self.mail, CHAT: self.chat})
            await elsewhere_next(self.store, self.desk, self.clock)

    async def undelivered(self) -> int:
        day = date(2026, 11, 22)
        counts = await self.store.read(lambda unit: unit.inbox.counts(MANAGER, day))
        return counts[View.UNDELIVERED]

    async def history(self) -> list[str]:
        return [entry.what for entry in await self.store.read(lambda unit: unit.history.of("T1"))]


def _open(unit: Unit) -> None:
    party = Party(None, "Budi Santoso", (BUDI, SITI))
    case = open_case(unit, complaint("T1", party=party), message("<m1@x>"), sends=[])
    unit.envelopes.keep(batch("m2", account=CHAT), NOW)
    (leased,) = unit.envelopes.lease(NOW, 1, MINUTE)
    said = message("m2", SITI)
    unit.filing.file([Filed(leased, 0, Terminal.JOINED, "m2", message=said, joins=case.id)], NOW)


def _plan(sent: Planned, unit: Unit) -> None:
    case = unit.cases.get("T1")
    assert case is not None
    unit.cases.save(case, [Entry(NOW, "wati", "replied", {})], [sent])


@pytest.fixture
async def town(store: SqlStore) -> Town:
    town = Town(store)
    await town.open()
    return town


async def test_what_arrives_is_sent_once(town: Town) -> None:
    await town.answer()
    await town.work()
    assert [said.text for said in town.chat.taken] == [ANSWER]
    assert not town.mail.taken
    assert "sent_elsewhere" not in await town.history()


async def test_an_answer_that_the_chat_cannot_bring_comes_by_mail(town: Town) -> None:
    town.chat.gone = True
    await town.answer()
    await town.work()
    (said,) = town.mail.taken
    assert (said.text, said.to, said.purpose, said.machine) == (ANSWER, BUDI, Purpose.REPLY, False)
    assert said.in_reply_to == "<m1@x>"
    assert (await town.history())[-2:] == ["send_failed", "sent_elsewhere"]
    assert await town.undelivered() == 0


async def test_what_fails_everywhere_is_tried_once_each_and_stays_a_task(town: Town) -> None:
    town.chat.gone = town.mail.gone = True
    await town.answer()
    await town.work()
    history = await town.history()
    assert (history.count("send_failed"), history.count("sent_elsewhere")) == (2, 1)
    assert await town.undelivered() == 1


async def test_words_that_the_other_channel_does_not_carry_stay_a_task(town: Town) -> None:
    town.desk = replace(town.desk, capabilities={ACCOUNT: Capabilities(text=10)})
    town.chat.gone = True
    await town.answer()
    await town.work()
    assert not town.mail.taken
    assert await town.undelivered() == 1


async def test_what_was_said_to_an_address_that_is_no_partys_is_said_to_nobody_else(town: Town) -> None:
    town.chat.gone = True
    await town.answer(Address("chat", "@typed"))
    await town.work()
    assert not town.mail.taken


async def test_a_status_that_was_asked_for_in_the_chat_is_told_nowhere_else(town: Town) -> None:
    town.chat.gone = True
    await town.answer(purpose=Purpose.STATUS)
    await town.work()
    assert not town.mail.taken
