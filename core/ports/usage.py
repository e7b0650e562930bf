"""What an account has used of a platform that charges by use, month by month (UTC)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, runtime_checkable

from core.meter import Meter
from core.ports.channel import Channel


@dataclass(frozen=True, slots=True)
class Usage:
    """`month` is its first day. `cost` and `ceiling` in millionths of a US dollar; ceiling 0: none is set."""

    account: str
    month: date
    reads: int = 0
    writes: int = 0
    cost: int = 0
    ceiling: int = 0


class Usages(Protocol):
    def add(self, more: Usage) -> Usage:
        """Count on, under the ceiling as it is now; returns the account's month as it stands."""
        ...

    def of(self, month: date) -> Sequence[Usage]:
        """All accounts that were counted in the month, by name."""
        ...


@runtime_checkable
class Metered(Channel, Protocol):
    """An account whose platform charges by use."""

    meter: Meter
