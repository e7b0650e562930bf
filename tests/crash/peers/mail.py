"""A mail provider whose IMAP server keeps its mails when it is killed."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from email import message_from_bytes

import pytest

from channels.mail.reading import content_key
from sandbox.mail.platform import Platform
from tests.crash.peer import Peer
from tests.peers import dovecot

ACCOUNTS = """
[accounts.surat]
kind = "mail"
letter = "g"
address = "aduan@office.example"
username = "{username}"
password_env = "ADUAN_TEST_PASSWORD"
imap_host = "127.0.0.1"
imap_port = {imap_port}
imap_security = "none"
smtp_host = "127.0.0.1"
smtp_port = {smtp_port}
smtp_security = "none"
poll_seconds = 1
connect_timeout = 2
read_timeout = 5
"""
CITIZEN = re.compile(r"warga-(\d+)")


class MailPeer(Peer):
    """SMTP has no list to ask, so an answer may come twice."""

    repeats = True

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self.secrets: Mapping[str, str] = {"ADUAN_TEST_PASSWORD": platform.password}
        self._said: list[tuple[str, str]] = []

    def start(self) -> None:
        self.platform.start()

    def stop(self) -> None:
        self.platform.stop()

    def accounts(self, port: int) -> str:
        platform = self.platform
        return ACCOUNTS.format(
            username=platform.username, imap_port=platform.imap_port, smtp_port=platform.smtp_port
        )

    def speak(self, numbers: Sequence[int]) -> None:
        mails = [complaint(number) for number in numbers]
        self._said += [("surat", content_key(mail)) for mail in mails]
        self.platform.store.append_all(mails)

    def strike(self, place: int) -> None:
        """Every third time the server is killed too; now and then its folders are numbered anew."""
        if place % 3 != 2:
            return
        store = self.platform.store
        store.kill()
        if place % 12 == 2:
            assert isinstance(store, dovecot.Dovecot)
            store.reset_uidvalidity()
        store.start()

    def said(self) -> Sequence[tuple[str, str]]:
        return self._said

    def heard(self) -> Mapping[int, Sequence[str]]:
        """By Message-ID."""
        found: dict[int, list[str]] = {}
        for mail in list(self.platform.outbox):
            for address in mail.recipients:
                number = CITIZEN.match(address)
                assert number, f"a stranger got an answer: {address}"
                own_id = str(message_from_bytes(mail.raw)["Message-ID"])
                found.setdefault(int(number.group(1)), []).append(own_id)
        return found


def citizen(number: int, marker: str = "") -> str:
    return f"warga-{number:03}{marker}@example.com"


def complaint(number: int) -> bytes:
    """A mail like no other: its own sender, its own words."""
    return (
        f"From: Warga {number} <{citizen(number)}>\r\n"
        f"To: aduan@office.example\r\n"
        f"Subject: izin nomor {number}\r\n"
        f"Message-ID: <{number}.{secrets.token_hex(4)}@example.com>\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n\r\n"
        f"Izin usaha saya dengan nomor permohonan {number:05} sudah 3 minggu belum terbit.\r\n"
    ).encode()


def open_peer() -> MailPeer:
    if not dovecot.present():
        pytest.skip("Dovecot is not installed: no other server here keeps its mails when it is killed")
    return MailPeer(Platform(store=dovecot.Dovecot()))
