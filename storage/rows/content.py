"""What is sealed in one piece: an inbound message, a message of ours, an attachment's names."""

from __future__ import annotations

from typing import Any

from core.message import Address, Attachment, InboundMessage
from core.ports.filing import Planned

PREVIEW = 160  # characters


def preview_of(text: str) -> str:
    """The beginning of a text on one line."""
    return " ".join(text[: PREVIEW * 4].split())[:PREVIEW]


def address_to_json(address: Address) -> list[str]:
    return [address.kind, address.handle, address.display_name]


def address_from_json(raw: list[str]) -> Address:
    return Address(*raw)


def inbound_to_json(message: InboundMessage) -> dict[str, Any]:
    """All that a person said, but not the bytes of what came along."""
    return {
        "external_id": message.external_id,
        "sender": address_to_json(message.sender),
        "reply_to": message.reply_to and address_to_json(message.reply_to),
        "recipient": message.recipient,
        "subject": message.subject,
        "text": message.text,
        "full_text": "" if message.full_text == message.text else message.full_text,
        "sent_at": message.sent_at and message.sent_at.isoformat(),
        "thread_key": message.thread_key,
        "in_reply_to": message.in_reply_to,
        "references": message.references,
        "answerable": message.answerable,
        "public": message.public,
        "contact": address_to_json(message.record.contact)
        if message.record and message.record.contact
        else None,
    }


def planned_to_json(planned: Planned) -> dict[str, Any]:
    return {
        "to": address_to_json(planned.to),
        "text": planned.text,
        "subject": planned.subject,
        "in_reply_to": planned.in_reply_to,
        "references": planned.references,
    }


def attachment_to_json(attachment: Attachment) -> dict[str, Any]:
    return {
        "filename": attachment.filename,
        "content_type": attachment.content_type,
        "declared_type": attachment.declared_type,
        "sha256": attachment.sha256,
        "refused": attachment.refused,
    }
