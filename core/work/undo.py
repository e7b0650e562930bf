"""An officer takes back a message that has not begun to leave."""

from __future__ import annotations

from datetime import datetime

from core.case.complaint import Entry
from core.ports.inbox import Officer
from core.ports.store import Unit
from core.work.access import take


def undo(unit: Unit, ticket: str, outbound_id: int, officer: Officer, now: datetime) -> bool:
    """True when it was taken back, False when it was too late. Raises NotAllowed (see `take`)."""
    case = take(unit, ticket, officer)
    if not unit.outbox.cancel(ticket, outbound_id, now):
        return False
    unit.cases.save(case, [Entry(now, officer.name, "taken_back", {"message": str(outbound_id)})])
    return True
