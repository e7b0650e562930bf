"""What is written for all to see opens its case like anything else; what is said there is one fixed line.

Everything else goes to the author alone. The line names nothing and repeats nothing (domain 7.3), and a
person approves it unless the account's configuration says otherwise.
"""

from __future__ import annotations

from datetime import datetime

from core.case.complaint import Complaint, Entry
from core.classify.labels import Kind, Language
from core.desk import Desk
from core.intake.open import SYSTEM
from core.message import InboundMessage, Purpose
from core.notice.notices import Length, Notice
from core.personal import find_personal
from core.ports.filing import Planned


def exposed(message: InboundMessage, desk: Desk) -> str:
    """The kinds of personal data that the message shows to everybody; "" for none, and for what is private."""
    if not message.public:
        return ""
    return " ".join(find_personal(message.full_text or message.text, desk.notices.office.values().values()))


def exposed_entries(kinds: str, now: datetime) -> tuple[Entry, ...]:
    """The history's warning, where there is something to warn of."""
    return (Entry(now, SYSTEM, "exposed", {"what": kinds}),) if kinds else ()


def please_delete(language: Language, desk: Desk) -> str:
    """The words that ask the author to take the post down."""
    return desk.notices.render(Notice.EXPOSED, language, Length.SHORT, {}).body


def public_line(
    message: InboundMessage, case: Complaint, account: str, desk: Desk, now: datetime
) -> tuple[tuple[Planned, ...], tuple[Entry, ...]]:
    """The one line under the post, or the history's word why there is none."""
    if not message.public or case.labels.kind is Kind.APPRECIATION:
        return (), ()
    if case.restricted or case.labels.integrity:
        return (), (Entry(now, SYSTEM, "no_public_line", {"why": "restricted"}),)
    line = desk.notices.render(Notice.PUBLIC, case.labels.language, Length.SHORT, {})
    planned = Planned(
        account=account,
        purpose=Purpose.PUBLIC,
        to=message.sender,
        text=line.body,
        in_reply_to=message.external_id,
        references=message.references,
        # Perhaps irrelevant: only a person can tell an advertisement from a complaint.
        proposed=account not in desk.unapproved or case.labels.kind is Kind.IRRELEVANT,
    )
    return (planned,), ()
