"""What did not reach its citizen at one address leaves once more to the next at which they can be reached.

The same words, as far as that channel carries them; what nobody can carry on stays a task of the officers, who see
it as undelivered.
"""

from __future__ import annotations

from datetime import datetime

from core.case.complaint import Entry
from core.contact import ON_PAGE
from core.desk import Desk
from core.message import Purpose
from core.ports.clock import Clock
from core.ports.filing import Planned
from core.ports.outbox import Stranded
from core.ports.store import Store, Unit
from core.wording import ANY

CARRIED_ON = frozenset(
    {
        Purpose.ACKNOWLEDGEMENT,
        Purpose.MISSING_DATA,
        Purpose.REPLY,
        Purpose.ANSWER,
        Purpose.SUGGESTION,
        Purpose.WITHDRAWAL,
    }
)  # what a citizen is owed; who asked for a status, or has to be warned, reads it where they wrote


async def elsewhere_next(store: Store, desk: Desk, clock: Clock, limit: int = 20) -> bool:
    """Carry on with what was stranded since it was last asked; True when there may be more."""

    def carry_on(unit: Unit) -> int:
        stranded = unit.outbox.take_stranded(limit)
        for one in stranded:
            _carry_on(unit, one, desk, clock.now())
        return len(stranded)

    return await store.write(carry_on) == limit


def _carry_on(unit: Unit, stranded: Stranded, desk: Desk, now: datetime) -> None:
    message, case = stranded.message, unit.cases.get(stranded.ticket)
    way = unit.cases.way(stranded.ticket)
    if case is None or way is None or message.purpose not in CARRIED_ON:
        return
    reply_to, references, to, account = way
    # An address that somebody typed into a form is no party's: it hears less than the case says.
    at_home = message.to.key in {address.key for address in case.party.addresses}
    if not at_home or to.kind == ON_PAGE or not desk.capabilities.get(account, ANY).carries(message.text):
        return
    planned = Planned(
        account=account,
        purpose=message.purpose,
        to=to,
        text=message.text,
        subject=message.subject,
        in_reply_to=reply_to,
        references=references,
        machine=message.machine,
    )
    detail = {"purpose": message.purpose.value, "channel": to.kind}
    unit.cases.save(case, [Entry(now, "system", "sent_elsewhere", detail)], [planned])
