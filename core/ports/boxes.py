"""The complaint box: each opening is on record, with what lay in it, or that nothing did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class BoxOpening:
    """`opened_at` is T0 of every paper in it (domain 1.1, letter m). `opened_by` opened it, and two
    `witnesses` saw it; `recorded_by` is the officer who wrote this down. `papers` are the unique ids of the
    entries, in order: none where the box was empty.
    """

    account: str
    opened_at: datetime
    opened_by: str
    witnesses: tuple[str, str]
    recorded_at: datetime
    recorded_by: str
    papers: tuple[str, ...] = ()
    location: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Minutes:
    """An opening as it is on record. A ticket is "" until its entry was read."""

    number: int
    opening: BoxOpening
    tickets: tuple[str, ...]


class Boxes(Protocol):
    def record(self, key: str, opening: BoxOpening) -> int:
        """Keep the opening; returns its number. The same key again is the same opening, unchanged."""
        ...

    def minutes(self, number: int) -> Minutes | None:
        """`opening.papers` of what is read back is empty: `tickets` has one for each paper."""
        ...

    def latest(self, limit: int) -> Sequence[Minutes]:
        """Newest first, by when they were recorded."""
        ...
