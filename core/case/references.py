"""Under which numbers others keep the matter of a case, read from its history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.case.complaint import Entry
from core.message import Reference

NAMED, TAKEN_BACK = "referenced", "unreferenced"


@dataclass(frozen=True, slots=True)
class Named:
    """A number elsewhere, and who set it down: a name of an officer, or of `Record.by`."""

    reference: Reference
    by: str


def named(entries: Sequence[Entry]) -> tuple[Named, ...]:
    """The numbers as they stand, oldest first: what was taken back is gone. `entries` as they came about."""
    standing: dict[tuple[str, str], Named] = {}
    for entry in entries:
        if "tracking_id" not in entry.detail:  # another line, or one whose person was erased
            continue
        key = (entry.detail["system"], entry.detail["tracking_id"])
        if entry.what == NAMED:
            standing.setdefault(key, Named(Reference(*key, entry.detail.get("url", "")), entry.by))
        elif entry.what == TAKEN_BACK:
            standing.pop(key, None)
    return tuple(standing.values())
