"""Posts and direct messages of X's API (version 2) to what they say. Pure."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from typing import Any

from channels.twitter.contents import (
    Plain,
    beside,
    listed,
    plain,
    quoted,
    quotes,
    told,
    without_name,
    without_names,
    words,
)
from channels.twitter.media import named_files
from channels.twitter.snowflake import moment
from core.errors import Unreadable
from core.message import Address, InboundMessage

KIND = "twitter"
_UNSAID = "[Pesan tanpa teks: isinya, mungkin terenkripsi, tidak dapat ditampilkan di sini]"


def read_raw(raw: bytes, own: Collection[str] = (), called: str = "") -> list[InboundMessage]:
    """What people wrote in an answer of the API: one item, or a page of them. `own` are the number and the
    name of the office's account: what it wrote itself says nothing to us. `called` is the name that is left
    out where somebody begins with it, as one leaves out the name on an envelope.

    Raises Unreadable, and nothing else. An item without a number is left out where others can be read.
    """
    items, includes = _items(raw)
    found = [_message(item, includes, own, called) for item in items if plain(item.get("id"))]
    if items and not found:
        raise Unreadable("no-id", "an item without a number")
    return [message for message in found if message is not None]


def envelope_parts(raw: bytes) -> tuple[Plain, Plain]:
    """The one item that an envelope holds, and what was said beside it. Raises Unreadable."""
    items, includes = _items(raw)
    return items[0], includes


def _items(raw: bytes) -> tuple[list[Plain], Plain]:
    try:
        tree: Any = json.loads(raw)
    except (ValueError, RecursionError):
        raise Unreadable("no-json", "it is no JSON") from None
    if isinstance(tree, list):
        return _some(listed(tree)), {}
    page = told(tree)
    data, includes = page.get("data", page), told(page.get("includes"))
    if isinstance(data, list):
        return listed(data), includes
    one = told(data)
    if "payload" in one:  # an event of the Activity API has the post within
        one, includes = told(one["payload"]), told(one.get("includes")) or includes
    if not one.get("id") and "meta" in page and "data" not in page:
        return [], includes  # a page on which there is nothing
    return _some([one]), includes


def _some(items: list[Plain]) -> list[Plain]:
    if not any(one.get("id") for one in items):
        raise Unreadable("no-post", "neither a post nor a direct message of X")
    return items


def _message(item: Plain, includes: Plain, own: Collection[str], called: str) -> InboundMessage | None:
    if "event_type" in item:
        return _direct(item, includes, own)
    return _post(item, includes, own, called)


def _post(post: Plain, includes: Plain, own: Collection[str], called: str) -> InboundMessage | None:
    references = listed(post.get("referenced_tweets"))
    author = plain(post.get("author_id"))
    if _is_own(author, includes, own) or any(one.get("type") == "retweeted" for one in references):
        return None
    number, whole = plain(post["id"]), words(post)
    answers = next((plain(one.get("id")) for one in references if one.get("type") == "replied_to"), "")
    earlier = [
        plain(one) for one in _list(post.get("edit_history_tweet_ids")) if plain(one) not in {"", number}
    ]
    margin = list(beside(post, includes))
    return InboundMessage(
        external_id=number,
        sender=_person(author, includes),
        text="\n".join([without_names(whole) if answers else without_name(whole, called), *margin]).strip(),
        full_text="\n\n".join(filter(None, ["\n".join([whole, *margin]).strip(), quoted(post, includes)])),
        received_at=_moment(post),
        sent_at=_moment(post),
        thread_key=plain(post.get("conversation_id")) or number,
        in_reply_to=answers,
        references=tuple(
            filter(None, [*earlier, *quotes(post)])
        ),  # an edited post is known by its earlier numbers
        attachments=named_files(post, includes),
        answerable=bool(author),
        public=True,
    )


def _direct(event: Plain, includes: Plain, own: Collection[str]) -> InboundMessage | None:
    author = plain(event.get("sender_id"))
    if event["event_type"] != "MessageCreate" or _is_own(author, includes, own):
        return None
    files, said = named_files(event, includes), words(event)
    text = "\n".join([said, *beside(event, includes)]).strip()
    return InboundMessage(
        external_id=plain(event["id"]),
        sender=_person(author, includes),
        text=text or ("" if files else _UNSAID),
        full_text="\n\n".join(filter(None, [text or _UNSAID, quoted(event, includes)]))
        if not files or text
        else "",
        received_at=_moment(event),
        sent_at=_moment(event),
        thread_key=plain(event.get("dm_conversation_id")) or author,
        attachments=files,
        answerable=bool(author),
    )


def _is_own(author: str, includes: Plain, own: Collection[str]) -> bool:
    name = plain(_user(author, includes).get("username")).lower()
    return bool(author) and (author in own or (bool(name) and name in own))


def _person(author: str, includes: Plain) -> Address:
    """By the number, which stays when the name is changed."""
    return Address(KIND, author, " ".join(plain(_user(author, includes).get("name")).split()))


def _user(author: str, includes: Plain) -> Plain:
    return next((one for one in listed(includes.get("users")) if one.get("id") == author), {})


def _moment(item: Plain) -> datetime:
    """When X took it in: reception in the sense of the law. The number says so too, if nothing else does."""
    try:
        said = datetime.fromisoformat(plain(item.get("created_at")))
        return said.astimezone(UTC) if said.tzinfo else said.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        pass
    found = moment(item.get("id"))
    if found is None:
        raise Unreadable("no-time", "neither its time nor its number says when it was written")
    return found


def _list(value: object) -> Iterator[object]:
    yield from value if isinstance(value, list) else ()
