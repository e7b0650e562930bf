"""Who wants to hear that something was written, and in which loop."""

from __future__ import annotations

import asyncio
from collections.abc import Set
from threading import Lock
from weakref import WeakKeyDictionary

from storage.jobs import call_soon


class Wakeups:
    """Events by topic, set after a commit. An event that nobody holds any more is forgotten."""

    def __init__(self) -> None:
        self._events: dict[str, WeakKeyDictionary[asyncio.Event, asyncio.AbstractEventLoop]] = {}
        self._lock = Lock()

    def subscribe(self, topic: str) -> asyncio.Event:
        """An event of the running loop that is set whenever the topic changes; clear it before looking."""
        event = asyncio.Event()
        with self._lock:
            self._events.setdefault(topic, WeakKeyDictionary())[event] = asyncio.get_running_loop()
        return event

    def wake(self, topics: Set[str]) -> None:
        """Sets the topics' events; to be called from any thread."""
        with self._lock:
            woken = [pair for topic in topics for pair in self._events.get(topic, {}).items()]
        for event, loop in woken:
            if not event.is_set():
                call_soon(loop, event.set)
