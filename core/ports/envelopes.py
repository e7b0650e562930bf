"""Deliveries as they came: kept first, read later, set aside when unreadable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from core.message import Batch, Envelope, Kept


@dataclass(frozen=True, slots=True)
class Leased:
    """An envelope that this process reads now. A lost `fence` means that somebody else took over."""

    id: int
    fence: int
    tries: int
    envelope: Envelope


class Envelopes(Protocol):
    def keep(self, batch: Batch, now: datetime) -> Kept:
        """Seal and keep a batch with its cursor. What was there already counts as redelivered, or, in
        a rescan, not at all.
        """
        ...

    def lease(self, now: datetime, limit: int, lasts: timedelta) -> Sequence[Leased]:
        """The oldest unread envelopes, by id, each counted as tried. One that was tried before comes
        alone. Of one stream the order is kept.
        """
        ...

    def give_back(self, leased: Sequence[Leased]) -> None:
        """What was leased and could not be filed for no fault of its own waits as if nobody had tried it. Not
        what was filed meanwhile, or taken over by others.
        """
        ...

    def quarantine(self, leased: Leased, code: str, detail: str, now: datetime) -> None:
        """Set aside what cannot be read; the item ends as QUARANTINED until it is read again.
        Raises Stale when the lease was lost.
        """
        ...

    def reread(self, account: str | None, code: str | None) -> int:
        """Make quarantined envelopes unread again (with code "flood": those held back by the rate rule);
        returns how many.
        """
        ...

    def quarantined(self, limit: int) -> Sequence[tuple[int, str, str, datetime]]:
        """Envelope id, account, code and when, newest first."""
        ...
