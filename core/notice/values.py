"""What a case gives to its notices, in the words of the citizen's language."""

from __future__ import annotations

from datetime import date

from core.case.complaint import Complaint
from core.classify.labels import Language
from core.law.bases import LegalBases
from core.notice.notices import Length, Notices
from core.ports.clock import JAKARTA


def case_values(
    notices: Notices,
    language: Language,
    length: Length,
    case: Complaint,
    bases: LegalBases,
    *,
    channel: str,
    check_code: str = "",
    due_days: int = 0,
    reason: str = "",
) -> dict[str, str]:
    """All values of a case for `Notices.render`; what is not known is empty and drops its clause.

    `channel` is the kind of the channel of intake, `due_days` the working days the due date rests on (0:
    leave it unsaid), `reason` why it is a suggestion ("late", "incomplete"). Nothing here is what the
    citizen wrote.
    """
    words, indonesian = notices.words(language), notices.words(Language.INDONESIAN)
    short = length is Length.SHORT
    received_on = case.received_at.astimezone(JAKARTA).date()

    def told(day: date | None) -> str:
        return words.date(day) if day else ""

    def told_in_indonesian(day: date | None) -> str:
        return indonesian.date(day) if day else ""

    return {
        "ticket": case.ticket,
        "check_code": check_code,
        "received_date": words.date(received_on),
        "received_time": words.time(case.received_at),
        "channel": words.channel(channel, case.letter),
        "legal_basis": bases.cite(received_on, "complaint"),
        "due_date": told(case.deadline.due),
        "due_date_indonesian": told_in_indonesian(case.deadline.due),
        "due_days": str(due_days) if due_days and case.deadline.due else "",
        "missing": words.missing(case.missing, short=short),
        "complete_by": told(case.awaiting_until),
        "complete_by_indonesian": told_in_indonesian(case.awaiting_until),
        "reason": words.reason(reason, short=short),
        "status": words.state(case.state),
    }
