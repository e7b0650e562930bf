"""What Telegram knows of one bot: people, their messages to it, what it sent, files, and the queue."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Update = dict[str, Any]
FIRST_UPDATE = 700_000_001


@dataclass
class Sent:
    """A message of the bot that Telegram took."""

    chat: int
    number: int
    text: str
    fields: Mapping[str, str]


@dataclass
class State:
    """Of one bot. All that changes the queue holds the lock."""

    bot_id: int
    username: str
    queue: list[Update] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    blocked: set[int] = field(default_factory=set)
    known: set[int] = field(default_factory=set)
    moved: dict[int, int] = field(default_factory=dict)
    hook: dict[str, Any] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def __post_init__(self) -> None:
        self._updates = itertools.count(FIRST_UPDATE)
        self._messages = itertools.count(1)
        self._last: dict[int, float] = {}

    def next_message(self) -> int:
        return next(self._messages)

    def arrived(self, kind: str, message: Mapping[str, Any]) -> Update:
        """An update for the bot, at the end of its queue."""
        with self.lock:
            update: Update = {"update_id": next(self._updates), kind: dict(message)}
            self.queue.append(update)
            return update

    def confirmed(self, offset: int) -> None:
        """All before the offset is known to have arrived, and is forgotten."""
        with self.lock:
            self.queue[:] = [update for update in self.queue if update["update_id"] >= offset]

    def waiting(self, offset: int, limit: int) -> list[Update]:
        with self.lock:
            return [update for update in self.queue if update["update_id"] >= offset][:limit]

    def hurried(self, chat: int) -> bool:
        """Whether this message follows the last one to the chat within a second."""
        now, before = time.monotonic(), self._last.get(chat)
        self._last[chat] = now
        return before is not None and now - before < 0.9
