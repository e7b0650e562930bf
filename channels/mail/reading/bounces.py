"""Delivery failures in servers' own dialects (qmail, Exim, Exchange, old gateways): read from their words.

Only a mail from a daemon, or without an envelope sender, is read so; a person who complains about a bounce
is a person.
"""

from __future__ import annotations

import re
from datetime import datetime

from channels.mail.reading.addresses import Mailbox, mailboxes
from channels.mail.reading.identifiers import message_ids
from channels.mail.reading.machines import has_null_sender
from channels.mail.reading.notes import DELAY_WORDS, FAILURE_SUBJECTS
from channels.mail.reading.reports import returned_id
from channels.mail.reading.tree import Entity
from core.message import DeliveryReport, DeliveryState

_DAEMONS = (
    "mailer-daemon",
    "postmaster",
    "mailerdaemon",
    "mail-daemon",
    "mailadmin",
    "microsoftexchange",
    "maildaemon",
)
_MAX_TEXT = 200_000
_ORIGINAL_ID = re.compile(r"^[> \t]*message-id:\s{0,9}(<[^<>\s]{1,500}>)", re.IGNORECASE | re.MULTILINE)
_FAILED_ADDRESS = re.compile(
    r"^\s{0,20}<?([^\s<>\"':;,()]{1,64}@[^\s<>\"':;,()]{1,190})>?\s{0,3}(?::|$|\()", re.MULTILINE
)
_ENHANCED = re.compile(r"\b([45]\.\d{1,3}\.\d{1,3})\b")
_BASIC = re.compile(r"(?:^|[\s#(:])([45]\d\d)(?=[ \-#.])", re.MULTILINE)


def is_bounce(root: Entity, author: Mailbox, subject: str) -> bool:
    """Whether this is a server's word that a mail could not be delivered, or not yet."""
    if root.content_type == "multipart/report" and "delivery" in root.parameters.get("report-type", ""):
        return True
    fields = root.fields
    local = author.address.partition("@")[0].lower()
    daemon = local.startswith(_DAEMONS) or (has_null_sender(fields) and not local)
    if "x-failed-recipients" in fields:
        return daemon or has_null_sender(fields)
    speaks_of_failure = subject.lower().lstrip("[( ").startswith((*FAILURE_SUBJECTS, "warning: "))
    return speaks_of_failure and (daemon or has_null_sender(fields))


def dialect_report(
    root: Entity, subject: str, text: str, external_id: str, at: datetime
) -> DeliveryReport | None:
    """The report of a bounce that keeps to no standard; None if it does not say which mail it is about."""
    text = text[:_MAX_TEXT]
    original = _ORIGINAL_ID.search(text)
    refers_to = returned_id(root) or (original[1] if original is not None else "")
    refers_to = refers_to or next(iter(message_ids(root.fields.first("in-reply-to", "references"))[::-1]), "")
    if not refers_to:
        return None
    said = text[: original.start()] if original is not None else text
    delayed = any(word in f"{subject}\n{said}".lower() for word in DELAY_WORDS)
    code = _ENHANCED.search(said) or _BASIC.search(said)
    return DeliveryReport(
        external_id,
        refers_to,
        DeliveryState.DELAYED if delayed else DeliveryState.FAILED,
        at,
        recipient=_recipient(root, said),
        code=code[1] if code is not None else "",
        detail=_reason(said, code),
        permanent=not delayed,
    )


def _recipient(root: Entity, said: str) -> str:
    for mailbox in mailboxes(root.fields.first("x-failed-recipients")):
        return mailbox.address
    found = _FAILED_ADDRESS.search(said)
    return found[1] if found is not None else ""


def _reason(said: str, code: re.Match[str] | None) -> str:
    if code is None:
        return ""
    begin = said.rfind("\n", 0, code.start()) + 1
    return said[begin:].partition("\n")[0].strip()[:300]
