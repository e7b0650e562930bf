"""What `aduan normalise` prints of a delivery: one object for each message in it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from channels.mail.reading import announced_type, read_letter, read_mail
from core.classify.language import detect
from core.errors import ConfigError, Unreadable
from core.message import Attachment, DeliveryReport, InboundMessage

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)  # a file has no time of reception; nothing printed depends on it


def normalise(channel: str, raw: bytes) -> list[dict[str, Any]]:
    """The messages of a raw delivery. Raises Unreadable, and ConfigError for an unknown channel."""
    readers = {
        "email": _mail,
        "twilio": _twilio,
        "telegram": _telegram,
        "instagram": _instagram,
        "x": _x,
        "twitter": _x,
    }
    if channel not in readers:
        raise ConfigError(f"channel {channel!r} is not known; known are: {', '.join(readers)}")
    return readers[channel](raw)


def _mail(raw: bytes) -> list[dict[str, Any]]:
    if not raw.strip():
        raise Unreadable("empty", "there is nothing in it")
    parsed = read_mail(raw, received_at=EPOCH, own_addresses=())
    reports = [found for found in parsed if isinstance(found, DeliveryReport)]
    if not reports:
        return [_message("email", found) for found in parsed if isinstance(found, InboundMessage)]
    return [_bounce("email", read_letter(raw, received_at=EPOCH, own_addresses=()), reports)]


def _twilio(raw: bytes) -> list[dict[str, Any]]:
    from channels._twilio import read_raw

    return [_message("twilio", found) for found in read_raw(raw)]


def _telegram(raw: bytes) -> list[dict[str, Any]]:
    from channels.telegram import read_raw

    return [_message("telegram", found) for found in read_raw(raw)]


def _instagram(raw: bytes) -> list[dict[str, Any]]:
    from channels.instagram.normal import read_raw

    return [_message("instagram", found) for found in read_raw(raw)]


def _x(raw: bytes) -> list[dict[str, Any]]:
    from channels.twitter import USERNAME, read_raw

    return [_message("x", found) for found in read_raw(raw, {USERNAME})]


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


def _bounce(channel: str, letter: InboundMessage, reports: list[DeliveryReport]) -> dict[str, Any]:
    """A bounce, delay or read receipt: a machine's letter, and what it reports of mails of ours, a row each.

    Where it does not say which mail it answers, it belongs to the one that it reports on.
    """
    about = reports[0].refers_to
    shown = _message(channel, letter) | {"is_auto_reply": True}
    if not letter.in_reply_to:
        shown["in_reply_to"] = about or None
    if not letter.in_reply_to and not letter.references:
        shown |= {"thread_key": about or letter.thread_key, "references": [about] if about else []}
    return shown | {"reports": [_report(report) for report in reports]}


def _attachment(attachment: Attachment) -> dict[str, Any]:
    """`content_type` is the sender's word where it can be true (`announced_type`), else what the bytes say."""
    return {
        "filename": attachment.filename,
        "content_type": announced_type(
            attachment.declared_type, attachment.content_type, attachment.filename
        ),
        "size": attachment.size,
        "sha256": attachment.sha256,
    }


def _report(report: DeliveryReport) -> dict[str, Any]:
    return {
        "refers_to": report.refers_to,
        "state": report.state.value,
        "permanent": report.permanent,
        "recipient": report.recipient,
        "code": report.code,
        "detail": report.detail,
    }


def cases(directory: Path) -> list[tuple[str, str, bytes]]:
    """(name, channel, bytes) of each DIR/**/input.bin that has a file `channel` beside it."""
    found = []
    for path in sorted(directory.rglob("input.bin")):
        channel = path.with_name("channel")
        name = path.parent.relative_to(directory).as_posix()
        found.append(
            (
                name,
                channel.read_text(encoding="utf-8", errors="replace").strip() if channel.exists() else "",
                path.read_bytes(),
            )
        )
    return found
