"""The parts of an Update, tamed: what has not the type that it should have is as if it were not there.

core.telegram.org/bots/api#update. A newer version of the API may send more: it is read as far as it goes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from channels._contents import storable
from core.errors import Unreadable

SPOKEN = ("message", "edited_message", "channel_post", "edited_channel_post")
BUSINESS = ("business_message", "edited_business_message")
WANTED = ("message", "edited_message", "my_chat_member")  # what Telegram shall tell us of
_LARGEST = 2**63
_LATEST = 2**33  # seconds: the year 2242

Part = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A message in its update. `chat` and `number` name it for ever within one bot."""

    update: int
    message: Part
    chat: int
    number: int
    edited: bool

    @property
    def id(self) -> str:
        return f"{self.chat}:{self.number}"

    @property
    def album(self) -> str:
        """What the photos of an album share; an edit stands for itself."""
        return "" if self.edited else text(self.message, "media_group_id")

    @property
    def moment(self) -> datetime | None:
        """When it was written, or, edited, when it came to say what it says now (UTC)."""
        return moment(self.message, "edit_date" if self.edited else "date")


def load(body: bytes) -> list[Part]:
    """The updates of a delivery: one, or those of an album. Raises Unreadable."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise Unreadable("no-json", "it is not JSON") from None
    updates = found if isinstance(found, list) else [found]
    if not updates or not all(isinstance(update, dict) for update in updates):
        raise Unreadable("no-update", "it is not an update")
    return updates


def dump(updates: list[Part]) -> bytes:
    """One update, or an album's, as it is kept."""
    return json.dumps(updates[0] if len(updates) == 1 else updates, separators=(",", ":")).encode()


def number(update: Part) -> int | None:
    """The update's own number; 0 is none that Telegram gives."""
    return whole(update, "update_id")


def spoken(update: Part) -> Spoken | None:
    """The message that the update brings, if it brings one that says in which chat it stands."""
    for name in (*SPOKEN, *BUSINESS):
        message = part(update, name)
        if message:
            chat, own = whole(part(message, "chat"), "id"), whole(message, "message_id")
            if chat is None or own is None:
                return None
            return Spoken(number(update) or 0, message, chat, own, name.startswith("edited_"))
    return None


def key(updates: list[Part]) -> str:
    """What makes this delivery the same as another. Telegram begins its numbers anew after a week of
    silence, so the message's own number stands in it too.
    """
    first = updates[0]
    own, said = number(first), spoken(first)
    if own is None:
        return f"sha256:{hashlib.sha256(dump(updates)).hexdigest()}"
    return f"{own}:{said.id}" if said else str(own)


def part(of: Part, name: str) -> Part:
    found = of.get(name)
    return found if isinstance(found, dict) else {}


def parts(of: Part, name: str) -> Iterator[Part]:
    found = of.get(name)
    return (one for one in found if isinstance(one, dict)) if isinstance(found, list) else iter(())


def text(of: Part, name: str) -> str:
    found = of.get(name)
    return storable(found) if isinstance(found, str) else ""


def whole(of: Part, name: str) -> int | None:
    found = of.get(name)
    fits = isinstance(found, int) and not isinstance(found, bool) and -_LARGEST <= found < _LARGEST
    return found if fits else None


def decimal(of: Part, name: str) -> str:
    """A number as it is written, such as a latitude; "" for none."""
    found = of.get(name)
    return str(found) if isinstance(found, int | float) and not isinstance(found, bool) else ""


def moment(of: Part, name: str) -> datetime | None:
    seconds = whole(of, name)
    return datetime.fromtimestamp(seconds, UTC) if seconds and 0 < seconds < _LATEST else None
