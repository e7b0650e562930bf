"""An officer says who works on a case: takes it, or hands it on to a colleague or a unit."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from core.case.complaint import Assignment, Entry
from core.errors import NotAllowed
from core.ports.inbox import Officer
from core.ports.store import Unit
from core.work.access import take


def hand_over(
    unit: Unit, ticket: str, officer: Officer, to: Assignment, now: datetime, version: int, reason: str = ""
) -> bool:
    """`to` names a unit, and a holder where one person shall work on it. The routing of later messages leaves it
    where an officer put it. False when it stands there already.

    Raises NotAllowed and Stale (see `take`), and NotAllowed for a restricted case: nobody else may open it.
    """
    case = take(unit, ticket, officer, version)
    if case.restricted:
        raise NotAllowed(f"case {ticket} is restricted: lift that before it is handed on")
    before = case.assignment
    if (before.unit, before.holder) == (to.unit, to.holder):
        return False
    detail = {"unit": f"{before.unit} -> {to.unit}"} if before.unit != to.unit else {}
    if before.holder != to.holder:
        detail["holder"] = f"{before.holder or '-'} -> {to.holder or '-'}"
    if reason.strip():
        detail["reason"] = reason.strip()
    changed = replace(case, assignment=to, unread=to.holder != officer.name)
    unit.cases.save(changed, [Entry(now, officer.name, "handed_over", detail)])
    return True
