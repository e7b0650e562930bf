"""A whole mail: bytes to tree to characters to text to reply to verdict, each step a function of the one before."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from channels.mail.reading.addresses import Mailbox, recipient, reply_to, sender
from channels.mail.reading.attachments import attachments_of, cut_off
from channels.mail.reading.bounces import dialect_report, is_bounce
from channels.mail.reading.contents import Contents, contents_of
from channels.mail.reading.dates import parse_date
from channels.mail.reading.identifiers import content_key, in_reply_to, message_id, references
from channels.mail.reading.lines import Line, squeeze, to_text
from channels.mail.reading.machines import automatic_reason, is_answerable
from channels.mail.reading.phrases import FORWARD_PREFIXES, REPLY_PREFIXES
from channels.mail.reading.reply import written_now
from channels.mail.reading.reports import report_kind, standard_reports
from channels.mail.reading.text import read_lines
from channels.mail.reading.tree import Entity, parse_tree
from channels.mail.reading.words import decode_words
from core.errors import Unreadable
from core.message import Address, InboundMessage, Parsed

KIND = "mail"
MAX_ATTACHMENT_BYTES = 25 * 2**20
_MAX_SUBJECT = 2000


def read_mail(
    raw: bytes,
    *,
    received_at: datetime,
    own_addresses: Collection[str],
    max_attachment_bytes: int = MAX_ATTACHMENT_BYTES,
    truncated_from: int | None = None,
) -> tuple[Parsed, ...]:
    """What a mail (RFC 5322 bytes) says: one message, or the delivery reports that it carries.

    `received_at` is the server's time, UTC. `own_addresses` are lower case. An attachment of more than
    `max_attachment_bytes` is listed, not kept. `truncated_from` is the mail's whole size in bytes if
    `raw` is only its beginning. Pure. Raises Unreadable if there are no bytes to read, and nothing else.
    """
    if not raw.strip():
        raise Unreadable("empty", "the mail has no content")
    root = parse_tree(raw)
    external_id = message_id(root.fields) or f"hash:{content_key(raw)}"
    reports = standard_reports(root, external_id, received_at)
    if reports:
        return reports
    reading = _Reading(root, frozenset(address.lower() for address in own_addresses))
    bounced = is_bounce(root, reading.author, reading.subject)
    if bounced:
        report = dialect_report(root, reading.subject, reading.full_text, external_id, received_at)
        if report is not None:
            return (report,)
    attachments = attachments_of(reading.contents, max_attachment_bytes)
    if truncated_from is not None:
        attachments += (cut_off(truncated_from),)
    thread = references(root.fields)
    answered = in_reply_to(root.fields)
    automatic = "bounce" if bounced else reading.automatic(message_id(root.fields))
    answer_to = reading.reply_to
    message = InboundMessage(
        external_id=external_id,
        sender=_address(reading.author),
        text=reading.text,
        received_at=received_at,
        recipient=recipient(root.fields),
        subject=reading.subject,
        full_text=reading.full_text,
        sent_at=parse_date(root.fields.first("date")),
        thread_key=next(iter((*thread, answered, external_id)), "") or external_id,
        in_reply_to=answered,
        references=thread,
        attachments=attachments,
        automatic=automatic,
        answerable=not automatic and is_answerable(root.fields, answer_to or reading.author, reading.own),
        reply_to=_address(answer_to) if answer_to is not None else None,
        identity=f"hash:{content_key(raw)}",
    )
    return (message,)


class _Reading:
    """What is read of a mail before anything is decided about it."""

    def __init__(self, root: Entity, own: frozenset[str]) -> None:
        self.own = own
        self._root = root
        self.contents: Contents = contents_of(root)
        charset = next((text.parameters.get("charset", "") for text in self.contents.texts), "")
        self.subject = decode_words(root.fields.first("subject"), charset)[:_MAX_SUBJECT]
        self.author: Mailbox = sender(root.fields, charset)
        self.reply_to = reply_to(root.fields, self.author, charset)
        lines = read_lines(self.contents.texts)
        is_reply = _is_reply(root, self.subject)
        self.text = written_now(lines, is_reply=is_reply)
        if not self.text:
            forwarded = _forwarded_lines(self.contents)
            if forwarded:
                lines = [*lines, Line(0, ""), *forwarded]
                self.text = squeeze(to_text(forwarded))
        self.full_text = squeeze(to_text(lines))

    def automatic(self, own_id: str) -> str:
        kind = report_kind(self._root)
        if kind:
            return kind
        return automatic_reason(self._root.fields, self.author, own_id, self.subject, self.text, self.own)


def _forwarded_lines(contents: Contents) -> list[Line]:
    """The texts of mails that were forwarded as attachments."""
    lines: list[Line] = []
    for entity in contents.files:
        if entity.content_type == "message/rfc822":
            lines.extend(read_lines(contents_of(parse_tree(entity.content())).texts))
    return lines


def _is_reply(root: Entity, subject: str) -> bool:
    lowered = subject.lower()
    if lowered.startswith(FORWARD_PREFIXES):
        return False
    fields = root.fields
    return "in-reply-to" in fields or "references" in fields or lowered.startswith(REPLY_PREFIXES)


def _address(mailbox: Mailbox) -> Address:
    return Address(KIND, mailbox.address, mailbox.name)
