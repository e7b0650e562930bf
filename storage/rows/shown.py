"""One case as it is shown: its messages in and out, its history and its notes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from core.classify.labels import Classification
from core.message import Purpose
from core.ports.inbox import CaseView, ShownAttachment, ShownMessage
from core.ports.send import SendState
from storage import schema
from storage.rows import Found, keys
from storage.rows.chain import entries_of
from storage.rows.complaints import complaints_of
from storage.rows.labels import classification_from_json, unknown_classification
from storage.rows.outbound import LINK, select_outbound
from storage.transaction import Transaction

NOTE = "note"


def case_view(tx: Transaction, found: Found) -> CaseView:
    """The case of a row of `select_complaints`."""
    (complaint,) = complaints_of(tx, [found])
    entries = entries_of(tx, found.id)
    messages = sorted((*_inbound(tx, found.id), *_outbound(tx, found.id)), key=lambda one: one.at)
    return CaseView(
        complaint=complaint,
        classification=stored_classification(tx, found) or unknown_classification(complaint.labels),
        messages=tuple(messages),
        entries=tuple(entry for entry in entries if entry.what != NOTE),
        notes=tuple(entry for entry in entries if entry.what == NOTE),
    )


def stored_classification(tx: Transaction, found: Found) -> Classification | None:
    """What the classifier found of the case of a row of `select_complaints`; None when it was erased."""
    stored = schema.classification.c
    sealed = tx.connection.execute(
        sa.select(stored.content).where(stored.complaint_id == found.id)
    ).scalar_one_or_none()
    raw = keys.open_json(tx, found.case_key, sealed, "classification.content", found.id)
    return classification_from_json(raw) if raw else None


def attachment_of(tx: Transaction, found: Found) -> ShownAttachment | None:
    """An attachment's names; None when its person was erased."""
    place = f"attachment.content:{found.place}"
    raw = keys.open_json(tx, found.wrapped, found.content, place, found.message_id)
    if raw is None:
        return None
    return ShownAttachment(found.id, raw["filename"], raw["content_type"], found.size, raw["refused"])


def _inbound(tx: Transaction, complaint_id: int) -> Sequence[ShownMessage]:
    message = schema.message.c
    wanted = (
        sa.select(schema.message, schema.data_key.c.wrapped)
        .join_from(schema.message, schema.data_key)
        .where(message.complaint_id == complaint_id)
        .order_by(message.id)
    )
    attachments = _attachments(tx, complaint_id)
    shown = []
    for found in tx.connection.execute(wanted):
        raw = keys.open_json(tx, found.wrapped, found.content, "message.content", found.id) or {}
        _, handle, name = raw.get("sender", ("", "", ""))
        shown.append(
            ShownMessage(
                id=found.id,
                inbound=True,
                at=found.received_at,
                text=raw.get("text", ""),
                full_text=raw.get("full_text", ""),
                subject=raw.get("subject", ""),
                sender=f"{name} <{handle}>" if name else handle,
                attachments=tuple(attachments.get(found.id, ())),
                public=raw.get("public", False),
                erased=not raw,
            )
        )
    return shown


def _attachments(tx: Transaction, complaint_id: int) -> Mapping[int, Sequence[ShownAttachment]]:
    attachment, message = schema.attachment.c, schema.message.c
    wanted = (
        sa.select(schema.attachment, schema.data_key.c.wrapped)
        .select_from(schema.attachment.join(schema.message).join(schema.data_key))
        .where(message.complaint_id == complaint_id)
        .order_by(attachment.id)
    )
    found: defaultdict[int, list[ShownAttachment]] = defaultdict(list)
    for one in tx.connection.execute(wanted):
        shown = attachment_of(tx, one)
        if shown is not None:
            found[one.message_id].append(shown)
    return found


def _outbound(tx: Transaction, complaint_id: int) -> Sequence[ShownMessage]:
    row = schema.outbox.c
    shown = []
    for found in tx.connection.execute(
        select_outbound().where(row.complaint_id == complaint_id).order_by(row.id)
    ):
        raw = keys.open_json(tx, found.wrapped, found.content, "outbox.content", found.id) or {}
        shown.append(
            ShownMessage(
                id=found.id,
                inbound=False,
                at=found.planned_at,
                text=raw.get("text", ""),
                subject=raw.get("subject", ""),
                purpose=Purpose(found.purpose),
                by=found.by,
                send_state=SendState(found.state),
                reason=found.code,
                settled_at=found.settled_at,
                link=keys.open_text(tx, found.wrapped, found.link, LINK, found.id) or "",
                public=Purpose(found.purpose) is Purpose.PUBLIC,
                erased=not raw,
            )
        )
    return shown
