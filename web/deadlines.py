"""A case's date in words: by when, and how many working days are left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.case.complaint import Basis, Complaint, Deadline
from core.law.calendar import WorkCalendar
from web.formats import day
from web.language import translate, translate_number
from web.words import word

NEAR = 3  # working days: from here on the chip is coloured


class Tone(StrEnum):
    """How loud a chip is; the words always say it too."""

    CALM = "calm"
    NEAR = "near"
    URGENT = "urgent"
    OVERDUE = "overdue"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class Chip:
    """`left` says how long there is, `by` names the date ("" where there is none)."""

    tone: Tone
    left: str
    by: str = ""

    @property
    def sentence(self) -> str:
        return f"{self.by} · {self.left}" if self.by else self.left


def chip(case: Complaint, today: date, calendar: WorkCalendar) -> Chip:
    """The deadline of a case, on a given day in Jakarta. A case that is not open shows its state."""
    due = case.deadline.due
    if not case.state.open:
        return Chip(Tone.QUIET, word(case.state))
    if due is None:
        return Chip(Tone.QUIET, word(Basis.NONE))
    if case.answered_at is not None:
        return Chip(Tone.CALM, translate("Sudah dijawab"), _by(case.deadline, due))
    if due < today:
        late = calendar.working_days_between(due, today)
        left = translate_number("Lewat %(n)s hari kerja", "Lewat %(n)s hari kerja", late)
        return Chip(Tone.OVERDUE, left if late else translate("Sudah lewat"), _by(case.deadline, due))
    if due == today:
        return Chip(Tone.URGENT, translate("Jatuh tempo hari ini"), _by(case.deadline, due))
    days = calendar.working_days_between(today, due)
    left = translate_number("%(n)s hari kerja lagi", "%(n)s hari kerja lagi", days)
    return Chip(Tone.NEAR if days <= NEAR else Tone.CALM, left, _by(case.deadline, due))


def _by(deadline: Deadline, due: date) -> str:
    when = day(due)
    if not deadline.sure:
        when = translate("%(day)s (belum pasti)", day=when)
    if deadline.basis is Basis.TARGET:
        return translate("Target %(day)s", day=when)
    return translate("Jawab paling lambat %(day)s", day=when)
