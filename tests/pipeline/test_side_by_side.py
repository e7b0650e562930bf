"""Accounts, and the messages of one account, leave and settle side by side: whoever's platform hangs holds up nobody
else.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.loops import Pulse
from app.service import dispatch, settlement
from core.capabilities import Capabilities
from core.dispatch.send import Flow
from core.message import Address, OutboundMessage, Purpose, Receipt
from core.ports.outbox import departures
from core.ports.send import SendState
from core.ports.store import Unit
from storage.store import SqlStore
from tests.pipeline.leaving import Leaving, SendingOnly
from tests.pipeline.office import HeldClock
from tests.storage.ports.given import complaint, open_case, planned

SECONDS = 20.0  # then what was awaited does not come
ASEP, SITI, UJANG = (Address("chat", f"@{name}") for name in ("asep", "siti", "ujang"))


class Platform(SendingOnly):
    """Takes each message when the test lets it; `asked` are those it was handed, oldest first."""

    def __init__(self, account: str, at_once: int = 1) -> None:
        self.account = account
        self.capabilities = Capabilities(at_once=at_once)
        self.asked: asyncio.Queue[str] = asyncio.Queue()
        self.hangs: dict[str, asyncio.Event] = {}
        self.broken: set[str] = set()

    def hang(self, text: str) -> asyncio.Event:
        """It does not answer for this message until the event is set."""
        return self.hangs.setdefault(text, asyncio.Event())

    async def send(self, message: OutboundMessage) -> Receipt:
        self.asked.put_nowait(message.text)
        if message.text in self.hangs:
            await self.hangs[message.text].wait()
        if message.text in self.broken:
            raise KeyError(message.text)
        return Receipt(f"{self.account}-{message.id}")

    async def next(self) -> str:
        async with asyncio.timeout(SECONDS):
            return await self.asked.get()


class Listing(Platform):
    """Has a list, on which it finds each message when the test lets it."""

    listed_after = timedelta(0)

    async def find(self, message: OutboundMessage) -> Sequence[Receipt]:
        return [await self.send(message)]


class Town:
    """An office's platforms and store, and people who are written to."""

    def __init__(self, store: SqlStore) -> None:
        self.store = store
        self.clock = HeldClock()
        self.stop = asyncio.Event()
        self._cases = 0

    async def plan(self, *sends: tuple[str, Address, str]) -> None:
        """In one case: account, recipient and text of each."""
        self._cases += 1
        wanted = [replace(planned(Purpose.STATUS, to, text), account=account) for account, to, text in sends]
        await self.store.write(lambda unit: open_case(unit, complaint(f"T{self._cases}"), sends=wanted))

    @asynccontextmanager
    async def dispatching(self, *platforms: Platform) -> AsyncIterator[None]:
        """As the service does it, until the block ends."""
        async with self._running(dispatch, platforms):
            yield

    @asynccontextmanager
    async def settling(self, *platforms: Platform) -> AsyncIterator[None]:
        """As `dispatching`."""
        async with self._running(settlement, platforms):
            yield

    async def lose(self, account: str) -> None:
        """Of what is due of this account nobody knows any more whether it left."""

        def lose(unit: Unit) -> None:
            for sending in unit.outbox.lease(account, self.clock.now(), 5, timedelta(minutes=1)):
                unit.outbox.uncertain(sending, self.clock.now())

        await self.store.write(lose)

    @asynccontextmanager
    async def _running(self, how: Callable[..., Any], platforms: Sequence[Platform]) -> AsyncIterator[None]:
        channels = {platform.account: platform for platform in platforms}
        loops = how(self.store, channels, self.clock, Pulse(), self.stop)
        async with AsyncExitStack() as stack:
            group = await stack.enter_async_context(asyncio.TaskGroup())
            for loop in loops:
                group.create_task(loop)
            yield
            self.stop.set()

    async def states(self, account: str) -> dict[SendState, int]:
        """How many messages of the account are in which state, sent ones left out."""
        counts = await self.store.read(lambda unit: unit.outbox.counts())
        return {state: count for (name, state), count in counts.items() if name == account}


@pytest.fixture
def town(store: SqlStore) -> Town:
    return Town(store)


async def test_a_platform_that_hangs_holds_up_no_other_account(town: Town) -> None:
    slow, quick = Platform("slow"), Platform("quick")
    answer = slow.hang("satu")
    await town.plan(("slow", ASEP, "satu"))
    async with town.dispatching(slow, quick):
        assert await slow.next() == "satu"
        await town.plan(("quick", SITI, "dua"))
        assert await quick.next() == "dua"
        assert not answer.is_set()
        answer.set()


async def test_a_list_that_hangs_holds_up_no_other_account_s_settlement(town: Town) -> None:
    """Not the next messages of the others either."""
    slow, quick = Listing("slow"), Listing("quick")
    answers = slow.hang("satu"), quick.hang("dua")
    await town.plan(("slow", ASEP, "satu"), ("quick", SITI, "dua"))
    await town.lose("slow")
    await town.lose("quick")
    async with town.settling(slow, quick):
        assert await slow.next() == "satu"
        assert await quick.next() == "dua"
        await town.plan(("quick", UJANG, "tiga"))
        await town.lose("quick")
        answers[1].set()
        assert await quick.next() == "tiga"
        assert not answers[0].is_set()
        answers[0].set()
    assert await town.states("slow") == await town.states("quick") == {}


async def test_a_message_that_hangs_holds_up_nobody_else_of_its_account(town: Town) -> None:
    platform = Platform("chat", at_once=2)
    answer = platform.hang("satu")
    await town.plan(("chat", ASEP, "satu"))
    async with town.dispatching(platform):
        assert await platform.next() == "satu"
        for text, person in (("dua", SITI), ("tiga", UJANG), ("empat", SITI)):
            await town.plan(("chat", person, text))
            assert await platform.next() == text
        answer.set()
    assert await town.states("chat") == {}


async def test_no_more_are_on_their_way_than_the_channel_says(town: Town) -> None:
    platform = Platform("chat", at_once=2)
    answers = [platform.hang(text) for text in ("satu", "dua", "tiga")]
    await town.plan(("chat", ASEP, "satu"), ("chat", SITI, "dua"), ("chat", UJANG, "tiga"))
    async with town.dispatching(platform):
        assert [await platform.next(), await platform.next()] == ["satu", "dua"]
        assert await town.states("chat") == {SendState.SENDING: 2, SendState.DUE: 1}
        answers[1].set()
        assert await platform.next() == "tiga"
        for answer in answers:
            answer.set()


async def test_what_is_said_to_one_person_keeps_its_order_while_others_pass(town: Town) -> None:
    platform = Platform("chat", at_once=3)
    first, other = platform.hang("satu"), platform.hang("lain")
    await town.plan(("chat", ASEP, "satu"), ("chat", ASEP, "dua"), ("chat", SITI, "lain"))
    async with town.dispatching(platform):
        assert [await platform.next(), await platform.next()] == ["satu", "lain"]
        assert await town.states("chat") == {SendState.SENDING: 2, SendState.DUE: 1}
        first.set()
        assert await platform.next() == "dua"
        other.set()


async def test_stopping_waits_for_what_is_on_its_way_and_takes_up_nothing_more(town: Town) -> None:
    platform = Platform("chat")
    answer = platform.hang("satu")
    await town.plan(("chat", ASEP, "satu"), ("chat", SITI, "dua"))
    async with town.dispatching(platform):
        assert await platform.next() == "satu"
        town.stop.set()
        answer.set()
    assert platform.asked.empty()
    assert await town.states("chat") == {SendState.DUE: 1}


async def test_whoever_looks_while_there_is_no_room_is_called_again(town: Town) -> None:
    """The message is planned when the one before has looked for the next, and has not yet made room."""
    platform, wake = Platform("chat"), town.store.subscribe(departures("chat"))
    recorded = Held(town.store)
    flow = Flow("chat", platform, recorded, town.clock, wake)  # type: ignore[arg-type]  # `write` is all it asks
    await town.plan(("chat", ASEP, "satu"))
    async with asyncio.timeout(SECONDS), asyncio.TaskGroup() as leaving:
        await flow.next(leaving)
        await recorded.second.wait()
        await town.plan(("chat", SITI, "dua"))
        wake.clear()
        await flow.next(leaving)
        assert not wake.is_set()
        recorded.go_on.set()
        await wake.wait()
        await flow.next(leaving)
    assert [await platform.next(), await platform.next()] == ["satu", "dua"]


class Held:
    """A store that tells of its second unit late."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store
        self._written = 0
        self.second, self.go_on = asyncio.Event(), asyncio.Event()

    async def write(self, unit: Callable[[Unit], Any]) -> Any:
        result = await self._store.write(unit)
        self._written += 1
        if self._written == 2:
            self.second.set()
            await self.go_on.wait()
        return result


async def test_an_error_that_nobody_foresaw_strikes_its_own_message_alone(town: Town) -> None:
    platform = Platform("chat", at_once=2)
    platform.broken.add("satu")
    await town.plan(("chat", ASEP, "satu"), ("chat", SITI, "dua"))
    with pytest.raises(ExceptionGroup, match="account chat") as raised:
        await Leaving(town.store, town.clock).all({"chat": platform})
    assert raised.group_contains(KeyError)
    assert await town.states("chat") == {SendState.SENDING: 1}, "until its lease runs out"


async def test_a_loop_that_is_cancelled_leaves_nothing_on_its_way(town: Town) -> None:
    platform = Platform("chat")
    platform.hang("satu")
    await town.plan(("chat", ASEP, "satu"))
    (loop,) = dispatch(town.store, {"chat": platform}, town.clock, Pulse(), town.stop)
    task = asyncio.ensure_future(loop)
    assert await platform.next() == "satu"
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert asyncio.all_tasks() == {asyncio.current_task()}
