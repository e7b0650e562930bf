"""What X asks for: requests in a window of time, and money."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any

WINDOW = 900
_ADDRESS = re.compile(r"https?://|\bwww\.")
PRICES = {
    "mentions": 1_000,
    "tweets": 1_000,
    "dm_events": 10_000,
    "post": 10_000,
    "post-link": 200_000,
    "direct": 15_000,
}


@dataclass
class Bill:
    """`limits` are requests by window, `credit` what is left in millionths of a dollar (None: no end).
    Time stands still at `now` unless it is moved.
    """

    limits: dict[str, int] = field(
        default_factory=lambda: {"mentions": 300, "dm_events": 15, "post": 100, "direct": 15}
    )
    credit: int | None = None
    now: int = 1_795_000_000
    charged: Counter[str] = field(default_factory=Counter)
    spent: int = 0
    _asked: Counter[tuple[str, int]] = field(default_factory=Counter)
    _seen: set[str] = field(default_factory=set)

    def count(self, what: str) -> bool:
        """One request more; whether the window has room for it."""
        place = (what, self.now // WINDOW)
        self._asked[place] += 1
        return self._asked[place] <= self.limits.get(what, 900)

    def headers(self, what: str) -> Mapping[str, str]:
        limit, used = self.limits.get(what, 900), self._asked[what, self.now // WINDOW]
        return {
            "x-rate-limit-limit": str(limit),
            "x-rate-limit-remaining": str(max(0, limit - used)),
            "x-rate-limit-reset": str((self.now // WINDOW + 1) * WINDOW),
            "date": formatdate(self.now, usegmt=True),
        }

    @property
    def is_broke(self) -> bool:
        return self.credit is not None and self.credit <= 0

    def read(self, what: str, ids: Iterable[str]) -> None:
        """Each thing is charged once a day."""
        for number in ids:
            if f"{what}:{number}" not in self._seen:
                self._seen.add(f"{what}:{number}")
                self._charge(what)

    def wrote(self, what: str, text: str) -> None:
        self._charge("post-link" if what == "post" and _ADDRESS.search(text) else what)

    def _charge(self, what: str) -> None:
        price: Any = PRICES[what]
        self.charged[what] += 1
        self.spent += price
        if self.credit is not None:
            self.credit -= price
