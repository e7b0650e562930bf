"""What is said to an address that somebody typed into a form: that there is a ticket, that there is an answer.

Nobody has proved that the address is the writer's. It hears neither what was written nor what was answered,
and not the check code: with that the owner of a mistyped address could read on. Whoever answers from there
with the code has proved both, and belongs to the case from then on (`core.intake.join.confirm`).
"""

from __future__ import annotations

from datetime import datetime

from core.case.complaint import Complaint
from core.desk import Desk
from core.law.deadline import term
from core.message import Address, Purpose
from core.notice.notices import Length, Notice
from core.notice.template import Values
from core.notice.values import case_values
from core.ports.filing import Planned
from core.wording import word

ON_PAGE = "web"  # the kind of channel whose answers are read on the tracking page
MAIL, PHONE = "mail", "phone"  # the kinds of a contact; which account carries, the desk knows
PURPOSES = {Notice.RECEIPT: Purpose.ACKNOWLEDGEMENT, Notice.NEWS: Purpose.NEWS}


def reached_at(contact: Address | None, desk: Desk) -> Address | None:
    """The contact as the account that carries to it writes its addresses; None where none does."""
    carrier = desk.carriers.get(contact.kind) if contact else None
    return Address(carrier.kind, f"{carrier.prefix}{contact.handle}") if contact and carrier else None


def known_as(contact: Address | None) -> tuple[Address, ...]:
    """The addresses under which the same person may have written on other channels."""
    if contact is None:
        return ()
    if contact.kind == MAIL:
        return Address(MAIL, contact.handle), Address("desk", contact.handle)
    kinds = {"sms": "", "whatsapp": "whatsapp:", "desk": ""}
    return tuple(Address(kind, f"{prefix}{contact.handle}") for kind, prefix in kinds.items())


def tell(
    notice: Notice, case: Complaint, contact: Address | None, desk: Desk, due_at: datetime | None = None
) -> tuple[Planned, ...]:
    """RECEIPT or NEWS for the contact; nothing where there is none, or no account that can write there."""
    to = reached_at(contact, desk)
    if contact is None or to is None:
        return ()
    language, (days, _) = case.labels.language, term(case.labels.kind)
    account = desk.carriers[contact.kind].account

    def values(length: Length) -> Values:
        return case_values(desk.notices, language, length, case, desk.bases, channel=ON_PAGE, due_days=days)

    # Who gave a number has not written from it: what passes before a person writes is short.
    text = word(notice, language, account, desk, values, late=True)
    return (Planned(account, PURPOSES[notice], to, text.body, text.subject, due_at=due_at),)
