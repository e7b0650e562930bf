"""An officer lets only the complaint manager see a case; the complaint manager opens it to the officers again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from core.case.complaint import Entry
from core.case.routing import COMPLAINT_MANAGER, route
from core.desk import Desk
from core.errors import NotAllowed
from core.ports.inbox import Officer
from core.ports.store import Unit
from core.work.access import take


def restrict(unit: Unit, ticket: str, officer: Officer, reason: str, now: datetime, version: int) -> None:
    """From now on only the complaint manager sees the case, and holds it.

    Raises NotAllowed and Stale (see `take`), ValueError without a reason.
    """
    case = take(unit, ticket, officer, version)
    detail = {"why": "officer", "reason": _reason(reason)}
    changed = replace(case, restricted=True, assignment=COMPLAINT_MANAGER)
    unit.cases.save(changed, [Entry(now, officer.name, "restricted", detail)])


def lift(
    desk: Desk, unit: Unit, ticket: str, officer: Officer, reason: str, now: datetime, version: int
) -> None:
    """All officers see the case again, and it goes where the routing table sends it.

    Raises NotAllowed and Stale (see `take`: only the complaint manager reaches a restricted case), and NotAllowed
    while an allegation against integrity stands; ValueError without a reason.
    """
    case = take(unit, ticket, officer, version)
    if case.labels.integrity:
        raise NotAllowed(f"case {ticket}: an allegation against integrity stands; correct the label first")
    assignment = route(desk.routing, case.labels, desk.fields)
    changed = replace(case, restricted=False, assignment=assignment)
    unit.cases.save(changed, [Entry(now, officer.name, "unrestricted", {"reason": _reason(reason)})])


def _reason(text: str) -> str:
    if not text.strip():
        raise ValueError("who sees a case is changed for a reason")
    return text.strip()
