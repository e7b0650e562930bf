"""A citizen writes again after the case was closed: thanks change nothing, an objection reopens it (R39),
and whatever else is said is a matter of its own.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from enum import Enum, auto

from core.case.complaint import Complaint, Entry, State
from core.classify.labels import Classification, Kind
from core.desk import Desk
from core.intake.bubbles import only_names
from core.intake.open import SYSTEM
from core.law.deadline import deadline
from core.message import InboundMessage

OBJECTION = re.compile(
    r"\b(keberatan|(tidak|tak|ga+k?|nggak|belum|kurang)\s+(puas|setuju|terima|adil|sesuai|menjawab)"
    r"|kecewa|banding|lanjut(kan)?|buka\s+(kembali|lagi)|teu\s+(puas|sugema|satuju|narima)|kuciwa|lajengkeun"
    r"|object(ion)?|appeal|disagree|unsatisfied|dissatisfied|not\s+(satisfied|happy|solved|resolved|fixed)"
    r"|reopen|continue)\b",
    re.IGNORECASE,
)
UNSETTLED = re.compile(
    r"\b(belum|masih|kok|tetap|teu\s*acan|can|still|not\s+yet)\b.*"
    r"\b(selesai|beres|tuntas|terbit|jadi|keluar|ada|kabar|dijawab|ditanggapi|belum|sama|begitu|rengse|kaluar"
    r"|waiting|done|nothing|not)\b",
    re.IGNORECASE | re.DOTALL,
)
ASSENT = re.compile(
    r"\W*((ok(e|ay)?|baik(lah)?|siap|sip+|y+a+|iya|mantap|noted|alhamdulillah|sama-sama|muhun|mangga|sae|yes"
    r"|pak|bu|bapak|ibu|min|kang|teh|🙏|👍)\W*)+",
    re.IGNORECASE,
)
NEVER_REOPENED = frozenset({State.SPAM})  # only an officer takes that back


class After(Enum):
    """What a message after the closing is."""

    THANKS = auto()
    OBJECTION = auto()
    OTHER = auto()


def after_closing(message: InboundMessage, found: Classification, case: Complaint, *, own: bool) -> After:
    """`own`: the message brings a matter of its own, by the classifier."""
    reopenable = case.state not in NEVER_REOPENED and case.labels.kind is not Kind.APPRECIATION
    if reopenable and not own and _objects(message.text, found, case):
        return After.OBJECTION
    nods = message.gesture or ASSENT.fullmatch(message.text) or only_names(message, found)
    if nods or found.kind is Kind.APPRECIATION or found.facts.withdraws:
        return After.THANKS
    return After.OTHER


def _objects(text: str, found: Classification, case: Complaint) -> bool:
    """In words; or by saying that it is not done yet, of the same thing or of nothing in particular."""
    if OBJECTION.search(text):
        return True
    same = found.sector == case.labels.sector and found.component == case.labels.component
    return bool(UNSETTLED.search(text)) and (same or not found.facts.has_object)


def reopen(case: Complaint, message: InboundMessage, desk: Desk, now: datetime) -> tuple[Complaint, Entry]:
    """The case under review again. Its answer is due as an answer to the objection, counted from the day on
    which that was received; the first date stays in the history.
    """
    found = deadline(case.labels.kind, message.received_at, desk.calendar)
    changed = replace(case, state=State.RECEIVED, deadline=found, awaiting_until=None)
    detail = {"rule": "R39", "due": found.due.isoformat() if found.due else ""}
    return changed, Entry(now, SYSTEM, "reopened", detail)
