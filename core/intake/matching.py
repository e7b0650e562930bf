"""To which standing case a message belongs: only by a sure key and a known party, else to none."""

from __future__ import annotations

from collections.abc import Iterator

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
    """The case that the message speaks of, by the surest key; None where there is none."""
    return next(candidates(message, background), None)


def candidates(message: InboundMessage, background: Background) -> Iterator[Standing]:
    """The cases that the message may join, surest first: that of the message it answers, the newest open one
    of its chat, one whose mail it answers from another address, one whose ticket it names.

    A thread key or a ticket number proves nothing by itself: whoever was quoted, or found a number,
    is no party of the case (lessons C 16, 17). The sender's address must belong to it, or be the one to
    which we wrote what is answered.
    """
    by_thread = [case for case in background.by_thread if message.sender.key in case.parties]
    by_ticket = [case for case in background.by_ticket if message.sender.key in case.parties]
    yield from by_thread[:1]
    for some in (by_thread, background.written_to, by_ticket):
        yield from sorted(some, key=_newest, reverse=True)[:1]


def _newest(found: Standing) -> tuple[bool, int]:
    """Open cases before closed ones, the newest before older ones."""
    return found.case.state.open, found.case.id
