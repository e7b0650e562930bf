"""An officer lets the line in public leave, or decides that nothing is said there."""

from __future__ import annotations

from datetime import datetime

from core.case.complaint import Entry
from core.ports.inbox import Officer
from core.ports.store import Unit
from core.work.access import take


def approve(unit: Unit, ticket: str, outbound_id: int, officer: Officer, now: datetime) -> bool:
    """True when it will leave now, False when somebody had decided already. Raises NotAllowed (see `take`)."""
    case = take(unit, ticket, officer)
    if not unit.outbox.approve(ticket, outbound_id, now):
        return False
    unit.cases.save(case, [Entry(now, officer.name, "public_approved", {"message": str(outbound_id)})])
    return True


def decline(unit: Unit, ticket: str, outbound_id: int, officer: Officer, now: datetime) -> bool:
    """True when it will not leave, False when it was too late. Raises NotAllowed (see `take`)."""
    case = take(unit, ticket, officer)
    if not unit.outbox.cancel(ticket, outbound_id, now):
        return False
    unit.cases.save(case, [Entry(now, officer.name, "public_declined", {"message": str(outbound_id)})])
    return True
