"""An officer has read what the citizen wrote."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from core.case.complaint import Entry
from core.ports.inbox import Officer
from core.ports.store import Unit
from core.work.access import take


def seen(unit: Unit, ticket: str, officer: Officer, now: datetime) -> None:
    """Raises NotAllowed (see `take`). A case that is read already stays as it is."""
    case = take(unit, ticket, officer)
    if case.unread:
        unit.cases.save(replace(case, unread=False), [Entry(now, officer.name, "seen")])
