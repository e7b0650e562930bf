"""The register of all cases, read in pages for an export, and the record of who took identities out of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from core.case.complaint import Complaint, State


@dataclass(frozen=True, slots=True)
class Registered:
    """A case of the register. `text` is what was said first ("" where it was not asked for, and where the
    person was erased).
    """

    complaint: Complaint
    text: str = ""


@dataclass(frozen=True, slots=True)
class Disclosure:
    """Identities left the house in a file: who took them, why, and what stood in it (UU 27/2022 article 31:
    processing is recorded).
    """

    at: datetime
    by: str
    reason: str
    what: str


class Register(Protocol):
    def page(self, after: int, limit: int, *, texts: bool) -> Sequence[Registered]:
        """At most `limit` cases whose id is above `after`, by id: restricted ones too."""
        ...

    def size(self) -> int:
        """The highest id of a case, 0 where there is none: what a bar of progress counts to."""
        ...

    def states(self, tickets: Sequence[str]) -> Mapping[str, State]:
        """How the cases of these tickets stand; a ticket that is no case's is left out."""
        ...

    def kept(self, account: str, unique_ids: Sequence[str]) -> Mapping[str, str]:
        """The ticket of each item of these unique ids that is kept: "" where it has not been read."""
        ...

    def named(self, system: str, numbers: Sequence[str]) -> Mapping[str, str]:
        """The ticket of the case that says another system keeps it under this number (`core.case.references`),
        by number; the newest where several do.
        """
        ...

    def disclose(self, disclosure: Disclosure) -> None: ...

    def disclosures(self, limit: int) -> Sequence[Disclosure]:
        """Newest first."""
        ...
