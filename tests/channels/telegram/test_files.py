"""Files are fetched when a message is filed; what is not to be had is named with its reason."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest

from channels.telegram import TelegramChannel
from core.errors import ChannelError, Throttled, Unauthorised, Unreachable
from core.message import Attachment, Envelope, InboundMessage
from sandbox.telegram import Fault, Telegram
from tests.channels.telegram.office import PERSON, called, settings

PDF = b"%PDF-1.7 bukti"


def kept(telegram: Telegram, **content: Any) -> Envelope:
    return called(json.dumps(telegram.write(PERSON, **content)).encode())


async def fetched(bot: TelegramChannel, envelope: Envelope) -> tuple[Attachment, ...]:
    (message,) = bot.parse(envelope)
    assert isinstance(message, InboundMessage)
    return (await bot.fetch(envelope, message)).attachments


async def test_a_document_comes_with_its_bytes_and_what_they_are(
    bot: TelegramChannel, telegram: Telegram
) -> None:
    envelope = kept(telegram, document=telegram.document(PDF, "bukti.exe.pdf", "application/x-lie"))
    (file,) = await fetched(bot, envelope)
    assert (file.data, file.content_type, file.size, file.refused) == (PDF, "application/pdf", len(PDF), "")


async def test_of_a_photo_the_largest_comes(bot: TelegramChannel, telegram: Telegram) -> None:
    (file,) = await fetched(bot, kept(telegram, photo=telegram.photo(b"\xff\xd8\xff" + b"0" * 90)))
    assert (file.size, file.content_type) == (93, "image/jpeg")


async def test_a_program_comes_without_its_bytes(bot: TelegramChannel, telegram: Telegram) -> None:
    (file,) = await fetched(
        bot, kept(telegram, document=telegram.document(b"MZ\x90\x00", "foto.jpg", "image/jpeg"))
    )
    assert (file.data, file.refused) == (None, "executable")


async def test_a_file_that_says_it_is_too_large_is_not_asked_for(
    bot: TelegramChannel, telegram: Telegram
) -> None:
    document = telegram.document(PDF, "a.pdf", "application/pdf") | {"file_size": 20 * 1024 * 1024 + 1}
    (file,) = await fetched(bot, kept(telegram, document=document))
    assert file.refused == "too-large"
    assert telegram.api.asked == []


@pytest.mark.parametrize("told", [None, 1])
async def test_a_file_that_is_larger_than_it_says_is_refused(telegram: Telegram, told: int | None) -> None:
    bot = TelegramChannel("tg", settings(telegram, max_file_bytes=10))
    document = {**telegram.document(PDF, "a.pdf", "application/pdf"), "file_size": told}
    (file,) = await fetched(bot, kept(telegram, document=document))
    assert (file.refused, file.data, file.size) == ("too-large", None, len(PDF))
    await bot.close()


async def test_telegrams_own_limit_is_told_as_such(bot: TelegramChannel, telegram: Telegram) -> None:
    document = telegram.document(PDF, "a.pdf", "application/pdf")
    telegram.fail("getFile", Fault(400, "Bad Request: file is too big"))
    (file,) = await fetched(bot, kept(telegram, document=document))
    assert file.refused == "too-large"


async def test_a_file_that_telegram_has_not_any_more_is_gone(
    bot: TelegramChannel, telegram: Telegram
) -> None:
    envelope = kept(telegram, document=telegram.document(PDF, "a.pdf", "application/pdf"))
    telegram.fail("file", Fault(404, "Not Found"))
    assert [file.refused for file in await fetched(bot, envelope)] == ["gone"]
    telegram.state.files.clear()
    assert [file.refused for file in await fetched(bot, envelope)] == ["gone"]


FAILURES: dict[str, tuple[str, Fault, type[ChannelError]]] = {
    "429": ("getFile", Fault(429, "", {"retry_after": 3}), Throttled),
    "401": ("getFile", Fault(401, "Unauthorized"), Unauthorised),
    "500": ("getFile", Fault(500), Unreachable),
    "a page": ("getFile", Fault(502, html=True), Unreachable),
    "500 of the file": ("file", Fault(500), Unreachable),
    "cut off": ("file", Fault(0), Unreachable),
    "not in time": ("file", Fault(200, seconds=3), Unreachable),
}


@pytest.mark.parametrize(("what", "fault", "error"), FAILURES.values(), ids=FAILURES)
async def test_what_may_come_later_is_asked_for_later(
    telegram: Telegram, bot: TelegramChannel, what: str, fault: Fault, error: type[ChannelError]
) -> None:
    hasty = TelegramChannel("tg", settings(telegram, timeout=0.2 if fault.seconds else 5.0))
    envelope = kept(telegram, document=telegram.document(PDF, "a.pdf", "application/pdf"))
    telegram.fail(what, fault)
    with pytest.raises(error):
        await fetched(hasty, envelope)
    await hasty.close()
    assert [file.data for file in await fetched(bot, envelope)] == [PDF]


async def test_the_path_of_a_file_holds_the_token_and_is_told_nowhere(
    bot: TelegramChannel, telegram: Telegram, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    (file,) = await fetched(bot, kept(telegram, document=telegram.document(PDF, "a.pdf", "application/pdf")))
    assert file.data == PDF
    ours = [
        record for record in caplog.records if not record.name.startswith("uvicorn")
    ]  # Telegram's own side
    secret = telegram.token.partition(":")[2]
    assert secret not in repr(file) + "".join(map(logging.Formatter().format, ours))
