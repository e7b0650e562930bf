"""An officer corrects the labels: the case is routed and dated anew, T0 stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from core.case.complaint import Complaint, Entry, Labels, State
from core.case.routing import rerouted
from core.classify.labels import Kind
from core.desk import Desk
from core.errors import NotAllowed
from core.law.deadline import deadline
from core.ports.inbox import Officer
from core.ports.store import Unit
from core.work.access import take


def correct(
    desk: Desk,
    unit: Unit,
    ticket: str,
    officer: Officer,
    labels: Labels,
    now: datetime,
    version: int,
    reason: str = "",
) -> None:
    """Raises NotAllowed and Stale (see `take`), and NotAllowed where an allegation against integrity
    would be taken back without a reason: it restricts the case, and must not vanish by a click.
    """
    case = take(unit, ticket, officer, version)
    withdrawn = case.labels.integrity and not labels.integrity
    if withdrawn and not reason.strip():
        raise NotAllowed(f"case {ticket}: taking back the integrity mark needs a reason")
    if labels == case.labels:
        return
    changed = relabel(case, labels, desk)
    unit.judgements.add(ticket, labels, officer.name, now)
    unit.cases.save(changed, [Entry(now, officer.name, "corrected", _difference(case, changed, reason))])


def relabel(case: Complaint, labels: Labels, desk: Desk) -> Complaint:
    """The case under other labels. An allegation restricts it at once; lifting that is a deed of its own."""
    found = deadline(labels.kind, case.received_at, desk.calendar)
    closes = labels.kind is Kind.APPRECIATION and case.state is State.RECEIVED
    reopens = case.labels.kind is Kind.APPRECIATION and case.state is State.CLOSED
    state = State.CLOSED if closes else State.RECEIVED if reopens else case.state
    return replace(
        case,
        labels=labels,
        deadline=found,
        assignment=rerouted(case, labels, desk.routing, desk.fields),
        restricted=case.restricted or labels.integrity,
        state=state,
    )


def _difference(before: Complaint, after: Complaint, reason: str) -> dict[str, str]:
    changed = {
        name: f"{_word(getattr(before.labels, name))} -> {_word(getattr(after.labels, name))}"
        for name in ("kind", "component", "sector", "integrity", "language")
        if getattr(before.labels, name) != getattr(after.labels, name)
    }
    if before.assignment != after.assignment:
        changed["routed"] = f"{before.assignment.unit} -> {after.assignment.unit} ({after.assignment.row})"
    if before.deadline.due != after.deadline.due:
        changed["due"] = f"{before.deadline.due or '-'} -> {after.deadline.due or '-'}"
    return changed | ({"reason": reason.strip()} if reason.strip() else {})


def _word(value: object) -> str:
    return "-" if value is None else ("yes" if value else "no") if isinstance(value, bool) else str(value)
