"""Erasing a person: what the store holds of one, and that nobody can read it any more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

ERASURES = "erasures"
"""The topic of people who were erased (see `core.ports.store.Store.subscribe`)."""


@dataclass(frozen=True, slots=True)
class Extent:
    """What the store holds of the person of a case: tickets and numbers, no personal data.

    `tickets` are all cases of the person, `elsewhere` those of others in which the person wrote; there the
    person's own messages go and the rest stays. `messages` came in, `answers` are ours, `files` are sealed
    attachments of so many `octets`. `leaving` counts messages of ours of which it is not sure yet whether they
    left, `arriving` deliveries that are not read to their end.
    """

    tickets: tuple[str, ...]
    elsewhere: tuple[str, ...] = ()
    messages: int = 0
    answers: int = 0
    files: int = 0
    octets: int = 0
    leaving: int = 0
    arriving: int = 0


class Erasures(Protocol):
    def extent(self, ticket: str) -> Extent | None:
        """None where there is no such case."""
        ...

    def erase(self, ticket: str, now: datetime) -> Sequence[str]:
        """Erase the person of a case: keys are destroyed, and with them all that was sealed; addresses,
        threads and words of the search are forgotten, tasks given up. The skeletons of the cases stay, and
        who writes again is a stranger. Returns the references of sealed files, which stand nowhere any more.
        """
        ...
