"""What the office says by itself when a message arrives: the acknowledgement, and nothing a machine could answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from core.case.complaint import Complaint, Entry, State
from core.contact import tell
from core.desk import Desk
from core.intake.open import SYSTEM, recorded_entries
from core.law.deadline import term
from core.message import Address, InboundMessage, Purpose
from core.notice.notices import Length, Notice, Text, acknowledgement
from core.ports.filing import Opening, Planned
from core.wording import word_case

CHAINED = 20  # references beyond this many say nothing to a mail program


@dataclass(frozen=True, slots=True)
class Occasion:
    """The message that is answered. `first_connected` is when its account was first connected: what is
    older was not written to this system and is never answered by it (design, "Reception"). `please_delete`
    asks the author to take a public post down, where it shows personal data.
    """

    message: InboundMessage
    account: str
    answers_today: int
    first_connected: datetime
    please_delete: str = ""

    def withheld(self, desk: Desk) -> str:
        """Why no machine may answer; empty when one may."""
        if not self.message.answerable:
            return "not_answerable"
        if self.message.received_at < self.first_connected:
            return "older_than_the_account"
        if self.answers_today >= desk.caps.answers_per_day:
            return "answers_per_day"
        return ""


def acknowledge(
    opening: Opening, occasion: Occasion, desk: Desk, *, elsewhere: bool, now: datetime
) -> tuple[tuple[Planned, ...], tuple[Entry, ...]]:
    """The acknowledgement of a new case, or the history's word why there is none. It never repeats what
    was written: with a forged sender it would carry that to a stranger.
    """
    record, withheld = occasion.message.record, occasion.withheld(desk)
    if record is not None:
        sends = () if withheld else tell(Notice.RECEIPT, opening.complaint, record.contact, desk)
        return sends, recorded_entries(record, now)
    if withheld:
        return (), (Entry(now, SYSTEM, "not_acknowledged", {"why": withheld}),)
    case = opening.complaint
    notice = acknowledgement(case.labels.kind, elsewhere=elsewhere)
    days, _ = term(case.labels.kind, elsewhere=elsewhere)
    code, before = opening.check_code, occasion.please_delete
    text = word_case(notice, case, desk, now, check_code=code, due_days=days, before=before)
    purpose = Purpose.THANKS if notice is Notice.THANKS else Purpose.ACKNOWLEDGEMENT
    return (plan(purpose, text, occasion, case), *_asking(text, case, occasion, desk, now)), ()


def acknowledge_again(case: Complaint, occasion: Occasion, desk: Desk, now: datetime) -> tuple[Planned, ...]:
    """A case was reopened (R39): its citizen hears the new date. The check code is the one of the first time."""
    if occasion.withheld(desk):
        return ()
    days, _ = term(case.labels.kind)
    text = word_case(
        acknowledgement(case.labels.kind),
        case,
        desk,
        now,
        account=occasion.account,
        heard=occasion.message.received_at,
        due_days=days,
    )
    return (plan(Purpose.ACKNOWLEDGEMENT, text, occasion, case),)


def _asking(
    said: Text, case: Complaint, occasion: Occasion, desk: Desk, now: datetime
) -> tuple[Planned, ...]:
    """A short acknowledgement has no room to ask for what is missing (R11): a second message does."""
    if said.length is not Length.SHORT or case.state is not State.AWAITING_DATA:
        return ()
    text = word_case(Notice.MISSING_DATA, case, desk, now, account=occasion.account)
    return (plan(Purpose.MISSING_DATA, text, replace(occasion, please_delete=""), case),)


def plan(purpose: Purpose, text: Text, occasion: Occasion, case: Complaint | None = None) -> Planned:
    """The text as an answer to the occasion's message, in its thread."""
    message = occasion.message
    references = dict.fromkeys((*message.references, message.external_id))
    return Planned(
        account=occasion.account,
        purpose=purpose,
        to=reply_address(message),
        text="\n\n".join(filter(None, (occasion.please_delete, text.body))),
        subject=text.subject or (f"{case.ticket}" if case else ""),
        in_reply_to=message.external_id,
        references=tuple(references)[-CHAINED:],
    )


def reply_address(message: InboundMessage) -> Address:
    """Where the sender wants answers (RFC 5322 section 3.6.2), else where the message came from."""
    return message.reply_to or message.sender
