"""How often something may be tried: a moving window by key, in memory, bounded."""

from __future__ import annotations

from collections import OrderedDict, deque
from datetime import datetime, timedelta


class Limiter:
    """At most `tries` within `window` for each key. Remembers the `remembered` keys tried last, so a
    flood of made-up names costs no more memory than that.
    """

    def __init__(self, tries: int, window: timedelta, remembered: int = 10_000) -> None:
        self.tries = tries
        self.window = window
        self.remembered = remembered
        self._tried: OrderedDict[str, deque[datetime]] = OrderedDict()

    def attempt(self, key: str, now: datetime) -> timedelta | None:
        """Count one try. None when it may go on, else how long to wait; a refused try counts nothing."""
        tried = self._tried.setdefault(key, deque())
        self._tried.move_to_end(key)
        while tried and tried[0] <= now - self.window:
            tried.popleft()
        if len(tried) >= self.tries:
            return tried[0] + self.window - now
        tried.append(now)
        if len(self._tried) > self.remembered:
            self._tried.popitem(last=False)
        return None

    def take_back(self, key: str) -> None:
        """The last try was a good one: it does not count."""
        tried = self._tried.get(key)
        if tried:
            tried.pop()

    def forget(self, key: str) -> None:
        self._tried.pop(key, None)
