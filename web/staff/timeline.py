"""A case's story in the order in which it happened: what was said, noted and done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.case.complaint import Entry
from core.message import Purpose
from core.ports.inbox import CaseView, ShownMessage
from core.ports.send import SendState
from web.language import N_, translate
from web.staff.evidence import Segment, segments

EVENTS: Mapping[str, str] = {
    "note": N_("Catatan internal ditulis"),
    "seen": N_("Dibaca petugas"),
    "taken_back": N_("Balasan dibatalkan sebelum terkirim"),
}
# These stand in the story as themselves, or say nothing that the story does not show already.
SILENT = frozenset({"note", "seen"})


class Part(StrEnum):
    """Who speaks: told apart by place, border and words."""

    IN = "in"
    OUT = "out"
    NOTE = "note"
    EVENT = "event"


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the story. `stretches` is the text with the words that decided."""

    part: Part
    at: datetime
    by: str
    stretches: tuple[Segment, ...]
    message: ShownMessage | None = None
    detail: tuple[tuple[str, str], ...] = ()

    @property
    def undoable(self) -> bool:
        message = self.message
        return (
            message is not None and message.purpose is Purpose.REPLY and message.send_state is SendState.DUE
        )

    @property
    def troubled(self) -> bool:
        lost = {SendState.FAILED, SendState.HELD, SendState.UNKNOWN}
        return self.message is not None and self.message.send_state in lost


def story(view: CaseView) -> tuple[Item, ...]:
    """Messages, notes and events, oldest first."""
    items = [_message(message, view) for message in view.messages]
    items += [_note(entry) for entry in view.notes]
    items += [_event(entry) for entry in view.entries if entry.what not in SILENT]
    return tuple(sorted(items, key=lambda item: item.at))


def event(entry: Entry) -> str:
    """A line of history in words; a code without words of its own is shown as it is."""
    return translate(EVENTS[entry.what]) if entry.what in EVENTS else entry.what


def _message(message: ShownMessage, view: CaseView) -> Item:
    if not message.inbound:
        return Item(Part.OUT, message.at, message.by, (Segment(message.text),), message)
    stretches = segments(message.text, view.classification.evidence)
    return Item(Part.IN, message.at, message.sender, stretches, message)


def _note(entry: Entry) -> Item:
    return Item(Part.NOTE, entry.at, entry.by, (Segment(entry.detail.get("text", "")),))


def _event(entry: Entry) -> Item:
    return Item(Part.EVENT, entry.at, entry.by, (Segment(event(entry)),), detail=tuple(entry.detail.items()))
