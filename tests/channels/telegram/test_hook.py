"""The webhook: Telegram's calls show a secret; 200 is said only for what is kept."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from channels.telegram import TelegramChannel
from channels.telegram.account import hook_secret
from core.errors import Forged, StoreBusy, Unreachable, Unreadable
from core.ports.channel import Webhook
from sandbox.telegram import Telegram
from storage.store import SqlStore, open_store
from tests.channels.sink import MemorySink, polling
from tests.channels.telegram.office import PERSON, PUBLIC, called, settings
from tests.web.conftest import served
from tests.web.office import MASTER_KEY, StoppedClock
from web.hooks.application import build_hooks
from web.hooks.standing import Standing

UPDATE = b'{"update_id": 7, "message": {"message_id": 3, "chat": {"id": 5, "type": "private"}, "date": 1795485600}}'
NEW, OLD = "700100200:baru-" + "n" * 27, Telegram.token


@pytest.fixture
async def hooked(telegram: Telegram) -> AsyncIterator[TelegramChannel]:
    channel = TelegramChannel("tg", settings(telegram, webhook=True, public_url=PUBLIC))
    yield channel
    await channel.close()


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqlStore]:
    opened = open_store(f"sqlite:///{tmp_path}/aduan.db", MASTER_KEY, tmp_path / "files", create=True)
    yield opened
    await opened.close()


async def test_the_right_secret_opens_and_any_other_does_not(hooked: TelegramChannel) -> None:
    assert isinstance(hooked, Webhook)
    hooked.verify(called(UPDATE))
    for secret in ("x", "", hook_secret(OLD, "another"), hook_secret(OLD, "tg")[:-1], "é"):
        with pytest.raises(Forged):
            hooked.verify(called(UPDATE, **{"x-telegram-bot-api-secret-token": secret}))


async def test_while_a_token_is_renewed_the_old_ones_secret_opens_too() -> None:
    channel = TelegramChannel(
        "tg", settings(None, webhook=True, public_url=PUBLIC, credential=lambda: f"{NEW} {OLD}")
    )
    for token in (NEW, OLD):
        channel.verify(called(UPDATE, hook_secret(token, "tg")))


async def test_without_a_webhook_or_a_token_every_call_is_forged() -> None:
    def gone() -> str:
        raise OSError

    for channel in (
        TelegramChannel("tg", settings(None)),
        TelegramChannel("tg", settings(None, webhook=True, public_url=PUBLIC, credential=gone)),
    ):
        with pytest.raises(Forged):
            channel.verify(called(UPDATE))


async def test_what_is_no_json_by_its_own_word_is_unreadable(hooked: TelegramChannel) -> None:
    with pytest.raises(Unreadable):
        hooked.verify(called(UPDATE, **{"content-type": "text/plain"}))


async def test_a_call_is_known_by_the_updates_number_and_the_secret_is_not_kept(
    hooked: TelegramChannel,
) -> None:
    known = hooked.identified(called(UPDATE))
    assert known.key == "7:5:3"
    assert known.stream.startswith("lane-")
    assert "x-telegram-bot-api-secret-token" not in known.headers
    assert known.received_at.isoformat() == "2026-11-24T02:00:00+00:00"
    nonsense = [hooked.identified(called(body)).key for body in (b"", b"[]", b"\xff", b'{"a":1}')]
    assert len(set(nonsense)) == 4


async def test_it_is_the_same_delivery_whichever_way_it_comes(
    hooked: TelegramChannel, bot: TelegramChannel, telegram: Telegram
) -> None:
    update = telegram.write(PERSON, "satu")
    sink = MemorySink()
    async with polling(bot, sink):
        await sink.until(lambda: len(sink.kept) == 1)
    (asked,) = sink.kept.values()
    brought = hooked.identified(called(json.dumps(update).encode()))
    assert (asked.key, asked.stream, asked.received_at) == (brought.key, brought.stream, brought.received_at)
    assert bot.parse(asked) == hooked.parse(brought)


async def test_telegram_is_told_where_to_call_and_asked_how_that_fares(
    hooked: TelegramChannel, telegram: Telegram
) -> None:
    with pytest.raises(Unreachable, match="no address"):
        await hooked.probe()
    sink = MemorySink()
    async with polling(hooked, sink):
        await sink.until(lambda: sink.beats > 1)
        assert telegram.state.hook["url"] == f"{PUBLIC}/hooks/tg"
        assert telegram.state.hook["secret"] == hook_secret(OLD, "tg")
        await hooked.probe()
    telegram.state.hook["url"] = "https://elsewhere.example"
    with pytest.raises(Unreachable, match="another address"):
        await hooked.probe()


async def test_calls_that_fail_while_updates_wait_are_told(
    hooked: TelegramChannel, telegram: Telegram
) -> None:
    telegram.caller.reached = "http://127.0.0.1:1"
    telegram.write(PERSON, "satu")
    sink = MemorySink()
    with pytest.raises(Unreachable, match="fail"):
        await asyncio.wait_for(hooked.poll(sink), 20)


async def test_through_the_door_each_update_is_kept_once_and_refused_ones_come_again(
    hooked: TelegramChannel, telegram: Telegram, store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, refusals = store.write, [StoreBusy("full"), StoreBusy("full")]

    async def busy(unit: object, *, bulk: bool = False) -> object:
        if refusals:
            raise refusals.pop()
        return await real(unit, bulk=bulk)  # type: ignore[arg-type]  # handed through

    app = build_hooks(store, {"tg": hooked}, clock=StoppedClock(), standing=Standing())
    async with served(app) as address:
        telegram.caller.reached = f"{address}/hooks/tg"
        monkeypatch.setattr(store, "write", busy)
        sink = MemorySink()
        async with polling(hooked, sink):
            await sink.until(lambda: sink.beats > 0)
            first = telegram.write(PERSON, "satu")
            telegram.write(PERSON, "dua")
            await asyncio.to_thread(emptied, telegram)
        assert telegram.caller.answers == [503, 503, 200, 200]
        assert await asyncio.to_thread(telegram.caller.call, first) == 200, "once more: known, and said so"
        assert await asyncio.to_thread(telegram.caller.call, first, "wrong") == 403
        telegram.state.hook["url"] = f"{address}/hooks/nobody"
    lags = await store.read(lambda unit: unit.ledger.lag())
    assert {account: count for account, (count, _) in lags.items()} == {"tg": 2}
    (balance,) = await store.read(lambda unit: unit.ledger.balances())
    assert balance.received == 3


def emptied(telegram: Telegram) -> None:
    ends = time.monotonic() + 20
    while telegram.waiting:
        assert time.monotonic() < ends, telegram.caller.answers
        time.sleep(0.01)
