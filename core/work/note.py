"""An officer writes an internal note: for colleagues only, it can never reach the citizen."""

from __future__ import annotations

from datetime import datetime

from core.case.complaint import Entry
from core.ports.inbox import Officer
from core.ports.store import Unit
from core.work.access import take


def note(unit: Unit, ticket: str, officer: Officer, text: str, now: datetime) -> None:
    """Raises NotAllowed (see `take`) and ValueError for an empty text."""
    if not text.strip():
        raise ValueError("a note needs words")
    case = take(unit, ticket, officer)
    unit.cases.save(case, [Entry(now, officer.name, "note", {"text": text.strip()})])
