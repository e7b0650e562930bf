"""How long a case waits for what the citizen was asked to add (R11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from core.law.calendar import WorkCalendar

CHAT_KINDS = frozenset({"whatsapp", "sms", "telegram", "twitter", "instagram"})


@dataclass(frozen=True, slots=True)
class Waiting:
    """The office's choice: working days for chat, where people answer within hours, and calendar days
    for mail, letter, form and desk (UU 25/2009 article 44 gives a complainant 30 days).
    """

    chat_working_days: int = 5
    letter_calendar_days: int = 30

    def until(self, channel: str, asked_on: date, calendar: WorkCalendar) -> date:
        """The last day (Asia/Jakarta) on which an answer is waited for. `channel` is a channel kind."""
        if channel in CHAT_KINDS:
            return calendar.add_working_days(asked_on, self.chat_working_days)
        return asked_on + timedelta(days=self.letter_calendar_days)
