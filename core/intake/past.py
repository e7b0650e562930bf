"""A matter that the office had handled before it came into Aduan: it stands where the old register left it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from core.case.complaint import Complaint, Labels, State
from core.classify.labels import Component, Kind, Sector
from core.errors import Unreadable
from core.message import Past

KEYS = ("state", "outcome", "kind", "sector", "component")


def as_labelled(labels: Labels, past: Past) -> Labels:
    """The labels with those that the office had given."""
    return replace(
        labels,
        kind=Kind(past.kind) if past.kind else labels.kind,
        sector=Sector(past.sector) if past.sector else labels.sector,
        component=Component(past.component) if past.component else labels.component,
    )


def as_left(case: Complaint, past: Past) -> Complaint:
    """The case as the old register left it: nothing is waited for, and what is over is nobody's news."""
    state = State(past.state)
    return replace(
        case,
        state=state,
        answered_at=past.answered_at,
        awaiting_until=None,
        unread=case.unread and state.open,
    )


def told(past: Past) -> dict[str, str]:
    """What the history says of it."""
    answered = past.answered_at.isoformat() if past.answered_at else ""
    said = {"state": past.state, "answered_at": answered, "outcome": past.outcome}
    return {name: value for name, value in said.items() if value}


def dump_past(past: Past | None) -> dict[str, str] | None:
    if past is None:
        return None
    answered = past.answered_at.isoformat() if past.answered_at else ""
    return {key: str(getattr(past, key)) for key in KEYS} | {"answered_at": answered}


def load_past(found: object, code: str) -> Past | None:
    """Raises Unreadable with `code` for what is neither nothing nor a past of ours."""
    if found is None:
        return None
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        raise Unreadable(code, "past is no object of texts")
    try:
        answered = found.get("answered_at", "")
        moment = datetime.fromisoformat(answered).astimezone(UTC) if answered else None
        kind, sector, component = (found.get(key, "") for key in ("kind", "sector", "component"))
        state = State(found.get("state", ""))
        for label, value in ((Kind, kind), (Sector, sector), (Component, component)):
            if value:
                label(value)
    except (ValueError, OverflowError):
        raise Unreadable(code, "past has an unknown state, label or date") from None
    return Past(state.value, moment, found.get("outcome", ""), kind, sector, component)
