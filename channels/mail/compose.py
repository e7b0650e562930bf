"""Our answer as the bytes of a mail (RFC 5322), so that clients thread it and machines leave it alone."""

from __future__ import annotations

import re
from email.charset import QP, Charset
from email.header import Header
from email.message import Message
from email.utils import formataddr, formatdate

from channels.mail.account import Settings
from channels.mail.identity import message_id
from core.errors import Refused
from core.message import OutboundMessage

MOST_REFERENCES = 20
LONGEST_SUBJECT = 200  # characters
LONGEST_WORD = 75  # characters of an encoded word (RFC 2047 section 2)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_REPLY = re.compile(r"\s*(re|balas|bls|aw|sv)\s*(\[\d+\])?\s*[:\uff1a]", re.IGNORECASE)
_ID = re.compile(
    r"<?(?!hash:)([^\s<>]{1,500})>?"
)  # a mail without Message-ID is known to us by a hash, to nobody else
_ADDRESS = re.compile(r"[^\s<>\",;:\\()\[\]@]+(?:\.[^\s<>\",;:\\()\[\]@]+)*@[^\s<>\",;:\\()\[\]@]+")


def mail(message: OutboundMessage, settings: Settings) -> bytes:
    """The whole mail, CRLF throughout. Raises Refused where the recipient's address cannot be one."""
    charset = Charset("utf-8")
    charset.body_encoding = QP
    text = message.text.replace("\r\n", "\n").replace("\r", "\n")
    # The older policy folds at spaces only: the newer one breaks long Message-IDs into encoded words.
    # It is a Message's own, so nothing asks for `email.policy` with its grammar of half a megabyte.
    made: Message[str | Header, str | Header] = Message()
    for name, value in _headers(message, settings):
        made[name] = value
    made.set_type("text/plain")
    made.set_payload(text.encode("utf-8", "replace").decode(), charset)
    return made.as_bytes(policy=made.policy.clone(linesep="\r\n", max_line_length=LONGEST_WORD))


def recipient(message: OutboundMessage) -> str:
    """The address in the form that every server takes: the domain in ASCII (IDNA).

    Raises Refused where it is no address, or has letters before the @ that only some servers carry.
    """
    handle = message.to.handle
    if not _ADDRESS.fullmatch(handle):
        raise Refused("the recipient's address is not one")
    local, _, domain = handle.rpartition("@")
    try:
        address = f"{local}@{domain.encode('idna').decode()}"
    except UnicodeError:
        raise Refused("the domain of the recipient's address is not one") from None
    if not address.isascii():
        raise Refused("the recipient's address has letters before the @ that mail servers do not carry")
    return address


def _headers(message: OutboundMessage, settings: Settings) -> list[tuple[str, str | Header]]:
    headers: list[tuple[str, str | Header]] = [
        ("From", formataddr((_line(settings.from_name), settings.address), "utf-8")),
        ("To", recipient(message)),
        ("Subject", _subject(message)),
        ("Date", formatdate(localtime=True)),
        ("Message-ID", message_id(message.token, settings.domain)),
    ]
    if settings.reply_to:
        headers.append(("Reply-To", _line(settings.reply_to)))
    parent = _ids((message.in_reply_to,))
    references = _ids((*message.references, message.in_reply_to))
    if parent:
        headers.append(("In-Reply-To", parent[0]))
    if references:
        headers.append(("References", " ".join(references)))
    if message.machine:  # RFC 3834 section 5, and what Exchange looks at
        headers += [("Auto-Submitted", "auto-replied"), ("X-Auto-Response-Suppress", "All")]
    if message.repeat:
        headers.append(("X-Aduan-Repeat", "yes"))
    return headers


def _subject(message: OutboundMessage) -> Header:
    subject = _line(message.subject)
    if (message.in_reply_to or message.references) and not _REPLY.match(subject):
        subject = f"Re: {subject}"
    subject = subject[:LONGEST_SUBJECT].strip()
    return Header(subject, "us-ascii" if subject.isascii() else "utf-8", header_name="Subject")


def _ids(values: tuple[str, ...]) -> list[str]:
    """Message-IDs in angle brackets, each once; of many the first (the thread's root) and the last."""
    found = [f"<{match[1]}>" for value in values for match in [_ID.fullmatch(value.strip())] if match]
    found = [each for each in dict.fromkeys(reversed(found)) if each.isascii()][::-1]
    return found if len(found) <= MOST_REFERENCES else [found[0], *found[1 - MOST_REFERENCES :]]


def _line(text: str) -> str:
    """One line without control characters: nothing in it can begin a header of its own."""
    return _CONTROL.sub(" ", text.encode("utf-8", "replace").decode()).strip()
