"""What stands at the end of a dialogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from app.conversation.dialogue import Dialogue
from core.case.complaint import Complaint
from core.classify.labels import Classification, Classifier, Kind
from core.intake.bubbles import as_one
from core.law.deadline import jakarta_date
from core.law.rules import Missing
from core.ports.store import Unit

OUTCOMES: Mapping[Kind, str] = {
    Kind.COMPLAINT: "complaint",
    Kind.SUGGESTION: "suggestion",
    Kind.INFORMATION_REQUEST: "information_request",
    Kind.APPRECIATION: "irrelevant",  # thanked and closed: nothing is to be done
    Kind.IRRELEVANT: "irrelevant",
}
TO_BE_HANDLED = frozenset({Kind.COMPLAINT, Kind.SUGGESTION})


@dataclass(frozen=True, slots=True)
class Outcome:
    """`complaints` counts the cases of complaints and suggestions. Labels are those of the first such case,
    else of the first case, else of the words themselves. `kind` is what the citizen wants, `outcome` what it
    is treated as: a complaint that stays incomplete is treated as a suggestion (R10). `replies` are what was
    answered to each turn.
    """

    id: str
    complaints: int
    identity_complete: bool
    object_complete: bool
    reporter_name: str | None
    kind: str
    component: str | None
    sector: str
    outcome: str
    replies: tuple[tuple[str, ...], ...]

    def line(self) -> dict[str, Any]:
        return asdict(self)


def outcome(
    unit: Unit,
    dialogue: Dialogue,
    account: str,
    keys: Sequence[str],
    replies: Sequence[Sequence[str]],
    classifier: Classifier,
) -> Outcome:
    """Read what became of the turns, which the ledger knows by `keys`."""
    cases = cases_of(unit, account, keys)
    handled = [case for case in cases if case.labels.kind in TO_BE_HANDLED]
    case = next(iter(handled or cases), None)
    last = jakarta_date(dialogue.turns[-1].at)
    found = classifier.classify(as_one(turn.text for turn in dialogue.turns), last)
    kind = case.labels.kind if case else found.kind
    component, sector = (
        (case.labels.component, case.labels.sector) if case else (found.component, found.sector)
    )
    name = case.party.name if case else found.facts.reporter_name
    return Outcome(
        id=dialogue.id,
        complaints=len(handled),
        identity_complete=bool(name),
        object_complete=_object_known(case, found),
        reporter_name=name,
        kind=_wanted(case, kind).value,
        component=component.value if component else None,
        sector=sector.value,
        outcome=OUTCOMES[kind] if case else "irrelevant",
        replies=tuple(tuple(texts) for texts in replies),
    )


def cases_of(unit: Unit, account: str, keys: Sequence[str]) -> list[Complaint]:
    """The cases that the turns opened or joined, oldest first."""
    tickets = dict.fromkeys(unit.ledger.ticket_of(account, key) for key in keys)
    found = [unit.cases.get(ticket) for ticket in tickets if ticket]
    return sorted((case for case in found if case), key=lambda case: case.id)


def waits_until(unit: Unit, account: str, keys: Sequence[str]) -> date | None:
    """The last day on which any of these cases waits for data; None where none waits."""
    return max(
        (case.awaiting_until for case in cases_of(unit, account, keys) if case.awaiting_until), default=None
    )


def _wanted(case: Complaint | None, kind: Kind) -> Kind:
    """Nothing but a complaint is ever asked for what is missing."""
    return Kind.COMPLAINT if case and case.missing and kind is Kind.SUGGESTION else kind


def _object_known(case: Complaint | None, found: Classification) -> bool:
    """Only complaints are asked for their object (R12); of all else the words tell."""
    if case is None or (case.labels.kind is not Kind.COMPLAINT and not case.missing):
        return found.facts.has_object
    return Missing.OBJECT not in case.missing
