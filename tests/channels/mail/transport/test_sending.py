"""Answers over SMTP: what every refusal means, and that nothing is sent twice in silence."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from channels.mail import MailChannel, open_channel
from core.errors import (
    ChannelError,
    RecipientGone,
    Refused,
    Throttled,
    Unauthorised,
    Uncertain,
    Unreachable,
)
from sandbox.mail import Platform
from sandbox.mail.smtp import DROP, DROP_AFTER_DATA
from tests.channels.mail.transport.sink import SECONDS, MemorySink, mail, polling, settings
from tests.channels.mail.transport.test_compose import message, read


@pytest.fixture(scope="module")
def running() -> Iterator[Platform]:
    platform = Platform()
    platform.start()
    try:
        yield platform
    finally:
        platform.stop()


@pytest.fixture
def platform(running: Platform) -> Platform:
    running.outbox.clear()
    running.forgive()
    return running


def channel_to(platform: Platform, **changes: Any) -> MailChannel:
    return open_channel("surat", settings(platform.imap_port, platform.smtp_port, **changes))


async def send(platform: Platform, **changes: Any) -> ChannelError | None:
    """What sending one message raised."""
    channel = channel_to(platform, **changes)
    try:
        await channel.send(message())
    except ChannelError as error:
        return error
    finally:
        await channel.close()
    return None


async def test_an_answer_arrives_and_the_receipt_names_it(platform: Platform) -> None:
    channel = channel_to(platform)
    receipt = await channel.send(message())
    await channel.close()
    (got,) = platform.outbox
    assert (got.sender, got.recipients) == ("", ("siti@example.org",))
    assert read(got.raw)["Message-ID"] == receipt.external_id == "<aduan-a7-1@office.example>"


async def test_an_officers_answer_comes_from_the_office_so_that_it_can_bounce(platform: Platform) -> None:
    channel = channel_to(platform)
    await channel.send(message(machine=False))
    await channel.close()
    assert platform.outbox[0].sender == "aduan@office.example"


async def test_a_provider_that_refuses_the_null_sender_gets_ours(platform: Platform) -> None:
    platform.faults.null_sender = "550 5.7.1 sender required"
    channel = channel_to(platform)
    await channel.send(message())
    await channel.send(message(token="a7-2"))
    await channel.close()
    assert [got.sender for got in platform.outbox] == ["aduan@office.example"] * 2


RECIPIENT = "siti@example.org"
TABLE = [
    ("recipient", "450 4.7.1 greylisted", Unreachable),
    ("recipient", "451 4.3.0 local error", Unreachable),
    ("recipient", "452 4.2.2 mailbox full", Unreachable),
    ("recipient", "421 4.7.0 too much", Throttled),
    ("recipient", "550 5.1.1 no such user", RecipientGone),
    ("recipient", "551 5.1.6 moved", RecipientGone),
    ("recipient", "553 5.1.3 bad address", RecipientGone),
    ("recipient", "550 5.7.1 relaying denied", Refused),
    ("recipient", "552 5.2.2 over quota", Refused),
    ("recipient", "554 5.7.1 blocked", Refused),
    ("recipient", "530 5.7.0 sign in first", Unauthorised),
    ("recipient", DROP, Unreachable),
    ("sender", "451 4.3.0 later", Throttled),
    ("sender", "454 4.7.0 not now", Unreachable),
    ("sender", "550 5.7.60 not allowed to send as this", Refused),
    ("sender", "535 5.7.8 who are you", Unauthorised),
    ("data", "451 4.3.0 later", Throttled),
    ("data", "552 5.3.4 too big", Refused),
    ("data", "554 5.7.1 spam", Refused),
    ("data", "550 5.7.1 policy", Refused),
    ("data", DROP_AFTER_DATA, Uncertain),
    ("sign_in", "535 5.7.8 no", Unauthorised),
    ("sign_in", "454 4.7.0 temporary authentication failure", Unreachable),
]


@pytest.mark.parametrize(
    ("step", "answer", "expected"), TABLE, ids=[f"{step}: {answer}" for step, answer, _ in TABLE]
)
async def test_what_a_refusal_means(
    platform: Platform, step: str, answer: str, expected: type[ChannelError]
) -> None:
    match step:
        case "recipient":
            platform.faults.recipients[RECIPIENT] = answer
        case "sender":
            platform.faults.sender = answer
        case "data":
            platform.faults.data.append(answer)
        case "sign_in":
            platform.faults.sign_in = answer
    error = await send(platform)
    assert type(error) is expected
    assert "siti" not in str(error)
    assert error.__suppress_context__ or error.__context__ is None


async def test_a_mail_whose_fate_is_unknown_was_perhaps_sent(platform: Platform) -> None:
    platform.faults.data.append(DROP_AFTER_DATA)
    assert type(await send(platform)) is Uncertain
    assert len(platform.outbox) == 1


async def test_nobody_there_is_unreachable() -> None:
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))  # taken, but nobody listens
        channel = open_channel("surat", settings(1, deaf.getsockname()[1]))
        with pytest.raises(Unreachable):
            await channel.send(message())


async def test_a_server_that_falls_silent_is_given_up(platform: Platform) -> None:
    platform.faults.silent = True
    assert type(await send(platform, read_timeout=0.3)) is Unreachable


async def test_a_wrong_password_is_unauthorised(platform: Platform) -> None:
    assert type(await send(platform, credential=lambda: "salah")) is Unauthorised


async def test_a_token_signs_in(platform: Platform) -> None:
    assert await send(platform, auth="xoauth2", credential=lambda: platform.token) is None
    assert type(await send(platform, auth="xoauth2", credential=lambda: "salah")) is Unauthorised


async def test_sending_may_have_a_name_and_a_secret_of_its_own(platform: Platform) -> None:
    own = {"smtp_username": "kantor", "smtp_credential": lambda: platform.password, "smtp_auth": "password"}
    assert await send(platform, username="lain", credential=lambda: "lain", **own) is None
    assert await send(platform, username="lain", credential=lambda: "lain", smtp_auth="none") is None


async def test_a_burst_uses_one_connection_and_one_at_a_time(platform: Platform) -> None:
    before = platform.smtp_connections
    channel = channel_to(platform)
    await asyncio.gather(*(channel.send(message(token=f"b{n}")) for n in range(8)))
    await channel.close()
    assert platform.smtp_connections - before == 1
    assert [read(got.raw)["Message-ID"] for got in platform.outbox] == [
        f"<aduan-b{n}@office.example>" for n in range(8)
    ]


async def test_a_connection_is_let_go_when_no_mail_follows(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channels.mail.smtp.IDLE_SECONDS", 0.0)
    before = platform.smtp_connections
    channel = channel_to(platform)
    await channel.send(message())
    async with asyncio.timeout(SECONDS):
        while platform.smtp_connections - before < 2:
            for _ in range(3):
                await asyncio.sleep(0)  # lets the timer run
            await channel.send(message(token="a7-2"))
    await channel.close()


async def test_a_server_that_hung_up_between_two_mails_is_called_again(platform: Platform) -> None:
    channel = channel_to(platform)
    await channel.send(message())
    platform.restart_smtp()
    await channel.send(message(token="a7-2"))
    await channel.close()
    assert len(platform.outbox) == 2


async def test_a_refusal_does_not_spoil_the_next_mail(platform: Platform) -> None:
    platform.faults.recipients[RECIPIENT] = "550 5.1.1 no such user"
    channel = channel_to(platform)
    with pytest.raises(RecipientGone):
        await channel.send(message())
    platform.forgive()
    await channel.send(message(token="a7-2"))
    await channel.close()
    assert len(platform.outbox) == 1


async def test_a_cancelled_send_does_not_spoil_the_next_mail(platform: Platform) -> None:
    platform.faults.silent = True
    channel = channel_to(platform)
    task = asyncio.create_task(channel.send(message()))
    await asyncio.to_thread(platform.asked.wait, 10)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    platform.forgive()
    await channel.send(message(token="a7-2"))
    await channel.close()
    assert len(platform.outbox) == 1


async def test_a_probe_signs_in_at_both_servers(platform: Platform) -> None:
    channel = channel_to(platform)
    await channel.probe()
    await channel.probe()
    await channel.close()


async def test_secrets_and_addresses_stand_in_no_log_and_no_description(
    platform: Platform, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    platform.append(mail("rahasia-isi"))
    sink = MemorySink()
    channel = channel_to(platform)
    async with polling(channel, sink):
        await sink.rested()
    await channel.send(message())
    platform.faults.recipients[RECIPIENT] = "550 5.1.1 <siti@example.org> unknown"
    error = await send(platform)
    wrong = await send(platform, credential=lambda: "kunci-salah")
    await channel.close()
    keys = settings(credential=lambda: "rahasia-kotak")
    ours = [record for record in caplog.records if not record.name.startswith(("mail.log", "asyncio"))]
    told = "\n".join(
        [repr(keys), repr(error), repr(wrong), *capfd.readouterr(), *(record.getMessage() for record in ours)]
    )
    assert "kantor" not in "\n".join(record.getMessage() for record in ours)
    for secret in ("rahasia-kotak", "kunci-salah", "siti", "rahasia-isi", "Lampu"):
        assert secret not in told


async def test_a_citizens_mail_goes_all_the_way_and_the_answer_comes_back(platform: Platform) -> None:
    sink = MemorySink()
    channel = channel_to(platform)
    await asyncio.to_thread(platform.submit, mail("jalan-penuh"), "siti@example.org")
    async with polling(channel, sink):
        await sink.until(lambda: "aduan jalan-penuh" in sink.subjects)
    (envelope,) = [e for e in sink.kept.values() if b"jalan-penuh" in e.body]
    (parsed,) = channel.parse(envelope)
    await channel.send(message(in_reply_to=parsed.external_id))
    await channel.close()
    (got,) = platform.outbox
    assert read(got.raw)["In-Reply-To"] == "<jalan-penuh@example.org>"
