"""Whether proceedings want a case, read from its history."""

from __future__ import annotations

from collections.abc import Sequence

from core.case.complaint import Entry

HELD, LIFTED = "legal_hold", "legal_hold_lifted"


def is_held(entries: Sequence[Entry]) -> bool:
    """By the last word of it."""
    said = [entry.what for entry in entries if entry.what in {HELD, LIFTED}]
    return bool(said) and said[-1] == HELD
