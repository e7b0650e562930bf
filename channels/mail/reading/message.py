"""A whole mail: bytes to tree to characters to text to reply to verdict, each step a function of the one before."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from channels.mail.reading.addresses import Mailbox, recipient, reply_to, sender
from channels.mail.reading.attachments import attachments_of, cut_off
from channels.mail.reading.bounces import dialect_reports, is_bounce
from channels.mail.reading.carried import carried_lines
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
from core.message import Address, DeliveryReport, InboundMessage, Parsed

KIND = "mail"
BOUNCE = "bounce"
MAX_ATTACHMENT_BYTES = 25 * 2**20
_MAX_SUBJECT = 2000


def read_mail(
    raw: bytes,
    *,
    received_at: datetime,
    own_addresses: Collection[str],
    max_attachment_bytes: int = MAX_ATTACHMENT_BYTES,
    truncated_from: int | None = None,
    identity: str = "",
) -> tuple[Parsed, ...]:
    """What a mail (RFC 5322 bytes) says: one message, or the delivery reports that it carries.

    `received_at` is the server's time, UTC. `own_addresses` are lower case. An attachment of more than
    `max_attachment_bytes` is listed, not kept. `truncated_from` is the mail's whole size in bytes if
    `raw` is only its beginning. `identity` is what the mail is known by ("": its content).
    Pure. Raises Unreadable if there are no bytes to read, and nothing else.
    """
    reading = _opened(raw, own_addresses)
    reports = reading.reports(received_at)
    return reports or (reading.message(received_at, max_attachment_bytes, truncated_from, identity),)


def read_letter(raw: bytes, *, received_at: datetime, own_addresses: Collection[str]) -> InboundMessage:
    """The mail as a message even where `read_mail` gives the reports that it carries. Raises as that does."""
    return _opened(raw, own_addresses).message(received_at, MAX_ATTACHMENT_BYTES, None, "")


def _opened(raw: bytes, own_addresses: Collection[str]) -> _Reading:
    if not raw.strip():
        raise Unreadable("empty", "the mail has no content")
    return _Reading(raw, frozenset(address.lower() for address in own_addresses))


class _Reading:
    """What is read of a mail; each part when it is asked for, for a standard report needs no more than its tree."""

    def __init__(self, raw: bytes, own: frozenset[str]) -> None:
        self._raw = raw
        self._own = own
        self._root = parse_tree(raw)
        self._own_id = message_id(self._root.fields)
        self._external_id = self._own_id or f"hash:{content_key(raw)}"

    def reports(self, at: datetime) -> tuple[DeliveryReport, ...]:
        """The delivery reports in it, in standard form or in a server's own words; none for a message."""
        standard = standard_reports(self._root, self._external_id, at)
        if standard or not self._is_bounce:
            return standard
        return dialect_reports(self._root, self._subject, self._texts.whole, self._external_id, at)

    def message(
        self, at: datetime, max_attachment_bytes: int, truncated_from: int | None, identity: str
    ) -> InboundMessage:
        fields = self._root.fields
        attachments = attachments_of(self._contents, max_attachment_bytes)
        if truncated_from is not None:
            attachments += (cut_off(truncated_from),)
        thread, answered = references(fields), in_reply_to(fields)
        automatic = self._automatic()
        answer_to = reply_to(fields, self._author, self._charset)
        return InboundMessage(
            external_id=self._external_id,
            sender=_address(self._author),
            text=self._texts.said,
            received_at=at,
            recipient=recipient(fields),
            subject=self._subject,
            full_text=self._texts.whole,
            sent_at=parse_date(fields.first("date", "resent-date")),
            thread_key=next(iter((*thread, answered, self._external_id)), "") or self._external_id,
            in_reply_to=answered,
            references=thread,
            attachments=attachments,
            automatic=automatic,
            answerable=not automatic and is_answerable(fields, answer_to or self._author, self._own),
            reply_to=_address(answer_to) if answer_to is not None else None,
            identity=identity or f"hash:{content_key(self._raw)}",
        )

    def _automatic(self) -> str:
        if self._is_bounce:
            return BOUNCE
        kind = report_kind(self._root)
        if kind:
            return kind
        return automatic_reason(
            self._root.fields, self._author, self._own_id, self._subject, self._texts.said, self._own
        )

    @cached_property
    def _contents(self) -> Contents:
        return contents_of(self._root)

    @cached_property
    def _charset(self) -> str:
        """The charset of the text: a hint for bytes in the head that nobody declared."""
        return next((text.parameters.get("charset", "") for text in self._contents.texts), "")

    @cached_property
    def _subject(self) -> str:
        return decode_words(self._root.fields.first("subject"), self._charset)[:_MAX_SUBJECT]

    @cached_property
    def _author(self) -> Mailbox:
        return sender(self._root.fields, self._charset)

    @cached_property
    def _is_bounce(self) -> bool:
        return is_bounce(self._root, self._author, self._subject)

    @cached_property
    def _texts(self) -> _Texts:
        lines = read_lines(self._contents.texts)
        said = written_now(lines, is_reply=_is_reply(self._root, self._subject))
        if not said:
            carried = carried_lines(self._contents)
            if carried:
                lines = [*lines, Line(0, ""), *carried]
                said = squeeze(to_text(carried))
        return _Texts(said, squeeze(to_text(lines)))


class _Texts(NamedTuple):
    said: str
    whole: str


def _is_reply(root: Entity, subject: str) -> bool:
    lowered = subject.lower()
    if lowered.startswith(FORWARD_PREFIXES):
        return False
    fields = root.fields
    return "in-reply-to" in fields or "references" in fields or lowered.startswith(REPLY_PREFIXES)


def _address(mailbox: Mailbox) -> Address:
    return Address(KIND, mailbox.address, mailbox.name)
