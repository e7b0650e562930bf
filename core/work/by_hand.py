"""An officer tells the citizen what no program may send, or what was lost on its way: by phone, by letter, from the
office's own account.
"""

from __future__ import annotations

from datetime import date, datetime, time

from core.case.complaint import Entry
from core.errors import NotAllowed
from core.law.deadline import jakarta_date
from core.ports.clock import JAKARTA
from core.ports.inbox import Officer, ShownMessage, Viewer
from core.ports.send import SendState
from core.ports.store import Unit
from core.work.access import take

OPEN = frozenset({SendState.BY_HAND, SendState.FAILED, SendState.HELD})


def told(unit: Unit, ticket: str, outbound_id: int, officer: Officer, on: date, now: datetime) -> bool:
    """The citizen was told on this day (Asia/Jakarta; design, "Told"). False when somebody settled it before.

    Raises NotAllowed (see `take`), ValueError for a day that is not yet, or before there was a message.
    """
    case = take(unit, ticket, officer)
    message = _waiting(unit, ticket, outbound_id, officer)
    if message is None:
        return False
    if not jakarta_date(message.at) <= on <= jakarta_date(now):
        raise ValueError(f"{on} is not between the day the message was written and today")
    at = now if on == jakarta_date(now) else max(message.at, datetime.combine(on, time.min, JAKARTA))
    if not unit.outbox.told(ticket, outbound_id, at):
        return False
    detail = {"purpose": message.purpose or "", "on": on.isoformat()}
    unit.cases.save(case, [Entry(now, officer.name, "told", detail)])
    return True


def not_told(unit: Unit, ticket: str, outbound_id: int, officer: Officer, reason: str, now: datetime) -> bool:
    """Nobody can tell the citizen; or, of a message that was lost, nobody needs to any more. False when somebody
    settled it before.

    Raises NotAllowed (see `take`), ValueError without a reason.
    """
    if not reason.strip():
        raise ValueError("what cannot be sent needs a reason")
    case = take(unit, ticket, officer)
    message = _waiting(unit, ticket, outbound_id, officer)
    if message is None:
        return False
    task = message.send_state is SendState.BY_HAND
    if not (unit.outbox.not_told if task else unit.outbox.waive)(ticket, outbound_id, now):
        return False
    detail = {"purpose": message.purpose or "", "reason": reason.strip()}
    unit.cases.save(case, [Entry(now, officer.name, "not_told" if task else "waived", detail)])
    return True


def _waiting(unit: Unit, ticket: str, outbound_id: int, officer: Officer) -> ShownMessage | None:
    view = unit.inbox.case(Viewer(officer.name, officer.role), ticket)
    if view is None:
        raise NotAllowed(f"there is no case {ticket} that {officer.name} may open")
    return next(
        (
            one
            for one in view.messages
            if not one.inbound and one.id == outbound_id and one.send_state in OPEN
        ),
        None,
    )
