"""Who may touch which case."""

from __future__ import annotations

from core.case.complaint import Complaint
from core.errors import NotAllowed, Stale
from core.ports.inbox import Officer, Role
from core.ports.store import Unit


def look_up(unit: Unit, ticket: str) -> Complaint:
    """The case, for whoever runs the service. Raises NotAllowed when there is none."""
    case = unit.cases.get(ticket)
    if case is None:
        raise unknown(ticket)
    return case


def unknown(ticket: str) -> NotAllowed:
    return NotAllowed(f"there is no case {ticket}: look the ticket up in the inbox")


def take(unit: Unit, ticket: str, officer: Officer, version: int | None = None) -> Complaint:
    """The case, for this officer to change. Raises NotAllowed when there is none that the officer may
    see (the two look alike: a restricted case must not be guessed), Stale when `version` has passed.
    """
    case = unit.cases.get(ticket)
    if case is None or (case.restricted and officer.role is not Role.COMPLAINT_MANAGER):
        raise NotAllowed(f"there is no case {ticket} that {officer.name} may open")
    if version is not None and case.version != version:
        raise Stale(f"case {ticket} was changed in the meantime: read it again")
    return case
