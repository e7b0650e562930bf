"""Officers' judgements of the classifier's labels: written with the deed, never changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from core.case.complaint import Labels
from core.learning.judgement import Example, Judgement


class Judgements(Protocol):
    def add(self, ticket: str, labels: Labels, by: str, at: datetime) -> None:
        """What an officer says of the labels that the classifier gave this case."""
        ...

    def listed(self, after: int, limit: int) -> Sequence[tuple[int, Judgement]]:
        """In the order in which they were given, from behind `after` (an id; 0: from the first)."""
        ...

    def examples(self, after: int, limit: int) -> Sequence[tuple[int, Example]]:
        """Judged cases with the citizen's first words, by the id of the case; the last judgement counts.
        Restricted cases are left out: their words must not come out of a model.
        """
        ...

    def is_judged(self, ticket: str) -> bool: ...
