"""What a case gives to its notices, in the words of the citizen's language."""

from __future__ import annotations

from datetime import date

from core.case.complaint import Complaint, State
from core.classify.labels import Language
from core.law.bases import LegalBases
from core.notice.notices import Length, Notices
from core.notice.words import Words
from core.ports.clock import JAKARTA

PENDING = frozenset({State.RECEIVED, State.AWAITING_DATA, State.UNDER_REVIEW})


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
    leave it unsaid), `reason` why it is a suggestion ("late", "incomplete"). Once the case is answered or
    over, no due date is promised and nothing is asked. Nothing here is what the citizen wrote.
    """
    words, indonesian = notices.words(language), notices.words(Language.INDONESIAN)
    short = length is Length.SHORT
    received_on = case.received_at.astimezone(JAKARTA).date()
    pending = case.state in PENDING
    due = case.deadline.due if pending else None
    complete_by = case.awaiting_until if pending else None

    def told(day: date | None, by: Words = words) -> str:
        return by.date(day) if day else ""

    return {
        "ticket": case.ticket,
        "check_code": check_code,
        "received_date": words.date(received_on),
        "received_time": words.time(case.received_at),
        "channel": words.channel(channel, case.letter),
        "legal_basis": bases.cite(received_on, "complaint"),
        "due_date": told(due),
        "due_date_indonesian": told(due, indonesian),
        "due_days": str(due_days) if due_days and due else "",
        "missing": words.missing(case.missing, short=short) if pending else "",
        "complete_by": told(complete_by),
        "complete_by_indonesian": told(complete_by, indonesian),
        # An allegation against integrity never lapses into a suggestion (R05, R10): do not threaten it.
        "lapse_date": "" if case.labels.integrity else told(complete_by),
        "reason": words.reason(reason, short=short),
        "status": words.state(case.state),
    }
