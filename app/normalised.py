"""What `aduan normalise` prints of a delivery: one object for each message in it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from channels.mail.reading import read_mail
from core.classify.language import detect
from core.errors import ConfigError, Unreadable
from core.message import Attachment, DeliveryReport, InboundMessage, Parsed

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)  # a file has no time of reception; nothing printed depends on it


def normalise(channel: str, raw: bytes) -> list[dict[str, Any]]:
    """The messages of a raw delivery. Raises Unreadable, and ConfigError for an unknown channel."""
    readers = {"email": _mail}
    if channel not in readers:
        raise ConfigError(f"channel {channel!r} is not known; known are: {', '.join(readers)}")
    return readers[channel](raw)


def _mail(raw: bytes) -> list[dict[str, Any]]:
    if not raw.strip():
        raise Unreadable("empty", "there is nothing in it")
    return [_shown("email", parsed) for parsed in read_mail(raw, received_at=EPOCH, own_addresses=())]


def _shown(channel: str, parsed: Parsed) -> dict[str, Any]:
    return _message(channel, parsed) if isinstance(parsed, InboundMessage) else _report(channel, parsed)


def _message(channel: str, message: InboundMessage) -> dict[str, Any]:
    return {
        "channel": channel,
        "external_id": message.external_id,
        "thread_key": message.thread_key,
        "sender": {"address": message.sender.handle, "display_name": message.sender.display_name},
        "recipient": message.recipient,
        "subject": message.subject,
        "text": message.text,
        "full_text": message.full_text,
        "sent_at": message.sent_at.isoformat() if message.sent_at else None,
        "attachments": [_attachment(attachment) for attachment in message.attachments],
        "is_auto_reply": bool(message.automatic),
        "in_reply_to": message.in_reply_to or None,
        "references": list(message.references),
        "language": detect(message.text).value,
    }


def _attachment(attachment: Attachment) -> dict[str, Any]:
    return {
        "filename": attachment.filename,
        "content_type": attachment.content_type,
        "size": attachment.size,
        "sha256": attachment.sha256,
    }


def _report(channel: str, report: DeliveryReport) -> dict[str, Any]:
    """A bounce, delay or read receipt is a machine's message about one of ours."""
    return {
        "channel": channel,
        "external_id": report.external_id,
        "thread_key": report.refers_to,
        "sender": {"address": "", "display_name": ""},
        "recipient": report.recipient,
        "subject": "",
        "text": report.detail,
        "full_text": report.detail,
        "sent_at": None,
        "attachments": [],
        "is_auto_reply": True,
        "in_reply_to": report.refers_to or None,
        "references": [report.refers_to] if report.refers_to else [],
        "language": None,
        "report": {"state": report.state.value, "code": report.code, "recipient": report.recipient},
    }


def cases(directory: Path) -> list[tuple[str, str, bytes]]:
    """(name, channel, bytes) of each DIR/**/input.bin that has a file `channel` beside it."""
    found = []
    for path in sorted(directory.rglob("input.bin")):
        channel = path.with_name("channel")
        name = path.parent.relative_to(directory).as_posix()
        found.append(
            (name, channel.read_text(encoding="utf-8").strip() if channel.exists() else "", path.read_bytes())
        )
    return found
