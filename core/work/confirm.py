"""An officer confirms that the labels of a case are right (R25)."""

from __future__ import annotations

from datetime import datetime

from core.case.complaint import Entry
from core.ports.inbox import Officer
from core.ports.store import Unit
from core.work.access import take


def confirm(unit: Unit, ticket: str, officer: Officer, now: datetime, version: int) -> None:
    """Raises NotAllowed and Stale (see `take`): what was confirmed is what the officer saw."""
    case = take(unit, ticket, officer, version)
    unit.judgements.add(ticket, case.labels, officer.name, now)
    unit.cases.save(case, [Entry(now, officer.name, "labels_confirmed")])
