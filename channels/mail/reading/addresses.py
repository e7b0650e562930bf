"""Who wrote and to whom: address fields (RFC 5322 section 3.4), and the ways in which programs get them wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from channels.mail.reading.fields import Fields
from channels.mail.reading.words import decode_words

MAX_FIELD = 65536
MAX_MAILBOXES = 500

_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"?|<[^<>]*>?|[,;:]|[^",;:<>()]+|[()>]', re.DOTALL)
_DOMAIN = r"@(?:\[[^\]\s]{1,100}\]|[^\s<>()\[\],;:\"'@]+)"
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"@]+" + _DOMAIN)
_QUOTED_ADDRESS = re.compile(r'"(?:[^"\\]|\\.){1,64}"' + _DOMAIN)
_RECEIVED_FOR = re.compile(rb"\sfor\s+<?([^\s<>;,]{1,64}@[^\s<>;,]{1,190})>?")
_ROUTE = re.compile(r"^@[^:]*:")
# The address that was written on the envelope stands before the mailbox that it led to.
_DELIVERED_TO = (
    "x-original-to",
    "envelope-to",
    "x-envelope-to",
    "x-rcpt-to",
    "delivered-to",
    "x-delivered-to",
    "x-apparently-to",
    "apparently-to",
)


_NAMED = ("resent-to", "to", "cc", "bcc")


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A display name, as the sender calls itself, and an address with its domain in lower case."""

    name: str
    address: str


def mailboxes(value: bytes, charset: str = "") -> tuple[Mailbox, ...]:
    """The mailboxes of an address field; groups are opened, names decoded, empty entries skipped."""
    if b"@" not in value and b"=?" in value:  # some programs encode the address together with the name
        value = decode_words(value, charset).encode("utf-8")
    found: list[Mailbox] = []
    for entry in _entries(value[:MAX_FIELD]):
        mailbox = _mailbox(entry, charset)
        if mailbox is not None:
            found.append(mailbox)
        if len(found) >= MAX_MAILBOXES:
            break
    return tuple(found)


def sender(fields: Fields, charset: str = "") -> Mailbox:
    """The author; where From says nothing, whoever else is named, so that somebody can be answered."""
    names_only = Mailbox("", "")
    for field in ("from", "sender", "reply-to", "return-path", "x-envelope-from", "resent-from"):
        for value in fields.every(field):
            for mailbox in mailboxes(value, charset):
                return Mailbox(mailbox.name or names_only.name, mailbox.address)
            if not names_only.name and field in {"from", "sender"}:
                names_only = Mailbox(decode_words(value, charset).strip("<>\"' "), "")
    return names_only


def reply_to(fields: Fields, author: Mailbox, charset: str = "") -> Mailbox | None:
    """Where the author wants to be answered, if elsewhere."""
    for mailbox in mailboxes(fields.first("reply-to"), charset):
        return mailbox if mailbox.address != author.address else None
    return None


def recipient(fields: Fields) -> str:
    """The address of ours that the mail came to: what the servers wrote down, best one that was named.

    Who sends a mail on (RFC 5322 section 3.6.6) names somebody other than its author did.
    """
    named = [m.address for f in _NAMED for value in fields.every(f) for m in mailboxes(value)]
    delivered = [m.address for f in _DELIVERED_TO for value in fields.every(f) for m in mailboxes(value)]
    for address in delivered:
        if address in named:
            return address
    return next(iter(delivered + named), "") or _received_for(fields)


def _received_for(fields: Fields) -> str:
    """The envelope's address as the last server noted it: all there is of a blind copy."""
    for value in fields.every("received")[:10]:
        found = _RECEIVED_FOR.search(value[:2000])
        if found is not None:
            return _lower_domain(found[1].decode("ascii", "replace"))
    return ""


def _entries(value: bytes) -> list[list[bytes]]:
    """Tokens between separators. A comma inside an unquoted name separates nothing; comments stay tokens."""
    entries: list[list[bytes]] = [[]]
    complete = False  # whether the entry has its address
    depth = 0
    for token in _TOKEN.findall(value):
        entry = entries[-1]
        if token in {b"(", b")"}:
            outside, depth = depth, max(0, depth + (1 if token == b"(" else -1))
            if min(outside, depth):
                entry.append(b"(" + token)
        elif depth:
            entry.append(b"(" + token)
        elif token == b":":
            if not complete and entry[-1:] != [b"mailto"]:
                entry.clear()  # a group's name
        elif token in {b",", b";"}:
            if complete or token == b";":
                entries.append([])
                complete = False
            elif entry:
                entry.append(b",")
        elif token != b">":
            entry.append(token)
            complete = complete or (b"@" in token and not token.startswith(b'"'))
            if token.startswith(b"<") and complete:
                entries.append([])
                complete = False
    return entries


def _mailbox(tokens: list[bytes], charset: str) -> Mailbox | None:
    address = ""
    name: list[bytes] = []
    comment: list[bytes] = []
    for token, following in pairwise([*tokens, b""]):
        if token.startswith(b"("):
            comment.append(token[1:])
        elif token.startswith(b'"') and following.startswith(b"@"):
            address = _address_in(decode_words(token + following, charset))
        elif token.startswith(b"@") and address:
            continue  # the domain of the quoted part before it
        elif token.startswith(b"<") and not address:
            address = _address_in(decode_words(token.strip(b"<> \t"), charset))
        else:
            name.append(_without_quotes(token))
    words = b"".join(name).strip(b" \t,")
    text = decode_words(words, charset)
    if not address:
        bare = _ADDRESS.search(text)
        if bare is None:
            return None
        address = bare[0].lstrip("'")
        text = (text[: bare.start()] + text[bare.end() :]).removeprefix("mailto").strip(" []")
    text = _bare_name(text) or _bare_name(decode_words(b"".join(comment), charset))
    address = _lower_domain(address)
    return Mailbox("" if text.lower() == address.lower() else text[:300], address) if address else None


def _address_in(text: str) -> str:
    text = _ROUTE.sub("", text.removeprefix("mailto:"))
    found = _QUOTED_ADDRESS.search(text) or _ADDRESS.search(text)
    if found is not None:
        return found[0].strip("'")
    return text.strip() if "@" in text.strip("@ ") and " " not in text.strip() else ""


def _bare_name(text: str) -> str:
    """A name without what programs put around it; quotes within it are the person's own."""
    text = " ".join(text.strip(" \t,<>:;").split())
    while len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        text = text[1:-1].strip()
    return text.strip('" ') if text.count('"') % 2 else text


def _without_quotes(token: bytes) -> bytes:
    if not token.startswith(b'"'):
        return token
    return token[1:].removesuffix(b'"').replace(b'\\"', b'"').replace(b"\\\\", b"\\")


def _lower_domain(address: str) -> str:
    local, at, domain = address.rpartition("@")
    return f"{local}{at}{domain.lower().rstrip('.')}"[:320]
