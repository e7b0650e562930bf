"""Answers leave once, in the chat they belong to, no faster than Telegram allows."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.telegram import TelegramChannel
from channels.telegram.pace import IN_CHAT, IN_GROUP, Pace
from core.errors import (
    ChannelError,
    RecipientGone,
    Refused,
    Throttled,
    Unauthorised,
    Uncertain,
    Unreachable,
)
from core.message import Address, DeliveryState
from sandbox.telegram import Fault, Telegram
from tests.channels.telegram.office import PERSON, outbound, settings

GROUP = -1001234567890


async def test_an_answer_stands_under_what_it_answers(bot: TelegramChannel, telegram: Telegram) -> None:
    receipt = await bot.send(outbound("Nomor *Anda*: <b>PWK</b>", in_reply_to=f"{PERSON}:41"))
    (sent,) = telegram.sent
    assert receipt.external_id == f"{PERSON}:{sent.number}"
    assert receipt.state is DeliveryState.DELIVERED, "Telegram's id is all that it tells (told)"
    assert sent.text == "Nomor *Anda*: <b>PWK</b>"
    assert "parse_mode" not in sent.fields
    assert json.loads(sent.fields["link_preview_options"]) == {"is_disabled": True}
    answered = json.loads(sent.fields["reply_parameters"])
    assert answered == {"message_id": 41, "allow_sending_without_reply": True}


async def test_an_answer_to_an_edit_stands_under_the_message(
    bot: TelegramChannel, telegram: Telegram
) -> None:
    await bot.send(outbound(in_reply_to=f"{PERSON}:41:1795485360:700000019"))
    assert json.loads(telegram.sent[0].fields["reply_parameters"])["message_id"] == 41


async def test_what_is_not_public_goes_to_the_person_alone(bot: TelegramChannel, telegram: Telegram) -> None:
    telegram.state.known.add(GROUP)
    await bot.send(outbound(in_reply_to=f"{GROUP}:41"))
    await bot.send(outbound(in_reply_to=f"{GROUP}:41", public=True))
    alone, public = telegram.sent
    assert (alone.chat, "reply_parameters" in alone.fields) == (PERSON, False)
    assert (public.chat, "reply_parameters" in public.fields) == (GROUP, True)


@pytest.mark.parametrize("handle", ["", "@siti", "081x", "--1", "٣"])
async def test_an_address_that_is_no_chat_is_refused(bot: TelegramChannel, handle: str) -> None:
    with pytest.raises(Refused):
        await bot.send(outbound(to=Address("telegram", handle)))


async def test_a_text_that_is_too_long_is_refused_before_it_leaves(
    bot: TelegramChannel, telegram: Telegram
) -> None:
    await bot.send(outbound("x" * 4096))
    for text in ("x" * 4097, "😢" * 2049):
        with pytest.raises(Refused, match="4096"):
            await bot.send(outbound(text))
    assert len(telegram.sent) == 1


async def test_a_group_that_moved_is_answered_where_it_is_now(
    bot: TelegramChannel, telegram: Telegram
) -> None:
    telegram.state.moved = {-77: GROUP}
    telegram.state.known.add(GROUP)
    receipt = await bot.send(outbound(to=Address("telegram", "-77"), in_reply_to="-77:5"))
    (sent,) = telegram.sent
    assert (sent.chat, receipt.external_id) == (GROUP, f"{GROUP}:{sent.number}")
    assert "reply_parameters" not in sent.fields


async def test_who_blocked_the_bot_is_gone(bot: TelegramChannel, telegram: Telegram) -> None:
    telegram.state.blocked.add(PERSON)
    with pytest.raises(RecipientGone):
        await bot.send(outbound())


FAILURES: dict[str, tuple[Fault, type[ChannelError]]] = {
    "429": (Fault(429, "Too Many Requests: retry after 7", {"retry_after": 7}), Throttled),
    "401": (Fault(401, "Unauthorized"), Unauthorised),
    "403": (Fault(403, "Forbidden: user is deactivated"), RecipientGone),
    "400: no chat": (Fault(400, "Bad Request: chat not found"), RecipientGone),
    "400: else": (Fault(400, "Bad Request: can't parse entities"), Refused),
    "400 as a page": (Fault(400, html=True), Refused),
    "500 after it was taken": (Fault(500, after=True), Uncertain),
    "502 as a page": (Fault(502, html=True), Uncertain),
    "taken, and said in HTML": (Fault(201, html=True, after=True), Uncertain),
    "an answer cut off": (Fault(0, after=True), Uncertain),
    "not in time": (Fault(200, seconds=3), Uncertain),
}


@pytest.mark.parametrize(("fault", "error"), FAILURES.values(), ids=FAILURES)
async def test_each_failure_is_told_in_our_words(
    telegram: Telegram, fault: Fault, error: type[ChannelError]
) -> None:
    bot = TelegramChannel("tg", settings(telegram, timeout=0.2 if fault.seconds else 5.0))
    telegram.fail("sendMessage", fault)
    with pytest.raises(error) as raised:
        await bot.send(outbound())
    assert type(raised.value) is error
    await bot.close()


async def test_what_never_left_is_unreachable_not_uncertain() -> None:
    bot = TelegramChannel("tg", settings(None))
    with pytest.raises(Unreachable):
        await bot.send(outbound())


async def test_two_messages_to_a_chat_keep_telegrams_pace(telegram: Telegram, bot: TelegramChannel) -> None:
    telegram.api.strict = True
    await bot.send(outbound("satu"))
    await bot.send(outbound("dua"))
    assert [sent.text for sent in telegram.sent] == ["satu", "dua"]


class Hours:
    """Time that passes only while one rests."""

    def __init__(self) -> None:
        self.now = 0.0

    async def rest(self, seconds: float) -> None:
        self.now += seconds


@given(st.lists(st.sampled_from(["1", "2", "3", "-4"]), max_size=60))
async def test_no_limit_of_telegram_is_passed(chats: list[str]) -> None:
    hours = Hours()
    pace = Pace(hours.rest, lambda: hours.now)
    left: list[tuple[str, float]] = []
    for chat in chats:
        async with pace.turn(chat):
            left.append((chat, hours.now))
    times = [moment for _, moment in left]
    assert all(late - early >= 1 - 1e-9 for early, late in zip(times, times[30:], strict=False)), (
        "30 a second"
    )
    for chat in set(chats):
        own = [moment for one, moment in left if one == chat]
        between = IN_GROUP if chat.startswith("-") else IN_CHAT
        assert all(late - early >= between - 1e-9 for early, late in pairwise(own))
