"""Mail under the contract of all channels."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from channels.mail import MailChannel, Settings
from core.message import Address, Envelope, OutboundMessage, Purpose
from tests.channels.parrot import Parrot

CASES = {
    "text": "plain",
    "media": "attachment-quoted-printable",
    "ignored": "machine-absence-by-words",
    "report": "bounce-standard",
    "non-latin": "charset-koi8-r-subject",
    "batch": "bounce-two-recipients",
}
WITHOUT: dict[str, str] = {}


def channel(secret: str, parrot: Parrot | None, **given: Any) -> MailChannel:
    keys: dict[str, Any] = {
        "address": "pengaduan@dpmptsp.example",
        "credential": lambda: secret,
        "smtp_credential": lambda: f"{secret}-sends",
        "imap_host": "127.0.0.1",
        "imap_port": parrot.imap if parrot else 1,
        "imap_security": "none",
        "smtp_host": "127.0.0.1",
        "smtp_port": parrot.smtp if parrot else 1,
        "smtp_security": "none",
        "connect_timeout": parrot.patience if parrot else 0.5,
        "read_timeout": parrot.patience if parrot else 0.5,
    }
    return MailChannel("surat", Settings(**(keys | given)))


def envelope(path: Path) -> Envelope:
    return Envelope("surat", "INBOX", "mail-1", path.read_bytes(), datetime(2026, 11, 24, 2, 0, tzinfo=UTC))


def outbound() -> OutboundMessage:
    to = Address("mail", "warga@example.com")
    return OutboundMessage(1, "surat", Purpose.REPLY, "token-1", to, "Laporan Anda kami terima.", "PWK-1")
