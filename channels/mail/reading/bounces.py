"""Delivery failures in servers' own dialects (qmail, Exim, Exchange, old gateways): read from their words.

Only a mail from a daemon, or without an envelope sender, is read so; a person who complains about a bounce
is a person.
"""

from __future__ import annotations

import re
from datetime import datetime

from channels.mail.identity import token_of
from channels.mail.reading.addresses import Mailbox, mailboxes
from channels.mail.reading.identifiers import message_id, message_ids
from channels.mail.reading.machines import has_null_sender, without_tag
from channels.mail.reading.notes import DELAY_SUBJECTS, DELAY_WORDS, FAILURE_SUBJECTS
from channels.mail.reading.reports import MAX_RECIPIENTS, returned_fields
from channels.mail.reading.tree import Entity
from core.message import DeliveryReport, DeliveryState

_DAEMONS = (
    "mailer-daemon",
    "mailerdaemon",
    "mail-daemon",
    "maildaemon",
    "microsoftexchange",
    "mailer_daemon",
)
_OFFICES = ("postmaster", "mailadmin", "mail-admin", "mailmaster", "bounce")  # people write from there, too
_NAMES = (
    "mail delivery s",
    "mail delivery subsystem",
    "mail administrator",
    "internet mail delivery",
    "system administrator",
    "microsoft outlook",
    "delivery subsystem",
)
_MAX_TEXT = 200_000
_ADDRESS = r"([^\s<>\"':;,()\[\]=]{1,64}@[^\s<>\"':;,()\[\]]{1,190})"
_ORIGINAL_ID = re.compile(r"^[> \t]*message-id:\s{0,9}(<[^<>\s]{1,500}>)", re.IGNORECASE | re.MULTILINE)
_ANY_ID = re.compile(r"<[^<>\s@]{1,250}@[^<>\s@]{1,250}>")
_ORIGINAL_TO = re.compile(rf"^[> \t]*to:[^\n]{{0,300}}?<?{_ADDRESS}", re.IGNORECASE | re.MULTILINE)
_FAILED_ADDRESS = re.compile(rf"^\s{{0,20}}<?{_ADDRESS}>?\s{{0,3}}(?::|$|\(| on \d)", re.MULTILINE)
_NAMED_ADDRESS = re.compile(
    r"(?:rcpt to|final-recipient|recipient|addressed to|addresses?|delivered to|deliver to|sent to|terkirim ke|kepada"
    rf"|message to|mail to|dikirim ke)[:;]?\s{{0,5}}(?:rfc822;\s{{0,3}})?[<'\"]?{_ADDRESS}",
    re.IGNORECASE,
)
_ENHANCED = re.compile(r"(?<![\d.])([45]\.\d{1,3}\.\d{1,3})(?![\d.])")
_BASIC = re.compile(r"(?:^|[\s#(:])([45]\d\d)(?=[ \-#.:])", re.MULTILINE)
_REASON = re.compile(
    r"(?:because|reason|error|said|alasan|sebab|karena|grund|raison|motivo)\b[^:\n]{0,60}:\s{1,20}([^\n]{5,300})",
    re.IGNORECASE,
)


def is_bounce(root: Entity, author: Mailbox, subject: str) -> bool:
    """Whether this is a server's word that a mail could not be delivered, or not yet."""
    if root.content_type == "multipart/report" and "delivery" in root.parameters.get("report-type", ""):
        return True
    fields = root.fields
    local = author.address.partition("@")[0].lower()
    silent = has_null_sender(fields) or fields.word("auto-submitted").startswith("auto-")
    if local.startswith(_DAEMONS):
        return True
    server = local.startswith(_OFFICES) or author.name.lower().startswith(_NAMES) or (silent and not local)
    if "x-failed-recipients" in fields:
        return server or silent
    speaks_of_failure = (
        without_tag(subject.lower()).lstrip("[(* ").startswith((*FAILURE_SUBJECTS, *DELAY_SUBJECTS))
    )
    return speaks_of_failure and (server or silent)


def dialect_reports(
    root: Entity, subject: str, text: str, external_id: str, at: datetime
) -> tuple[DeliveryReport, ...]:
    """The reports of a bounce that keeps to no standard; none if it does not say which mail it is about."""
    text = text[:_MAX_TEXT]
    original = _ORIGINAL_ID.search(text)
    refers_to = _refers_to(root, text, original)
    if not refers_to:
        return ()
    said = text[: original.start()] if original is not None else text
    lowered = f"{subject}\n{said}".lower()
    delayed = any(word in lowered for word in DELAY_WORDS)
    code = _ENHANCED.search(said) or _BASIC.search(said)
    return tuple(
        DeliveryReport(
            external_id if number == 1 else f"{external_id}#{number}",
            refers_to,
            DeliveryState.DELAYED if delayed else DeliveryState.FAILED,
            at,
            recipient=recipient,
            code=code[1] if code is not None else "",
            detail=_reason(said, code),
            permanent=not delayed,
        )
        for number, recipient in enumerate(_recipients(root, said, text), 1)
    )


def _refers_to(root: Entity, text: str, original: re.Match[str] | None) -> str:
    """The mail that came back: its head, if it came too; an id of ours among the words; what the bounce answers."""
    returned = message_id(returned_fields(root))
    if returned or original is not None:
        return returned or (original[1] if original is not None else "")
    ours = next((found for found in _ANY_ID.findall(text) if token_of(found) is not None), "")
    return ours or next(iter(message_ids(root.fields.first("in-reply-to", "references"))[::-1]), "")


def _recipients(root: Entity, said: str, text: str) -> list[str]:
    """Whom the mail did not reach: the field for it, a line of its own, a word before it, the returned head."""
    named = [mailbox.address for mailbox in mailboxes(root.fields.first("x-failed-recipients"))]
    if named:
        return list(dict.fromkeys(named))[:MAX_RECIPIENTS]
    found = _FAILED_ADDRESS.search(said) or _NAMED_ADDRESS.search(said)
    if found is None:
        returned = mailboxes(returned_fields(root).first("to"))
        if returned:
            return [returned[0].address]
        found = _ORIGINAL_TO.search(text[len(said) :]) or _ORIGINAL_TO.search(text)
    return [found[1].rstrip(".") if found is not None else ""]


def _reason(said: str, code: re.Match[str] | None) -> str:
    if code is None:
        explained = _REASON.search(said)
        return explained[1].strip()[:300] if explained is not None else ""
    begin = said.rfind("\n", 0, code.start()) + 1
    return said[begin:].partition("\n")[0].strip()[:300]
