"""A legal hold: while proceedings run, nothing of a case may be erased (UU 27/2022 article 44)."""

from __future__ import annotations

from datetime import datetime

from core.case.complaint import Entry
from core.case.held import HELD, LIFTED, is_held
from core.errors import NotAllowed
from core.ports.store import Unit
from core.work.access import look_up


def hold(unit: Unit, ticket: str, by: str, reason: str, now: datetime) -> bool:
    """False when the case is held already. Raises NotAllowed for an unknown ticket, an erased person and a
    missing reason.
    """
    return _say(unit, ticket, Entry(now, by, HELD, {"reason": reason.strip()}))


def lift(unit: Unit, ticket: str, by: str, reason: str, now: datetime) -> bool:
    """False when the case is not held. Raises as `hold`."""
    return _say(unit, ticket, Entry(now, by, LIFTED, {"reason": reason.strip()}))


def _say(unit: Unit, ticket: str, entry: Entry) -> bool:
    case = look_up(unit, ticket)
    if not entry.detail["reason"]:
        raise NotAllowed("a legal hold is set and lifted with a reason only: say which, it is kept")
    if is_held(unit.history.of(ticket)) == (entry.what == HELD):
        return False
    unit.cases.save(case, [entry])
    return True
