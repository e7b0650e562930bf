"""Groups of cases that are one matter: proposed by a loop, decided by an officer."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from core.classify.labels import Component, Sector
from core.group.likeness import Proposal, Report
from core.ports.inbox import InboxRow, Viewer


class Membership(StrEnum):
    PROPOSED = "proposed"
    MEMBER = "member"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Group:
    """A group as a viewer may see it: restricted members are left out for all but the complaint manager.

    `confirmed` once an officer said so; `members` and `proposed` are rows of the inbox, newest first.
    """

    id: int
    component: Component
    sector: Sector
    proposed_at: datetime
    confirmed_by: str
    members: tuple[InboxRow, ...]
    proposed: tuple[InboxRow, ...]

    @property
    def confirmed(self) -> bool:
        return bool(self.confirmed_by)


class Groups(Protocol):
    def reports(self, since: datetime, limit: int) -> Sequence[Report]:
        """Open complaints received since then that no officer has kept for itself, the newest `limit`;
        restricted ones never.
        """
        ...

    def propose(self, proposals: Sequence[Proposal], now: datetime) -> int:
        """Write what is new of them; returns how many memberships that were."""
        ...

    def listed(self, viewer: Viewer, limit: int = 50) -> Sequence[Group]:
        """Groups with something to decide or with open members, newest first."""
        ...

    def get(self, viewer: Viewer, number: int) -> Group | None: ...

    def of(self, ticket: str) -> int | None:
        """The confirmed group that a case stands in."""
        ...

    def decide(self, number: int, members: Collection[str], refused: Collection[str], by: str) -> None:
        """Tickets become members or are refused for good. Raises Stale when one of them is not of it."""
        ...
