"""A meter of what a platform charges: it counts, slows down towards the month's ceiling, and says when to stop.

It has no clock and no store: whoever keeps its counts tells it the day (`turn`). Amounts are whole
millionths of a US dollar, so that nothing is lost in adding up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

DOLLAR = 1_000_000
SLOWING = 0.8  # from this share of the ceiling on, asking becomes rarer
SLOWEST = 8.0  # times the usual pause, at most


@dataclass(frozen=True, slots=True)
class Counts:
    """What was used: things read, things written, and what they cost."""

    reads: int = 0
    writes: int = 0
    cost: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.reads + other.reads, self.writes + other.writes, self.cost + other.cost)


class Meter:
    """`ceiling` for a month; 0 counts without a bound."""

    def __init__(self, ceiling: int) -> None:
        self.ceiling = ceiling
        self.month: date | None = None
        self._day: date | None = None
        self._stored = Counts()
        self._fresh = Counts()
        self._held = 0
        self._seen: set[str] = set()

    @property
    def counts(self) -> Counts:
        """Of this month, as far as known."""
        return self._stored + self._fresh

    def read(self, ids: Iterable[str], price: int) -> None:
        """Things that were read, for `price` each; what was read on the same day (UTC) is not charged again."""
        fresh = set(ids) - self._seen
        self._seen |= fresh
        self._fresh += Counts(reads=len(fresh), cost=len(fresh) * price)

    def wrote(self, price: int) -> None:
        self._fresh += Counts(writes=1, cost=price)

    @contextmanager
    def holding(self, cost: int) -> Iterator[None]:
        """As long as something is asked that may cost so much, nobody else can count on the money."""
        self._held += cost
        try:
            yield
        finally:
            self._held -= cost

    def affords(self, price: int, most: int) -> int:
        """How many things at this price may still be used this month, `most` at the most."""
        if not self.ceiling or not price:
            return most
        return max(0, min(most, (self.ceiling - self.counts.cost - self._held) // price))

    @property
    def slowness(self) -> float:
        """By how much to lengthen the pauses between two questions: 1 for not at all."""
        if not self.ceiling:
            return 1.0
        left = 1 - self.counts.cost / self.ceiling
        return min(max(1.0, (1 - SLOWING) / left), SLOWEST) if left > 0 else SLOWEST

    def take(self) -> Counts:
        """What was counted since the last time; whoever takes it keeps it, or gives it back (`give_back`)."""
        taken, self._fresh = self._fresh, Counts()
        self._stored += taken
        return taken

    def give_back(self, counts: Counts) -> None:
        self._stored += Counts(-counts.reads, -counts.writes, -counts.cost)
        self._fresh += counts

    def turn(self, today: date, stored: Counts) -> None:
        """It is `today` (UTC), and this much is stored of its month."""
        if today != self._day:
            self._day = today
            self._seen.clear()
        self.month = today.replace(day=1)
        self._stored = stored
