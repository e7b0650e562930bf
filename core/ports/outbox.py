"""Messages of ours on their way out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from core.message import OutboundMessage, Receipt
from core.ports.send import SendState


@dataclass(frozen=True, slots=True)
class Sending:
    """A message of ours that this process sends now, or must settle: nobody knows of it since `since`."""

    message: OutboundMessage
    fence: int
    tries: int
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Stranded:
    """A message of a case that failed for good."""

    message: OutboundMessage
    ticket: str


def departures(account: str) -> str:
    """The topic of what is due to leave out of an account (see `core.ports.store.Store.subscribe`)."""
    return f"departures of {account}"


class Outbox(Protocol):
    def lease(self, account: str, now: datetime, limit: int, lasts: timedelta) -> Sequence[Sending]:
        """Due messages of an account begin to leave: they are SENDING under a lease. Of one conversation only
        the oldest unsent.
        """
        ...

    def sent(self, receipts: Sequence[tuple[Sending, Receipt]], now: datetime) -> None:
        """The platform took these. Raises Stale, and keeps nothing, when the lease of one was lost."""
        ...

    def failed(self, sending: Sending, code: str, again_at: datetime | None, now: datetime) -> None:
        """Due again at `again_at`, or FAILED for good (with an entry in the case's history)."""
        ...

    def by_hand(self, sending: Sending, link: str, now: datetime) -> None:
        """No program may send it: an officer's task from now on, with the link that leads there, and an
        entry in the case's history. What belongs to no case is FAILED: nobody would find the task.
        """
        ...

    def told(self, ticket: str, outbound_id: int, at: datetime) -> bool:
        """An officer has told the citizen; False where there is no such task, nor such a message that was lost."""
        ...

    def not_told(self, ticket: str, outbound_id: int, now: datetime) -> bool:
        """No officer can tell the citizen: FAILED; False where no such task is open."""
        ...

    def waive(self, ticket: str, outbound_id: int, now: datetime) -> bool:
        """Nobody needs to be told any more what was lost; False where no such message was."""
        ...

    def take_stranded(self, limit: int) -> Sequence[Stranded]:
        """What failed for good since this was last asked, oldest first: messages of cases, to one person. Each is
        named once, bounces among them.
        """
        ...

    def uncertain(self, sending: Sending, now: datetime) -> None:
        """Nobody knows whether it left: UNKNOWN."""
        ...

    def expire(self, now: datetime) -> int:
        """What was SENDING under a lease that ran out is UNKNOWN; returns how many there were."""
        ...

    def unknown(self, account: str, limit: int) -> Sequence[Sending]:
        """What of an account awaits settlement, oldest first."""
        ...

    def found(
        self, sending: Sending, receipts: Sequence[Receipt], again_at: datetime | None, now: datetime
    ) -> bool:
        """An UNKNOWN message was looked for at its platform, and these may be it: it is SENT under the first
        that is no other message's; without one it did not leave, and is due at `again_at`, or HELD for a
        person. Returns whether it was there. Raises Stale when somebody else settled it.
        """
        ...

    def repeat(self, sending: Sending, now: datetime) -> None:
        """Let an UNKNOWN message leave once more, marked as a repeat; a second time it is HELD."""
        ...

    def cancel(self, ticket: str, outbound_id: int, now: datetime) -> bool:
        """Take back a message of this case that has not begun to leave (undo send), or was proposed."""
        ...

    def approve(self, ticket: str, outbound_id: int, now: datetime) -> bool:
        """Let a PROPOSED message of this case leave; False when it is not proposed (any more)."""
        ...

    def answers(
        self, waits: Mapping[str, timedelta | None], now: datetime, limit: int
    ) -> Mapping[str, datetime]:
        """Open cases that are not answered yet, by ticket, and when their citizens were told an ANSWER. `waits` says
        by account how long after the platform took it somebody counts as told; None: not before it was delivered.
        """
        ...

    def lost_answers(self, limit: int) -> Sequence[str]:
        """Tickets of open cases that count as answered, and of whose ANSWERs none stands any more."""
        ...

    def counts(self) -> Mapping[tuple[str, SendState], int]:
        """How many by account and state (proposed, due, sending, unknown, failed, held, by hand)."""
        ...
