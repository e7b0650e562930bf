"""A comment, or a post in which the office is tagged, as instaloader writes it down. Pure.

instaloader's own files hold `id, created_at, text, owner, likes_count, answers`; `post` is what we add:
where the comment stands. Ids are texts here, whatever they are there: the same comment has a number or a
text for an id, by the way in which it was read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from channels.instagram.events import Table, moment, table, text
from core.errors import Unreadable
from core.message import Address, InboundMessage

KIND = "instagram"
TAGGED = "[Menandai akun kantor dalam kiriman tanpa teks]"
EMPTY = "[Komentar tanpa teks]"
_WRITTEN = ("created_at", "created_at_utc", "date_utc", "taken_at")


def is_comment(found: Any) -> bool:
    """Whether this is a comment rather than a webhook's delivery."""
    return isinstance(found, dict) and bool(_id(found)) and "entry" not in found


def read_comment(
    found: Table, own: str = "", received_at: datetime | None = None
) -> Iterator[InboundMessage]:
    """The comment, and the answers that stand under it. `own` is the office's name. Raises Unreadable."""
    yield _message(found, table(found.get("post")), text(found.get("answers_to")), own, received_at)
    answers = found.get("answers")
    for answer in answers if isinstance(answers, list) else []:
        yield _message(table(answer), table(found.get("post")), _id(found), own, received_at)


def post_link(shortcode: str) -> str:
    """Where everybody finds a post."""
    return f"https://www.instagram.com/p/{shortcode}/"


def _message(
    found: Table, post: Table, answers: str, own: str, received_at: datetime | None
) -> InboundMessage:
    owner = table(found.get("owner") or found.get("user"))
    name = text(owner.get("username")) or text(found.get("owner_username"))
    handle = text(owner.get("id")) or text(owner.get("pk")) or name
    if not _id(found) or not handle:
        raise Unreadable("no-comment", "the comment does not say which it is, or who wrote it")
    words = text(found.get("text")) or (TAGGED if found.get("tagged") else EMPTY)
    written = _written(found)
    shortcode = text(post.get("shortcode"))
    return InboundMessage(
        external_id=_id(found),
        sender=Address(KIND, handle, name),
        text=words,
        received_at=written or received_at or datetime(1970, 1, 1, tzinfo=UTC),
        full_text=words,
        sent_at=written,
        thread_key=handle,
        in_reply_to=answers,
        references=(post_link(shortcode),) if shortcode else (),
        automatic="echo" if own and name.lower() == own else "",
        public=True,
    )


def _id(found: Mapping[str, Any]) -> str:
    return text(found.get("id")) or text(found.get("pk"))


def _written(found: Table) -> datetime | None:
    """When it was written: seconds, or a moment as text, which is UTC where it names no zone."""
    for key in _WRITTEN:
        said = found.get(key)
        if at := moment(said):
            return at
        try:
            at = datetime.fromisoformat(text(said))
        except ValueError:
            continue
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    return None
