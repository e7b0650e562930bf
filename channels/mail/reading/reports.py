"""What servers and programs report about our mails: RFC 3464 (delivery), RFC 8098 (read), RFC 5965 (feedback)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from channels.mail.reading.fields import Fields, split_head
from channels.mail.reading.identifiers import message_id, message_ids
from channels.mail.reading.tree import Entity
from channels.mail.reading.words import decode_words
from core.message import DeliveryReport, DeliveryState

MAX_RECIPIENTS = 200
_STATUS_TYPES = frozenset({"message/delivery-status", "message/global-delivery-status"})
_DISPOSITION_TYPES = frozenset(
    {"message/disposition-notification", "message/global-disposition-notification"}
)
_RETURNED_TYPES = frozenset(
    {
        "message/rfc822",
        "message/global",
        "text/rfc822-headers",
        "message/rfc822-headers",
        "message/global-headers",
    }
)
_STATES = {
    "failed": DeliveryState.FAILED,
    "delayed": DeliveryState.DELAYED,
    "delivered": DeliveryState.DELIVERED,
    "relayed": DeliveryState.ACCEPTED,
    "expanded": DeliveryState.DELIVERED,
}
_BY_CLASS = {"5": DeliveryState.FAILED, "4": DeliveryState.DELAYED, "2": DeliveryState.DELIVERED}
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_MAX_DETAIL = 300


def standard_reports(root: Entity, external_id: str, at: datetime) -> tuple[DeliveryReport, ...]:
    """The reports in a mail that keeps to the standards; none if it is no report or names no mail."""
    for entity in root.walk():
        if entity.content_type in _STATUS_TYPES:
            return _delivery_reports(root, entity, external_id, at)
        if entity.content_type in _DISPOSITION_TYPES:
            return _read_receipt(root, entity, external_id, at)
    return ()


def report_kind(root: Entity) -> str:
    """The report-type of a multipart/report, or ""."""
    if root.content_type != "multipart/report":
        return ""
    return root.parameters.get("report-type", "").lower()


def returned_fields(root: Entity) -> Fields:
    """The head of the mail that a report gives back, whole or its head alone; empty where none came."""
    for entity in root.walk():
        if entity.content_type in _RETURNED_TYPES:
            content = entity.content()
            fields, _ = split_head(content, 0, len(content))
            if message_id(fields):
                return fields
    return Fields()


def _delivery_reports(
    root: Entity, status: Entity, external_id: str, at: datetime
) -> tuple[DeliveryReport, ...]:
    blocks = list(_blocks(status.content()))
    refers_to = next(filter(None, map(_original_id, blocks)), "")
    refers_to = refers_to or message_id(returned_fields(root)) or _answered_id(root)
    if not refers_to:
        return ()
    found: list[DeliveryReport] = []
    for block in blocks[:MAX_RECIPIENTS]:
        state = _state(block)
        if state is None:
            continue
        number = len(found) + 1
        found.append(
            DeliveryReport(
                external_id=external_id if number == 1 else f"{external_id}#{number}",
                refers_to=refers_to,
                state=state,
                at=at,
                recipient=_recipient(block),
                code=_code(block),
                detail=decode_words(block.first("diagnostic-code"))[:_MAX_DETAIL],
                permanent=state is DeliveryState.FAILED,
            )
        )
    return tuple(found)


def _read_receipt(
    root: Entity, receipt: Entity, external_id: str, at: datetime
) -> tuple[DeliveryReport, ...]:
    block = next(_blocks(receipt.content()), Fields())
    refers_to = _original_id(block) or message_id(returned_fields(root)) or _answered_id(root)
    if not refers_to:
        return ()
    disposition = block.word("disposition").rpartition(";")[2].strip()
    state = DeliveryState.READ if disposition.startswith("displayed") else DeliveryState.DELIVERED
    report = DeliveryReport(
        external_id,
        refers_to,
        state,
        at,
        recipient=_recipient(block),
        detail=disposition[:_MAX_DETAIL],
        permanent=False,
    )
    return (report,)


def _blocks(content: bytes) -> Iterator[Fields]:
    """The groups of fields between blank lines: one for the mail, one for each recipient."""
    at = 0
    while at < len(content):
        fields, after = split_head(content, at, len(content))
        if any(fields.names()):
            yield fields
        at = after if after > at else content.find(b"\n", at) + 1 or len(content)


def _original_id(block: Fields) -> str:
    return next(iter(message_ids(block.first("original-message-id", "x-original-message-id"))), "")


def _answered_id(root: Entity) -> str:
    """Some servers name the mail only as the one that the report answers."""
    for name in ("in-reply-to", "references"):
        ids = message_ids(root.fields.first(name))
        if ids:
            return ids[-1]
    return ""


def _state(block: Fields) -> DeliveryState | None:
    state = _STATES.get(block.word("action").partition(" ")[0].partition(";")[0])
    if state is None and ("final-recipient" in block or "original-recipient" in block):
        state = _BY_CLASS.get(_code(block)[:1], DeliveryState.FAILED)
    return state


def _code(block: Fields) -> str:
    found = _STATUS.search(block.word("status")) or _STATUS.search(block.word("diagnostic-code"))
    return found[1] if found is not None else ""


def _recipient(block: Fields) -> str:
    value = decode_words(block.first("original-recipient", "final-recipient"))
    address = value.rpartition(";")[2].strip("<> ")[:320]
    # RFC 3461 section 4 writes these two characters so; other digits behind a plus are the person's own.
    return address.replace("+2B", "+").replace("+3D", "=")
