"""An officer takes back a message that has not begun to leave."""

from __future__ import annotations

from datetime import datetime

from core.case.complaint import Entry
from core.message import Purpose
from core.ports.inbox import Officer, Viewer
from core.ports.store import Unit
from core.work.access import take


def undo(unit: Unit, ticket: str, outbound_id: int, officer: Officer, now: datetime) -> bool:
    """True when it was taken back, False when it was too late. Raises NotAllowed (see `take`). What would
    have told the citizen of it is taken back with it.
    """
    case = take(unit, ticket, officer)
    view = unit.inbox.case(Viewer(officer.name, officer.role), ticket)
    if not unit.outbox.cancel(ticket, outbound_id, now):
        return False
    messages = view.messages if view else ()
    at = next((message.at for message in messages if message.id == outbound_id), None)
    for message in messages:
        if message.purpose is Purpose.NEWS and message.at == at:
            unit.outbox.cancel(ticket, message.id, now)
    unit.cases.save(case, [Entry(now, officer.name, "taken_back", {"message": str(outbound_id)})])
    return True
