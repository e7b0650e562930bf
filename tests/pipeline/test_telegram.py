"""A message on Telegram, the whole way: over Telegram's own protocol into a case, and back into its chat."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from channels.telegram import TelegramChannel
from core.classify.labels import Kind, Sector
from core.intake.keep import keep
from core.message import Batch, Envelope, Terminal
from core.ports.inbox import View
from core.ports.send import SendState
from sandbox.telegram import Fault, Telegram
from tests.channels.sink import MemorySink, polling
from tests.channels.telegram.office import called, settings
from tests.pipeline.office import NOON, Office, connect

ACCOUNT = "tg"
PERSON = 5081200002
COMPLAINT = "Saya Siti Contoh. Izin PBG saya di loket sudah 3 minggu belum terbit, sejak 2 November."


@pytest.fixture
def telegram() -> Iterator[Telegram]:
    platform = Telegram()
    platform.api.longest_hold = 0.05
    with platform.running():
        yield platform


@pytest.fixture
async def bot(telegram: Telegram, office: Office) -> AsyncIterator[TelegramChannel]:
    opened = TelegramChannel(ACCOUNT, settings(telegram))
    office.channels[ACCOUNT] = opened
    await connect(office, ACCOUNT)
    yield opened
    await opened.close()


def says(office: Office, telegram: Telegram, text: str = "", **parts: Any) -> dict[str, Any]:
    """A person writes now, as the office's clock has it."""
    return telegram.write(PERSON, text, date=int(office.clock.now().timestamp()), **parts)


async def taken_in(office: Office, telegram: Telegram, bot: TelegramChannel) -> None:
    """Telegram is asked until it holds nothing more, what came is read, and what is due leaves."""
    sink = MemorySink()
    async with polling(bot, sink):
        await sink.until(lambda: sink.beats > 0 and not telegram.waiting)
    for batch in sink.batches:
        await keep(office.store, batch, office.clock)
    await office.work()


async def brought(office: Office, bot: TelegramChannel, *updates: dict[str, Any]) -> None:
    """The webhook brings updates, one delivery each."""
    for update in updates:
        delivery: Envelope = bot.identified(called(json.dumps(update).encode()))
        await keep(office.store, Batch(ACCOUNT, delivery.stream, (delivery,)), office.clock)
    await office.work()


async def test_a_complaint_is_acknowledged_under_itself_and_counts_as_told(
    office: Office, telegram: Telegram, bot: TelegramChannel
) -> None:
    written = says(office, telegram, COMPLAINT)
    await taken_in(office, telegram, bot)
    case = await office.case(str(PERSON))
    assert case.received_at == NOON
    (sent,) = telegram.sent
    assert case.ticket in sent.text
    assert "{" not in sent.text
    assert json.loads(sent.fields["reply_parameters"])["message_id"] == written["message"]["message_id"]
    states = [one.send_state for one in (await office.view(case.ticket)).messages if not one.inbound]
    assert states == [SendState.DELIVERED]


async def test_what_follows_in_the_chat_joins_and_an_edit_says_that_it_is_one(
    office: Office, telegram: Telegram, bot: TelegramChannel
) -> None:
    written = says(office, telegram, COMPLAINT)
    says(office, telegram, location={"latitude": -6.5568, "longitude": 107.4432})
    says(office, telegram, sticker={"file_id": "S", "file_unique_id": "uS", "emoji": "😡"})
    telegram.edit(written, COMPLAINT + " Nomor 00123.", edit_date=int(NOON.timestamp()) + 5)
    await taken_in(office, telegram, bot)
    case = await office.case(str(PERSON))
    inbound = [one for one in (await office.view(case.ticket)).messages if one.inbound]
    assert [one.text.split(" ")[0] for one in inbound] == ["Saya", "[Lokasi:", "[Stiker:", "Saya"]
    assert inbound[-1].full_text.endswith("[Disunting oleh pengirim]")
    assert len(telegram.sent) == 1, "one acknowledgement"
    assert await office.adds_up()


async def test_a_sticker_or_start_alone_is_asked_what_the_matter_is_once(
    office: Office, telegram: Telegram, bot: TelegramChannel
) -> None:
    says(office, telegram, "/start")
    says(office, telegram, sticker={"file_id": "S", "file_unique_id": "uS", "emoji": "😡"})
    says(office, telegram, dice={"emoji": "🎲", "value": 4})
    await taken_in(office, telegram, bot)
    assert await office.rows() == ()
    assert await office.ended(Terminal.NOISE) == 3
    assert len(telegram.sent) == 1


async def test_an_album_by_webhook_becomes_one_case_with_one_acknowledgement(
    office: Office, telegram: Telegram, bot: TelegramChannel
) -> None:
    album = telegram.send_album(PERSON, [b"\xff\xd8\xff a", b"\xff\xd8\xff b", b"\xff\xd8\xff c"], COMPLAINT)
    for update in album:
        update["message"]["date"] = int(NOON.timestamp())
    await brought(office, bot, *album)
    case = await office.case(str(PERSON))
    shown = [file for one in (await office.view(case.ticket)).messages for file in one.attachments]
    assert [(file.content_type, file.refused) for file in shown] == [("image/jpeg", "")] * 3
    assert len(telegram.sent) == 1


async def test_an_album_whose_words_come_last_is_read_as_one_with_them(
    office: Office, telegram: Telegram, bot: TelegramChannel
) -> None:
    album = telegram.send_album(PERSON, [b"\xff\xd8\xff a", b"\xff\xd8\xff b"])
    album[1]["message"]["caption"] = COMPLAINT
    for update in album:
        update["message"]["date"] = int(NOON.timestamp())
    await brought(office, bot, *album)
    case = await office.case(str(PERSON))
    assert case.labels.kind is Kind.COMPLAINT
    assert case.labels.sector is Sector.PUBLIC_WORKS_HOUSING
    assert len(telegram.sent) == 1


async def test_the_same_update_by_both_ways_is_one_message(
    office: Office, telegram: Telegram, bot: TelegramChannel
) -> None:
    written = says(office, telegram, COMPLAINT)
    await brought(office, bot, written)
    await taken_in(office, telegram, bot)
    assert len(await office.cases(str(PERSON))) == 1
    assert len(telegram.sent) == 1
    assert await office.adds_up()


async def test_an_update_that_nobody_can_read_is_set_aside_and_holds_up_nobody(
    office: Office, telegram: Telegram, bot: TelegramChannel
) -> None:
    telegram.state.arrived("message", {"date": "kemarin", "text": "tanpa chat"})
    says(office, telegram, COMPLAINT)
    await taken_in(office, telegram, bot)
    assert await office.ended(Terminal.QUARANTINED) == 1
    assert len(telegram.sent) == 1


async def test_what_is_said_in_a_foreign_group_or_by_a_bot_opens_nothing_and_is_not_answered(
    office: Office, telegram: Telegram, bot: TelegramChannel
) -> None:
    group = {"id": -1001234567890, "type": "supergroup", "title": "Warga"}
    says(office, telegram, COMPLAINT, chat=group, photo=telegram.photo(b"\xff\xd8\xff foto"))
    says(office, telegram, COMPLAINT, **{"from": {"id": PERSON, "is_bot": True, "first_name": "B"}})
    await taken_in(office, telegram, bot)
    assert await office.rows() == ()
    assert await office.ended(Terminal.AUTOMATIC) == 2
    assert telegram.sent == []
    assert "getfile" not in {method for method, _ in telegram.api.asked}


async def test_who_blocked_the_bot_is_shown_as_not_told(
    office: Office, telegram: Telegram, bot: TelegramChannel
) -> None:
    says(office, telegram, COMPLAINT)
    telegram.state.blocked.add(PERSON)
    await taken_in(office, telegram, bot)
    (row,) = await office.rows(view=View.UNDELIVERED)
    (ours,) = [one for one in (await office.view(row.complaint.ticket)).messages if not one.inbound]
    assert (ours.send_state, ours.reason) == (SendState.FAILED, "recipient-gone")


async def test_what_may_have_left_leaves_once_more_at_most(
    office: Office, telegram: Telegram, bot: TelegramChannel
) -> None:
    telegram.fail("sendMessage", Fault(0, after=True), Fault(0, after=True))
    says(office, telegram, COMPLAINT)
    await taken_in(office, telegram, bot)
    for _ in range(4):
        office.clock.pass_by(minutes=10)
        await office.settle()
        await office.send()
    assert len(telegram.sent) == 2
    assert len({sent.text for sent in telegram.sent}) == 1


async def test_a_file_that_is_not_to_be_had_holds_up_no_acknowledgement(
    office: Office, telegram: Telegram, bot: TelegramChannel
) -> None:
    document = telegram.document(b"%PDF-1.7", "bukti.pdf", "application/pdf")
    telegram.state.files.clear()
    says(office, telegram, caption=COMPLAINT, document=document)
    await taken_in(office, telegram, bot)
    case = await office.case(str(PERSON))
    (file,) = [file for one in (await office.view(case.ticket)).messages for file in one.attachments]
    assert (file.filename, file.refused) == ("bukti.pdf", "gone")
    assert len(telegram.sent) == 1
