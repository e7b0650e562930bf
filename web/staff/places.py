"""Where a case can go: the office's units and officers."""

from __future__ import annotations

from collections.abc import Sequence

from core.case.complaint import Assignment, Complaint
from core.case.routing import COMPLAINT_MANAGER, Row
from core.ports.inbox import Officer

UNIT, OFFICER = "unit:", "petugas:"


def units(rows: Sequence[Row], officers: Sequence[Officer]) -> Sequence[str]:
    """The units of the routing table and of the officers, by name; the complaint manager comes first."""
    named = {row.unit for row in rows} | {one.unit for one in officers if one.active}
    return [COMPLAINT_MANAGER.unit, *sorted(named - {"", COMPLAINT_MANAGER.unit})]


def assignment_of(
    asked: str, case: Complaint, rows: Sequence[Row], officers: Sequence[Officer]
) -> Assignment | None:
    """What a choice of the page stands for; None where it is none. An officer without a unit works in the case's."""
    name = asked.removeprefix(UNIT)
    if asked.startswith(UNIT) and name in units(rows, officers):
        return Assignment(name)
    holder = next((one for one in officers if one.active and f"{OFFICER}{one.name}" == asked), None)
    return Assignment(holder.unit or case.assignment.unit, holder.name) if holder else None
