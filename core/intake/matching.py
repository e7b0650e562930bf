"""To which standing case a message belongs: only by a sure key and a known party, else to none."""

from __future__ import annotations

from collections.abc import Iterable

from core.case.ticket import find_tickets
from core.message import Address, InboundMessage
from core.ports.filing import Background, Question, Standing


def question(message: InboundMessage, account: str, prefix: str, contact: Address | None = None) -> Question:
    """What must be known before a message can be matched. `contact` is where an answer would be carried to."""
    keys = (message.in_reply_to, *reversed(message.references), message.thread_key)
    return Question(
        account=account,
        external_id=message.unique_id,
        sender=message.sender,
        thread_keys=tuple(dict.fromkeys(key for key in keys if key)),
        answers_to=contact or message.reply_to,
        tickets=find_tickets(f"{message.subject}\n{message.text}", prefix),
    )


def answers_go_to(message: InboundMessage) -> Address:
    """Where a machine's answer would go: what is counted against loops and floods."""
    contact = message.record.contact if message.record else None
    return contact or message.reply_to or message.sender


def match(message: InboundMessage, background: Background) -> Standing | None:
    """The case that the message joins, surest key first; None opens a new one.

    A thread key or a ticket number proves nothing by itself: whoever was quoted, or found a number,
    is no party of the case (lessons C 16, 17). The sender's address must belong to it, or be the one to
    which we wrote what is answered.
    """
    answered = max(background.written_to, key=_newest, default=None)
    return _own(background.by_thread, message) or answered or _own(background.by_ticket, message)


def _own(standing: Iterable[Standing], message: InboundMessage) -> Standing | None:
    own = [case for case in standing if message.sender.key in case.parties]
    return max(own, key=_newest, default=None)


def _newest(found: Standing) -> tuple[bool, int]:
    """Open cases before closed ones, the newest before older ones."""
    return found.case.state.open, found.case.id
