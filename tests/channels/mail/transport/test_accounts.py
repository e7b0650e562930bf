"""Signing in, choosing folders, and keys that cannot be right."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

from channels.mail import Settings, open_channel
from channels.mail.folders import Folder, Listed, choose
from core.errors import ChannelError, ConfigError, Throttled, Unauthorised, Unreachable
from sandbox.mail import MailStore
from tests.channels.mail.transport.sink import MemorySink, ended, mail, polling, settings
from tests.peers.scripted_imap import GMAIL, HANG_UP, PASSPHRASE, TOKEN, ScriptedImap
from tests.peers.scripted_imap import Folder as ServedFolder


async def test_a_wrong_password_is_unauthorised(store: MailStore) -> None:
    channel = open_channel("surat", settings(store.port, credential=lambda: "salah"))
    async with polling(channel, MemorySink()) as task:
        assert isinstance(await ended(task), Unauthorised)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ("NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)", Unauthorised),
        ("NO [AUTHORIZATIONFAILED] no", Unauthorised),
        ("NO [EXPIRED] Your password has expired", Unauthorised),
        ("NO [ALERT] Application-specific password required", Unauthorised),
        ("NO LOGIN failed.", Unauthorised),
        ("NO [UNAVAILABLE] Temporary authentication failure.", Unreachable),
        ("NO [ALERT] Try again later", Unreachable),
        ("NO [SERVERBUG] Internal error", Unreachable),
        ("NO [LIMIT] Too many logins", Throttled),
        ("NO Too many simultaneous connections. (Failure)", Throttled),
        ("BAD what", Unauthorised),
        ("mumbled", Unreachable),
    ],
)
async def test_what_a_refused_sign_in_means(answer: str, error: type[ChannelError]) -> None:
    with ScriptedImap() as server:
        server.script.sign_in = answer
        async with polling(open_channel("surat", settings(server.port)), MemorySink()) as task:
            raised = await ended(task)
    assert type(raised) is error


@pytest.mark.parametrize(
    ("greeting", "error"),
    [
        ("* BYE overloaded, try again", Unreachable),
        ("* BYE [ALERT] Too many simultaneous connections", Throttled),
        ("nonsense", Unreachable),
    ],
)
async def test_what_a_refused_connection_means(greeting: str, error: type[ChannelError]) -> None:
    with ScriptedImap() as server:
        server.script.greeting = greeting
        async with polling(open_channel("surat", settings(server.port)), MemorySink()) as task:
            raised = await ended(task)
    assert type(raised) is error


async def test_a_line_lost_while_signing_in_is_no_wrong_password() -> None:
    with ScriptedImap() as server:
        server.script.sign_in = HANG_UP
        async with polling(
            open_channel("surat", settings(server.port, read_timeout=0.3)), MemorySink()
        ) as task:
            raised = await ended(task)
    assert type(raised) is Unreachable


async def test_a_token_signs_in_to_gmail_and_all_mail_is_known_by_its_own_ids() -> None:
    with ScriptedImap(GMAIL) as server:
        server.folders = {
            "INBOX": ServedFolder(),
            "[Gmail]/Semua Email": ServedFolder("\\All"),
            "[Gmail]/Spam": ServedFolder("\\Junk"),
        }
        server.add(mail("arsip"), "[Gmail]/Semua Email", gmail_id=1278455344230334865)
        server.add(mail("konsep"), "[Gmail]/Semua Email", gmail_id=2, labels=('"\\\\Draft"',))
        server.add(mail("balasan"), "[Gmail]/Semua Email", gmail_id=3, labels=('"\\\\Sent"',))
        server.add(mail("sendiri"), "[Gmail]/Semua Email", gmail_id=4, labels=('"\\\\Sent"', '"\\\\Inbox"'))
        server.add(mail("spam"), "[Gmail]/Spam", gmail_id=5)
        sink = MemorySink()
        channel = open_channel("surat", settings(server.port, auth="xoauth2", credential=lambda: TOKEN))
        async with polling(channel, sink):
            await sink.rested()
        assert "AUTHENTICATE XOAUTH2" in server.commands
    assert set(sink.kept) == {"gmail:1278455344230334865", "gmail:4", "gmail:5"}
    assert sink.cursors["[Gmail]/Semua Email"] == "7:4"


async def test_a_refused_token_is_unauthorised() -> None:
    with ScriptedImap(GMAIL) as server:
        channel = open_channel(
            "surat", settings(server.port, auth="xoauth2", credential=lambda: "kedaluwarsa")
        )
        async with polling(channel, MemorySink()) as task:
            assert type(await ended(task)) is Unauthorised


async def test_a_password_may_have_any_letters() -> None:
    with ScriptedImap() as server:
        sink = MemorySink()
        async with polling(open_channel("surat", settings(server.port, credential=lambda: PASSPHRASE)), sink):
            await sink.rested()
        assert "AUTHENTICATE PLAIN" in server.commands


async def test_the_secret_is_asked_anew_at_each_sign_in() -> None:
    secrets = iter(["lama", TOKEN])
    with ScriptedImap(GMAIL) as server:
        channel = open_channel(
            "surat", settings(server.port, auth="xoauth2", credential=lambda: next(secrets))
        )
        async with polling(channel, MemorySink()) as task:
            assert type(await ended(task)) is Unauthorised
        sink = MemorySink()
        async with polling(channel, sink):
            await sink.rested()


async def test_a_secret_that_cannot_be_read_is_unauthorised() -> None:
    def missing() -> str:
        raise FileNotFoundError("/run/rahasia")

    with ScriptedImap() as server:
        async with polling(
            open_channel("surat", settings(server.port, credential=missing)), MemorySink()
        ) as task:
            raised = await ended(task)
    assert type(raised) is Unauthorised
    assert "/run" not in str(raised)


INBOX, SPAM = Listed("INBOX"), Listed("INBOX.Spam", delimiter=".")


@pytest.mark.parametrize(
    ("listed", "names"),
    [
        ([INBOX], ["INBOX"]),
        ([INBOX, SPAM], ["INBOX", "INBOX.Spam"]),
        ([INBOX, SPAM, Listed("Sampah", frozenset({b"\\JUNK"}))], ["INBOX", "Sampah"]),
        ([INBOX, Listed("Junk E-mail", frozenset({b"\\NOSELECT"}))], ["INBOX"]),
        ([INBOX, Listed("Spam", frozenset({b"\\HASNOCHILDREN"})), Listed("Spam/Lama")], ["INBOX", "Spam"]),
    ],
)
def test_the_spam_folder_is_found_by_its_mark_or_else_by_its_name(
    listed: list[Listed], names: list[str]
) -> None:
    assert choose(listed, settings(), gmail=False) == tuple(Folder(name) for name in names)


def test_a_gmail_account_that_hides_all_mail_is_read_by_folders(caplog: pytest.LogCaptureFixture) -> None:
    assert choose([INBOX], settings(), gmail=True) == (Folder("INBOX", gmail=True),)
    assert "All Mail" in caplog.text


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"imap_security": "none", "imap_host": "imap.example.org"}, "imap_security"),
        ({"smtp_security": "none", "smtp_host": "192.0.2.7"}, "smtp_security"),
        ({"imap_security": "ssl"}, "imap_security"),
        ({"address": "aduan"}, "address"),
        ({"auth": "kerberos"}, "auth"),
        ({"folders": ()}, "folders"),
        ({"batch": 0}, "batch"),
        ({"ca_file": "/nowhere/ca.pem"}, "ca_file"),
    ],
)
def test_a_key_that_cannot_be_right_is_named(changes: dict[str, Any], key: str) -> None:
    with pytest.raises(ConfigError, match=f"^{key}: "):
        settings(**changes)


def test_every_key_is_explained() -> None:
    lines = inspect.cleandoc(Settings.__doc__ or "").splitlines()
    explained = {line.partition(": ")[0] for line in lines if ": " in line}
    assert [key for key in Settings.__dataclass_fields__ if key not in explained] == []


async def test_a_probe_says_which_of_the_two_servers_fails() -> None:
    with ScriptedImap() as server:
        channel = open_channel("surat", settings(server.port, credential=lambda: "salah"))
        with pytest.raises(Unauthorised, match="IMAP"):
            await channel.probe()
        channel = open_channel("surat", settings(server.port, smtp_port=1))
        with pytest.raises(Unreachable, match="SMTP"):
            await channel.probe()
