"""What somebody wrote on X: its words with the addresses behind X's short links, and what stands beside them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any

from channels import _contents
from channels._contents import storable

Plain = Mapping[str, Any]

_LEADING = re.compile(r"\s*(?:@\w{1,50}\s+)+")
_CALLED = re.compile(r"\s*@(\w{1,50})[\s,:;.!-]+(?=\S)")
_BESIDE = re.compile(r"(?:pic\.(?:x|twitter)\.com/|(?:x|twitter)\.com/\S+/(?:photo|video)/\d)")
_QUOTED = 2_000  # characters of a quoted post


def plain(value: object) -> str:
    """A text as it can be stored; "" for what is none."""
    return storable(value) if isinstance(value, str) else ""


def told(value: object) -> Plain:
    """A JSON object; an empty one for what is none."""
    return value if isinstance(value, dict) else {}


def listed(value: object) -> list[Plain]:
    """The JSON objects of a list."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def words(post: Plain) -> str:
    """All that was written. Posts of more than 280 characters have their whole text in a note; X writes
    &, < and > as in HTML, and its own short links in the place of every address, of pictures and of what is
    quoted, which stand beside.
    """
    note = told(post.get("note_tweet"))
    whole = note if isinstance(note.get("text"), str) else post
    text = plain(whole.get("text"))
    for link in listed(told(whole.get("entities")).get("urls")):
        short, long = plain(link.get("url")), plain(link.get("expanded_url"))
        if short and short in text:
            shown = plain(link.get("display_url"))
            said = not (link.get("media_key") or _BESIDE.search(shown) or _BESIDE.search(long))
            said = said and not any(long.endswith(f"/status/{number}") for number in quotes(post))
            text = text.replace(short, (long or short) if said else "")
    return html.unescape(text).strip()


def without_names(text: str) -> str:
    """What an answer says after the names that X puts before it."""
    return text[found.end() :] if (found := _LEADING.match(text)) else text


def without_name(text: str, name: str) -> str:
    """What is said after this name, where the text begins with it."""
    found = _CALLED.match(text)
    return text[found.end() :] if found and found[1].lower() == name.lower() else text


def quotes(post: Plain) -> list[str]:
    """The numbers of posts that are quoted."""
    named = listed(post.get("referenced_tweets"))
    return [plain(one.get("id")) for one in named if one.get("type") == "quoted" and plain(one.get("id"))]


def quoted(post: Plain, includes: Plain) -> str:
    """The post that is quoted, as a mail would quote it; "" where there is none."""
    named = quotes(post)
    others = (words(one)[:_QUOTED] for one in listed(includes.get("tweets")) if plain(one.get("id")) in named)
    return "\n".join(f"> {line}" for other in others for line in other.splitlines())


def beside(post: Plain, includes: Plain) -> Iterator[str]:
    """What stands beside the words, each thing named, so that nothing looks empty that is not."""
    attached = told(post.get("attachments"))
    polls = attached.get("poll_ids")
    for poll in listed(includes.get("polls")):
        if isinstance(polls, list) and poll.get("id") in polls:
            yield _contents.poll("", (plain(option.get("label")) for option in listed(poll.get("options"))))
    place = told(post.get("geo")).get("place_id")
    for one in listed(includes.get("places")):
        if place and one.get("id") == place:
            yield f"[Lokasi: {_contents.plain(plain(one.get('full_name')))}]"
    if attached.get("card_ids"):
        yield _contents.unknown("card")
