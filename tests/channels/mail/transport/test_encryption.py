"""No password and no mail goes over a line that is not encrypted and verified."""

from __future__ import annotations

import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from channels.mail import open_channel
from core.errors import ChannelError, Unreachable
from sandbox.mail.smtp import Received, SmtpSink
from tests.channels.mail.transport.sink import MemorySink, ended, mail, polling, settings
from tests.channels.mail.transport.test_compose import message
from tests.peers.certificates import self_signed
from tests.peers.scripted_imap import ScriptedImap

STARTTLS = ("IMAP4rev1", "IDLE", "STARTTLS")


@pytest.fixture(scope="module")
def certified(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, Path]:
    return self_signed(tmp_path_factory.mktemp("tls"))


@pytest.mark.parametrize("security", ["tls", "starttls"])
async def test_mail_is_read_over_an_encrypted_line(
    certified: tuple[ssl.SSLContext, Path], security: str
) -> None:
    context, trusted = certified
    served: dict[str, Any] = {"tls": context} if security == "tls" else {"starttls": context}
    with ScriptedImap(STARTTLS, **served) as server:
        sink = MemorySink()
        keys = settings(server.port, imap_security=security, ca_file=str(trusted), poll_seconds=600)
        async with polling(open_channel("surat", keys), sink):
            await sink.rested()
            server.add(mail(1))
            await sink.has(1)


@pytest.mark.parametrize("security", ["tls", "starttls"])
async def test_an_unknown_imap_certificate_gets_no_password(
    certified: tuple[ssl.SSLContext, Path], security: str
) -> None:
    served: dict[str, Any] = {"tls": certified[0]} if security == "tls" else {"starttls": certified[0]}
    with ScriptedImap(STARTTLS, **served) as server:
        async with polling(
            open_channel("surat", settings(server.port, imap_security=security)), MemorySink()
        ) as task:
            error = await ended(task)
        assert "LOGIN" not in server.commands
    assert isinstance(error, Unreachable)
    assert "certificate" in str(error)


async def test_an_imap_server_without_starttls_gets_no_password() -> None:
    with ScriptedImap() as server:
        async with polling(
            open_channel("surat", settings(server.port, imap_security="starttls")), MemorySink()
        ) as task:
            error = await ended(task)
        assert "LOGIN" not in server.commands
    assert isinstance(error, Unreachable)
    assert "STARTTLS" in str(error)


async def test_an_imap_server_that_never_shakes_hands_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        keys = settings(deaf.getsockname()[1], imap_security="tls", connect_timeout=0.2)
        async with polling(open_channel("surat", keys), MemorySink()) as task:
            assert isinstance(await ended(task), Unreachable)


@asynccontextmanager
async def smtp(**served: Any) -> AsyncIterator[tuple[SmtpSink, list[Received]]]:
    got: list[Received] = []
    sink = SmtpSink(got.append, **served)
    await sink.start()
    try:
        yield sink, got
    finally:
        await sink.stop()


async def sending(port: int, **keys: Any) -> ChannelError | None:
    channel = open_channel("surat", settings(1, port, **keys))
    try:
        await channel.send(message())
    except ChannelError as error:
        return error
    finally:
        await channel.close()
    return None


@pytest.mark.parametrize("security", ["tls", "starttls"])
async def test_answers_leave_over_an_encrypted_line(
    certified: tuple[ssl.SSLContext, Path], security: str
) -> None:
    async with smtp(**{security: certified[0]}) as (sink, got):
        error = await sending(sink.port, smtp_security=security, ca_file=str(certified[1]))
    assert error is None
    assert len(got) == 1


@pytest.mark.parametrize("security", ["tls", "starttls"])
async def test_an_unknown_smtp_certificate_gets_no_mail(
    certified: tuple[ssl.SSLContext, Path], security: str
) -> None:
    async with smtp(**{security: certified[0]}) as (sink, got):
        error = await sending(sink.port, smtp_security=security)
    assert type(error) is Unreachable
    assert "certificate" in str(error)
    assert got == []


async def test_an_smtp_server_without_starttls_gets_no_mail() -> None:
    async with smtp() as (sink, got):
        error = await sending(sink.port, smtp_security="starttls")
    assert type(error) is Unreachable
    assert "STARTTLS" in str(error)
    assert got == []


async def test_an_smtp_server_that_never_shakes_hands_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        error = await sending(deaf.getsockname()[1], smtp_security="tls", connect_timeout=0.2)
    assert type(error) is Unreachable
