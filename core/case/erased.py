"""Why a case's words are gone, read from its history: of the entry only its name is left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from core.case.complaint import Entry


class Ground(StrEnum):
    """Why a person is erased (UU 27/2022 articles 43-44)."""

    WISH = "wish"
    RETENTION = "retention"  # the end of the office's archive schedule


ENTRIES: Mapping[Ground, str] = {Ground.WISH: "erased_on_wish", Ground.RETENTION: "erased_at_retention"}


def erased(entries: Sequence[Entry]) -> tuple[Ground, Entry] | None:
    """Why, and the entry that says when and by whom; None where nobody was erased."""
    for entry in entries:
        for ground, what in ENTRIES.items():
            if entry.what == what:
                return ground, entry
    return None
