"""Standing cases and the chain of their history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from core.case.complaint import Complaint, Entry
from core.classify.labels import Classification
from core.message import Address
from core.ports.filing import Planned


@dataclass(frozen=True, slots=True)
class Said:
    """What the office told the citizen, and when it left; `on_page` where it waits on the tracking page, and
    only there.
    """

    at: datetime
    text: str
    on_page: bool


class Cases(Protocol):
    def get(self, ticket: str) -> Complaint | None: ...

    def save(
        self,
        complaint: Complaint,
        entries: Sequence[Entry],
        sends: Sequence[Planned] = (),
        classification: Classification | None = None,
    ) -> None:
        """Write a changed case. No change without an entry (ValueError). Raises Stale when
        `complaint.version` is not the stored one; the stored one grows by one.
        """
        ...

    def thread(self, ticket: str) -> tuple[str, tuple[str, ...], Address | None, str]:
        """How to answer a case's citizen where the citizen last wrote: the id to reply to, its references,
        the address and the account. Where a message of ours failed for good since then, the one before that
        came from another address is answered, if there is one.
        """
        ...

    def way(self, ticket: str) -> tuple[str, tuple[str, ...], Address, str] | None:
        """As `thread`; None where no address is left at which nothing failed."""
        ...

    def first_full_text(self, ticket: str) -> str:
        """All that stood in the first message, with what was filled in beside the words; "" where it is gone."""
        ...

    def contact(self, ticket: str) -> Address | None:
        """Where the citizen said to be reached when the form was filled in; nobody has proved it."""
        ...

    def words(self, ticket: str) -> Sequence[str]:
        """What people wrote in the case, oldest first, each as it is classified."""
        ...

    def answers(self, ticket: str) -> Sequence[Said]:
        """What the citizen of a case was told, oldest first: answers and notices of what became of it, no
        acknowledgements.
        """
        ...

    def opens_with(self, ticket: str, check_code: str) -> bool:
        """Whether the check code fits the ticket; False for an unknown ticket, in similar time."""
        ...

    def lapsed(self, today: date, limit: int) -> Sequence[Complaint]:
        """Cases awaiting data (R11) whose date has passed."""
        ...


@dataclass(frozen=True, slots=True)
class ChainFault:
    """A case whose history does not fit its chain, and the first entry that does not."""

    ticket: str
    sequence: int


class History(Protocol):
    def of(self, ticket: str) -> Sequence[Entry]: ...

    def verify(self) -> Sequence[ChainFault]:
        """All chains and all anchors at once. A wrong anchor is named "anchor" with its number in the place
        of a sequence.
        """
        ...

    def verify_cases(self, after: int) -> tuple[Sequence[ChainFault], int | None]:
        """A page of the cases' chains from the case of this id on (0 at first), and the next page's `after`:
        what takes long must not hold a snapshot for long. None: there are no more.
        """
        ...

    def verify_anchors(self, after: int) -> tuple[Sequence[ChainFault], int | None]:
        """As `verify_cases`, a page of the anchors."""
        ...

    def intact(self, ticket: str) -> bool:
        """Whether one case's history fits its chain; False for an unknown ticket."""
        ...

    def anchor(self, now: datetime) -> str:
        """One hash over all heads of the chains; stored, and what is mailed out of the house."""
        ...
