"""An officer writes to the citizen, on the channel on which the case came."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from core.capabilities import Counted, length
from core.case.complaint import Entry, State
from core.contact import ON_PAGE, tell
from core.desk import Desk
from core.errors import NotAllowed
from core.message import Purpose
from core.notice.notices import Notice, Text
from core.ports.filing import Planned
from core.ports.inbox import Officer
from core.ports.store import Unit
from core.wording import word_case
from core.work.access import take

UNDO = timedelta(seconds=10)


class TooLong(ValueError):
    """The channel does not carry the text in one message; `excess` is how much must go, as it counts."""

    def __init__(self, excess: int, counted: Counted) -> None:
        super().__init__(f"the reply is {excess} {counted} too long for its channel")
        self.excess = excess


def reply(
    desk: Desk,
    unit: Unit,
    ticket: str,
    officer: Officer,
    text: str,
    now: datetime,
    version: int,
    *,
    final: bool = False,
) -> None:
    """Plan the message; it leaves after ten seconds, and until then `undo` takes it back. `final` is what answers
    the case: once the citizen has been told, the case is answered (`core.dispatch.answered`).

    Raises NotAllowed where the case cannot be reached by a message, Stale when anybody, the citizen
    included, wrote since the officer opened the case, TooLong for what its channel does not carry in one
    message, ValueError for an empty text.
    """
    if not text.strip():
        raise ValueError("a reply needs words")
    case = take(unit, ticket, officer, version)
    reply_to, references, address, account = unit.cases.thread(ticket)
    if address is None:
        raise NotAllowed(f"case {ticket} has no address to write to: tell the citizen in person and note it")
    framed = word_case(Notice.REPLY, case, desk, now, account=account, text=text.strip())
    refuse_too_long(framed, desk, account)
    planned = Planned(
        account=account,
        purpose=Purpose.ANSWER if final else Purpose.REPLY,
        to=address,
        text=framed.body,
        subject=framed.subject,
        in_reply_to=reply_to,
        references=references,
        machine=False,
        due_at=now + UNDO,
        by=officer.name,
    )
    state = State.UNDER_REVIEW if case.state is State.RECEIVED else case.state
    kind = {"purpose": Purpose.ANSWER.value} if final else {}
    entry = Entry(now, officer.name, "replied", {"channel": address.kind, "text": text.strip()} | kind)
    sends = [planned]
    if address.kind == ON_PAGE:  # the answer waits on the tracking page: the contact hears that there is one
        sends += tell(Notice.NEWS, case, unit.cases.contact(ticket), desk, due_at=planned.due_at)
    unit.cases.save(replace(case, state=state, unread=False), [entry], sends)


def refuse_too_long(framed: Text, desk: Desk, account: str) -> None:
    """Raises TooLong now, while the officer can still shorten it, not when it leaves."""
    able = desk.capabilities.get(account)
    if able is not None and able.text is not None and not able.carries(framed.body):
        raise TooLong(length(framed.body, able.counted) - able.text, able.counted)
