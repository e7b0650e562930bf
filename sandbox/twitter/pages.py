"""Pages as X makes them: newest first, only the fields and expansions that were asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sandbox.twitter.square import Item, Square

ALWAYS = {"tweet": {"id", "text", "edit_history_tweet_ids"}, "dm_event": {"id", "text", "event_type"}}


def page(
    square: Square, found: Sequence[Item], wanted: Mapping[str, str], kind: str, size: int
) -> tuple[Sequence[Item], dict[str, Any]]:
    """The items of one page, and the page as it is answered."""
    start = int(wanted.get("pagination_token", "0").removeprefix("t"))
    shown = found[start : start + size]
    fields = ALWAYS[kind] | set(wanted.get(f"{kind}.fields", "").split(","))
    meta: dict[str, Any] = {"result_count": len(shown)}
    if len(found) > start + size:
        meta["next_token"] = f"t{start + size}"
    if kind == "tweet" and shown:
        meta |= {"newest_id": shown[0].id, "oldest_id": shown[-1].id}
    data = [{name: value for name, value in one.fields.items() if name in fields} for one in shown]
    beside = _beside(square, shown, wanted)
    return shown, {
        **({"data": data} if data else {}),
        **({"includes": beside} if beside else {}),
        "meta": meta,
    }


def _beside(square: Square, shown: Sequence[Item], wanted: Mapping[str, str]) -> dict[str, Any]:
    """What was asked to be told with the items."""
    expansions = set(wanted.get("expansions", "").split(","))
    beside: dict[str, list[dict[str, Any]]] = {}
    if expansions & {"author_id", "sender_id"}:
        authors = {one.author: square.users[one.author] for one in shown}
        beside["users"] = [{"id": u.id, "name": u.name, "username": u.username} for u in authors.values()]
    if "attachments.media_keys" in expansions:
        fields = {"media_key", "type", *wanted.get("media.fields", "").split(",")}
        media = [one for item in shown for one in item.media]
        beside["media"] = [{name: value for name, value in one.items() if name in fields} for one in media]
    if "referenced_tweets.id" in expansions:
        named = {other["id"] for one in shown for other in one.fields.get("referenced_tweets", [])}
        beside["tweets"] = [
            {"id": one.id, "text": one.fields["text"], "author_id": one.author}
            for one in square.posts
            if one.id in named
        ]
    return {name: some for name, some in beside.items() if some}
