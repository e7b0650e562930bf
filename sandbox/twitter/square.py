"""What stands on X: people, posts, conversations, pictures, and what the office has done there."""

from __future__ import annotations

import html
import re
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

_BEGINNING_MS = 1288834974657
_NAMED = re.compile(r"@(\w+)")
_ADDRESS = re.compile(r"https?://\S+")


@dataclass
class User:
    id: str
    name: str
    username: str
    takes_messages: bool = True


@dataclass
class Item:
    """A post or an event: `fields` are all that X can tell of it."""

    id: str
    author: str
    fields: dict[str, Any]
    names: frozenset[str] = frozenset()
    media: list[dict[str, Any]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return html.unescape(str(self.fields.get("text", "")))


class Square:
    """`office` is the account of the office. Numbers grow with time, as X's do."""

    def __init__(self, office: User) -> None:
        self.office = office
        self.users = {office.id: office}
        self.posts: list[Item] = []
        self.events: list[Item] = []
        self.files: dict[str, tuple[str, bytes]] = {}
        self.url = ""
        self._last = 0
        self._lock = threading.Lock()

    def user(self, number: str, name: str = "", username: str = "") -> User:
        return self.users.setdefault(
            number, User(number, name or f"Warga {number}", username or f"warga{number}")
        )

    def post(
        self,
        author: str,
        text: str,
        *,
        answers: str = "",
        quotes: str = "",
        edits: str = "",
        files: tuple[tuple[str, bytes], ...] = (),
        at: datetime | None = None,
        **more: Any,
    ) -> Item:
        """Somebody writes in public. `answers`, `quotes` and `edits` are numbers of posts."""
        number, moment = self._number(at)
        parent = next((one for one in self.posts if one.id == answers), None)
        kinds = (("replied_to", answers), ("quoted", quotes))
        references = [{"type": kind, "id": other} for kind, other in kinds if other]
        earlier = next((one for one in self.posts if one.id == edits), None)
        history = [*(earlier.fields["edit_history_tweet_ids"] if earlier else []), number]
        fields = {
            "id": number,
            "text": html.escape(text, quote=False),
            "author_id": self.user(author).id,
            "created_at": moment,
            "conversation_id": parent.fields["conversation_id"] if parent else history[0],
            "edit_history_tweet_ids": history,
            **({"referenced_tweets": references} if references else {}),
            **({"entities": {"urls": _links(text)}} if _ADDRESS.search(text) else {}),
            **more,
        }
        names = {name.lower() for name in _NAMED.findall(text)} | (
            {self.users[parent.author].username} if parent else set()
        )
        item = Item(number, author, fields, frozenset(names), self._keep(files, number, private=False))
        if item.media:
            fields["attachments"] = {"media_keys": [one["media_key"] for one in item.media]}
        with self._lock:
            if earlier:
                self.posts.remove(earlier)  # a time line shows the last version alone
            self.posts.append(item)
        return item

    def message(
        self,
        author: str,
        text: str,
        *,
        to: str = "",
        files: tuple[tuple[str, bytes], ...] = (),
        at: datetime | None = None,
        **more: Any,
    ) -> Item:
        """Somebody writes a direct message, to the office unless said otherwise."""
        number, moment = self._number(at)
        pair = sorted([self.user(author).id, to or self.office.id], key=int)
        fields = {
            "id": number,
            "event_type": "MessageCreate",
            "text": html.escape(text, quote=False),
            "sender_id": author,
            "dm_conversation_id": "-".join(pair),
            "created_at": moment,
            **more,
        }
        item = Item(number, author, fields, media=self._keep(files, number, private=True))
        if item.media:
            fields["attachments"] = {"media_keys": [one["media_key"] for one in item.media]}
        with self._lock:
            self.events.append(item)
        return item

    def mentions(self) -> list[Item]:
        """Posts that name the office or answer it, newest first."""
        name = self.office.username.lower()
        return sorted((one for one in self.posts if name in one.names), key=lambda one: -int(one.id))

    def _number(self, at: datetime | None) -> tuple[str, str]:
        with self._lock:
            ms = round(at.timestamp() * 1000) if at else round(time.time() * 1000)
            number = (ms - _BEGINNING_MS) << 22
            if number <= self._last and at is None:
                number = self._last + 1
            while any(one.id == str(number) for one in [*self.posts, *self.events]):
                number += 1
            self._last = max(self._last, number)
        moment = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=(number >> 22) + _BEGINNING_MS)
        return str(number), moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def _keep(
        self, files: tuple[tuple[str, bytes], ...], number: str, *, private: bool
    ) -> list[dict[str, Any]]:
        """Pictures lie with X's store of files; those of direct messages only participants may have."""
        kept = []
        for place, (kind, data) in enumerate(files):
            name = f"{number}-{place}.jpg"
            self.files[name] = (kind, data)
            public, hidden = (
                f"{self.url}/media/{name}",
                f"https://ton.twitter.com/1.1/ton/data/dm/{number}/{place}/{name}",
            )
            kept.append(
                {"media_key": f"3_{number}{place}", "type": "photo", "url": hidden if private else public}
            )
        return kept


def _links(text: str) -> list[dict[str, Any]]:
    return [
        {
            "start": found.start(),
            "end": found.end(),
            "url": found.group(),
            "expanded_url": found.group(),
            "display_url": found.group(),
        }
        for found in _ADDRESS.finditer(text)
    ]
