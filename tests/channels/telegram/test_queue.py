"""Telegram forgets an update only when it is durable here, and no update holds up another."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from channels.telegram import TelegramChannel
from core.errors import ChannelError, Contested, StoreBusy, Throttled, Unauthorised, Unreachable
from core.message import Batch, InboundMessage, Kept
from sandbox.telegram import Fault, Telegram
from tests.channels.sink import MemorySink, polling
from tests.channels.telegram.office import PERSON, PUBLIC, settings

OTHER = 5081200003


def texts(bot: TelegramChannel, sink: MemorySink) -> list[str]:
    said = [item for envelope in sink.kept.values() for item in bot.parse(envelope)]
    return [item.text for item in said if isinstance(item, InboundMessage)]


async def test_what_people_write_is_kept_in_order_with_telegrams_time(
    bot: TelegramChannel, telegram: Telegram
) -> None:
    telegram.write(PERSON, "satu", date=1795485600)
    telegram.write(OTHER, "dua")
    sink = MemorySink()
    async with polling(bot, sink):
        await sink.until(lambda: len(sink.kept) == 2)
        telegram.write(PERSON, "tiga")
        await sink.until(lambda: len(sink.kept) == 3)
    assert texts(bot, sink) == ["satu", "dua", "tiga"]
    first, other, third = sink.kept.values()
    assert first.received_at == datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
    assert first.stream == third.stream
    assert str(PERSON) not in first.stream + other.stream, "streams stand in clear"


@dataclass
class Watching(MemorySink):
    """Looks what Telegram still holds at the moment when something is kept."""

    telegram: Telegram

    def __post_init__(self) -> None:
        super().__init__()
        self.held: list[int] = []

    async def keep(self, batch: Batch) -> Kept:
        self.held.append(len(self.telegram.waiting))
        return await super().keep(batch)


async def test_nothing_is_confirmed_before_it_is_durable(bot: TelegramChannel, telegram: Telegram) -> None:
    for number in range(5):
        telegram.write(PERSON, f"keluhan {number}")
    sink = Watching(telegram)
    async with polling(bot, sink):
        await sink.until(lambda: len(sink.kept) == 5)
        assert sink.held == [5], "all five were still at Telegram when they were kept"
        await sink.looked_again()
        assert telegram.waiting == []


async def test_what_could_not_be_kept_comes_again(bot: TelegramChannel, telegram: Telegram) -> None:
    telegram.write(PERSON, "satu")
    sink = MemorySink()
    sink.failures = [StoreBusy("full")]
    with pytest.raises(StoreBusy):
        await bot.poll(sink)
    assert len(telegram.waiting) == 1
    async with polling(bot, sink):
        await sink.until(lambda: len(sink.kept) == 1)


class Killed(Exception):
    """The power goes."""


class Dying(MemorySink):
    """Keeps, and is killed before Telegram hears of it."""

    async def keep(self, batch: Batch) -> Kept:
        await super().keep(batch)
        raise Killed


@pytest.mark.parametrize("restored", [False, True], ids=["", "and the cursor is lost with it"])
async def test_a_crash_between_keeping_and_confirming_loses_and_doubles_nothing(
    bot: TelegramChannel, telegram: Telegram, *, restored: bool
) -> None:
    telegram.write(PERSON, "satu")
    dying = Dying()
    with pytest.raises(Killed):
        await bot.poll(dying)
    assert len(telegram.waiting) == 1, "Telegram was not told"
    sink = MemorySink()
    sink.kept, sink.cursors = dict(dying.kept), {} if restored else dict(dying.cursors)
    async with polling(bot, sink):
        telegram.write(PERSON, "dua")
        await sink.until(lambda: len(sink.kept) == 2)
        await sink.looked_again()
    assert texts(bot, sink) == ["satu", "dua"]
    assert telegram.waiting == []
    again = [envelope.key for batch in sink.batches for envelope in batch.envelopes]
    assert len(again) == (2 if restored else 1), "behind the cursor nothing is asked for again"


async def test_one_update_that_the_library_cannot_read_blocks_no_other(
    bot: TelegramChannel, telegram: Telegram
) -> None:
    telegram.write(PERSON, "sebelum")
    telegram.state.arrived("message", {"from": {"id": 1}, "date": "kemarin"})
    telegram.state.arrived("message", {"from": "x", "chat": {"id": PERSON, "type": 7}, "message_id": 99})
    telegram.write(PERSON, "sesudah")
    sink = MemorySink()
    async with polling(bot, sink):
        await sink.until(lambda: len(sink.kept) == 4)
        await sink.looked_again()
    assert telegram.waiting == []


async def test_an_album_comes_as_one_message_with_all_its_photos(
    bot: TelegramChannel, telegram: Telegram
) -> None:
    telegram.send_album(PERSON, [b"\xff\xd8 satu", b"\xff\xd8 dua"], "Dua foto antrean")
    sink = MemorySink()
    async with polling(bot, sink):
        await asyncio.to_thread(asked, telegram, 1)
        telegram.write(OTHER, "yang lain")
        telegram.write(PERSON, media_group_id="9001", photo=telegram.photo(b"\xff\xd8 tiga"))
        await sink.until(lambda: len(sink.kept) == 2)
    album, other = sink.kept.values()
    (message,) = bot.parse(album)
    assert isinstance(message, InboundMessage)
    assert message.text == "Dua foto antrean"
    fetched = await bot.fetch(album, message)
    assert [file.data for file in fetched.attachments] == [
        b"\xff\xd8 satu",
        b"\xff\xd8 dua",
        b"\xff\xd8 tiga",
    ]
    assert len({file.filename for file in fetched.attachments}) == 3
    assert [item.text for item in bot.parse(other) if isinstance(item, InboundMessage)] == ["yang lain"]


def asked(telegram: Telegram, times: int) -> None:
    """Wait until the queue was asked so often."""
    ends = time.monotonic() + 20
    while sum(method == "getupdates" for method, _ in telegram.api.asked) < times:
        assert time.monotonic() < ends
        time.sleep(0.005)


async def test_numbers_that_begin_anew_lose_nothing(bot: TelegramChannel, telegram: Telegram) -> None:
    """After a week of silence Telegram begins with another number (#update)."""
    telegram.write(PERSON, "satu")
    sink = MemorySink()
    async with polling(bot, sink):
        await sink.until(lambda: len(sink.kept) == 1)
    telegram.state.queue[:] = []
    (cursor,) = sink.cursors.values()
    telegram.state.arrived("message", {"chat": {"id": PERSON}, "message_id": 500, "text": "dua"})
    telegram.state.queue[-1]["update_id"] = int(cursor)  # the same number once more, another message
    sink.cursors.clear()
    async with polling(bot, sink):
        await sink.until(lambda: len(sink.kept) == 2)


async def test_another_bot_begins_with_a_cursor_of_its_own(telegram: Telegram) -> None:
    telegram.write(PERSON, "satu")
    sink = MemorySink()
    sink.cursors = {"bot-1": "999999999"}
    bot = TelegramChannel("tg", settings(telegram))
    async with polling(bot, sink):
        await sink.until(lambda: len(sink.kept) == 1)
    await bot.close()
    assert set(sink.cursors) == {"bot-1", f"bot-{telegram.state.bot_id}"}


async def test_a_renewed_token_is_taken_up(telegram: Telegram) -> None:
    tokens = [Telegram.token]
    bot = TelegramChannel("tg", settings(telegram, credential=lambda: tokens[-1]))
    await bot.probe()
    telegram.renew("700100200:baru-" + "n" * 27)
    with pytest.raises(Unauthorised):
        await bot.probe()
    tokens.append("700100200:baru-" + "n" * 27)
    await bot.probe()
    await bot.close()


async def test_a_second_program_that_asks_is_named(bot: TelegramChannel, telegram: Telegram) -> None:
    other = TelegramChannel("tg", settings(telegram))
    sink = MemorySink()
    async with polling(bot, sink) as first:
        await asyncio.to_thread(asked, telegram, 1)
        async with polling(other, MemorySink()) as second:
            done, _ = await asyncio.wait({first, second}, return_when=asyncio.FIRST_COMPLETED, timeout=20)
            (failed,) = done
            with pytest.raises(Contested, match="another program"):
                failed.result()
    await other.close()


async def test_a_webhook_that_is_set_is_named(bot: TelegramChannel, telegram: Telegram) -> None:
    telegram.state.hook = {"url": "https://elsewhere.example/hook"}
    for deed in (bot.probe, lambda: bot.poll(MemorySink())):
        with pytest.raises(Contested, match="a webhook is set"):
            await deed()


async def test_a_webhook_of_our_own_is_taken_away_and_what_waited_for_it_comes(telegram: Telegram) -> None:
    telegram.caller.reached = "http://127.0.0.1:1"
    telegram.state.hook = {"url": f"{PUBLIC}/hooks/tg"}
    telegram.write(PERSON, "satu")
    bot = TelegramChannel("tg", settings(telegram, public_url=PUBLIC))
    sink = MemorySink()
    async with polling(bot, sink):
        await sink.until(lambda: len(sink.kept) == 1)
    assert telegram.state.hook == {}
    await bot.close()


FAILURES: dict[str, tuple[Fault, type[ChannelError]]] = {
    "429": (Fault(429, "Too Many Requests: retry after 7", {"retry_after": 7}), Throttled),
    "401": (Fault(401, "Unauthorized"), Unauthorised),
    "404": (Fault(404, "Not Found"), Unauthorised),
    "409": (Fault(409, "Conflict: terminated by other getUpdates request"), Contested),
    "500": (Fault(500), Unreachable),
    "502 as a page": (Fault(502, html=True), Unreachable),
    "200 as a page": (Fault(201, html=True), Unreachable),
    "cut off": (Fault(0), Unreachable),
    "not in time": (Fault(200, seconds=3), Unreachable),
}


@pytest.mark.parametrize(("fault", "error"), FAILURES.values(), ids=FAILURES)
async def test_each_failure_is_told_in_our_words(
    telegram: Telegram, fault: Fault, error: type[ChannelError]
) -> None:
    bot = TelegramChannel("tg", settings(telegram, timeout=0.2 if fault.seconds else 5.0))
    telegram.fail("getUpdates", fault)
    with pytest.raises(error) as raised:
        await bot.poll(MemorySink())
    assert type(raised.value) is error
    if isinstance(raised.value, Throttled):
        assert raised.value.wait is not None
        assert raised.value.wait.total_seconds() == 7
    await bot.close()


async def test_nobody_there_is_unreachable() -> None:
    bot = TelegramChannel("tg", settings(None))
    with pytest.raises(Unreachable):
        await bot.poll(MemorySink())
