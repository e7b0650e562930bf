"""Message ids, threads, and the key by which a mail is known for ever."""

from __future__ import annotations

import hashlib
import re

from channels.mail.reading.fields import Fields, split_head

MAX_REFERENCES = 100
_MAX_FIELD = 65536
_BRACKETED = re.compile(rb"<([^<>]{1,998})>")
_SPACE = re.compile(rb"\s+")
_BARE = re.compile(rb"[^\s,;<>\"()]{1,500}@[^\s,;<>\"()@]{1,255}")


def message_ids(value: bytes) -> tuple[str, ...]:
    """The ids in a field, each once, in its order, in angle brackets whether they came in them or not.

    An id that was folded in its middle is put together again.
    """
    value = value[:_MAX_FIELD]
    found = [_SPACE.sub(b"", content) for content in _BRACKETED.findall(value)]
    if not found:
        tokens = [token for token in re.split(rb"[\s,;]+", value) if token]
        found = [token.strip(b"<>") for token in tokens if _BARE.fullmatch(token.strip(b"<>"))]
    unique = dict.fromkeys(f"<{content.decode('utf-8', 'replace')}>" for content in found if content)
    return tuple(unique)


def message_id(fields: Fields) -> str:
    """The mail's own id in angle brackets, or "" where it has none."""
    value = fields.first("message-id", "x-message-id", "x-original-message-id")[:998]
    ids = message_ids(value)
    if ids:
        return ids[0]
    bare = _SPACE.sub(b"", value.strip(b"<> \t"))
    return f"<{bare.decode('utf-8', 'replace')}>" if bare else ""


def in_reply_to(fields: Fields) -> str:
    """The id of the mail that this one answers, or ""."""
    value = fields.first("in-reply-to")
    ids = message_ids(value)
    # "Your message of Monday <id>" names it last; an address alone among words is no id.
    if ids and (b"<" in value or len(value.split()) == 1):
        return ids[-1] if b"<" in value and not value.strip().startswith(b"<") else ids[0]
    return ""


def references(fields: Fields) -> tuple[str, ...]:
    """The thread above this mail, oldest first, each once; a very long one loses its middle."""
    ids = list(dict.fromkeys(i for value in fields.every("references") for i in message_ids(value)))
    if len(ids) > MAX_REFERENCES:
        ids = ids[:1] + ids[-MAX_REFERENCES + 1 :]
    return tuple(ids)


def content_key(raw: bytes) -> str:
    """What makes a mail the same mail: SHA-256 over Message-ID, From, Date and the hash of its body, in hex.

    Message-ID alone would let a stranger suppress somebody's mail by using its id again, and it may be
    missing. Trace fields and line ends, which servers change, do not count.
    """
    fields, body = split_head(raw, 0, len(raw))
    content = raw[body:].replace(b"\r\n", b"\n").rstrip(b"\n")
    digest = hashlib.sha256()
    for name in ("message-id", "from", "date"):
        digest.update(_SPACE.sub(b" ", fields.first(name)) + b"\n")
    digest.update(hashlib.sha256(content).digest())
    return digest.hexdigest()
