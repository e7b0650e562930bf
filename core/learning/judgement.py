"""An officer's word on one label of one case: what the classifier found, and what it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from core.case.complaint import Labels
from core.classify.labels import Classification

FIELDS = ("kind", "component", "sector", "integrity", "language")
NONE = "none"  # a component where none applies


@dataclass(frozen=True, slots=True)
class Judgement:
    """`found` by the classifier of `version` with `confidence` (0 to 1), `label` by the officer. `shadow`
    is what a version on trial found beside it ("" where none was). No personal data.
    """

    ticket: str
    field: str
    version: str
    found: str
    confidence: float
    abstained: bool
    label: str
    by: str
    at: datetime
    language: str
    account: str
    shadow_version: str = ""
    shadow: str = ""

    @property
    def right(self) -> bool:
        return self.found == self.label


@dataclass(frozen=True, slots=True)
class Example:
    """A citizen's words with the labels an officer gave them, to learn from. `text` is personal data;
    `party` tells one citizen from another, no more; `written_on` is a date of Asia/Jakarta, `at` when it
    was judged.
    """

    ticket: str
    party: int
    text: str
    written_on: date
    labels: Labels
    at: datetime


def judge(
    found: Classification, labels: Labels, *, ticket: str, account: str, by: str, at: datetime
) -> Iterator[Judgement]:
    """One judgement a field."""
    proposed = Labels.of(found)
    for field in FIELDS:
        yield Judgement(
            ticket=ticket,
            field=field,
            version=found.version,
            found=value(proposed, field),
            confidence=found.confidence.get(field, 0.0),
            abstained=field in found.abstained,
            label=value(labels, field),
            by=by,
            at=at,
            language=labels.language.value,
            account=account,
            shadow_version=found.shadow_version,
            shadow=found.shadow.get(field, "") if found.shadow_version else "",
        )


def value(labels: Labels, field: str) -> str:
    """One label as a word."""
    match field:
        case "kind":
            return labels.kind.value
        case "component":
            return labels.component.value if labels.component else NONE
        case "sector":
            return labels.sector.value
        case "integrity":
            return "yes" if labels.integrity else "no"
        case _:
            return labels.language.value
