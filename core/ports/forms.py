"""Blank paper forms: printed with a code, entered once, or made void with a reason. None vanishes silently."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class FormState(StrEnum):
    OPEN = "open"
    ENTERED = "entered"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class PaperForm:
    """One form. `number` counts all forms and stands on the paper, so that a missing one can be named
    without its code, which is kept as a keyed hash alone. `ticket` is "" until the entry was read.
    """

    number: int
    letter: str
    printed_at: datetime
    printed_by: str
    state: FormState = FormState.OPEN
    settled_at: datetime | None = None
    settled_by: str = ""
    reason: str = ""
    ticket: str = ""


class PaperForms(Protocol):
    def print(self, letter: str, codes: Sequence[str], by: str, now: datetime) -> Sequence[PaperForm]:
        """One form for each code, in their order. Codes that are there already are those forms again."""
        ...

    def find(self, code: str) -> PaperForm | None: ...

    def enter(self, code: str, account: str, unique_id: str, by: str, now: datetime) -> None:
        """The form became the entry of this unique id. Entering it again under the same id changes nothing.
        Raises NotAllowed for a code that is unknown, entered under another id, or void.
        """
        ...

    def void(self, number: int, reason: str, by: str, now: datetime) -> None:
        """Raises NotAllowed for a form that is not open, and where the reason is empty."""
        ...

    def page(self, state: FormState | None, before: int | None, limit: int) -> Sequence[PaperForm]:
        """Forms below the number `before`, the newest first."""
        ...

    def counts(self) -> Mapping[FormState, int]: ...
