"""A case is answered once its citizen has been told the answer (design, "Told"; R36).

Only what an officer sent as the answer counts: a question back to the citizen leaves the clock running. When somebody
counts as told, the kind of the channel says; until then the case stays among those that are due.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from core.case.complaint import Entry, State
from core.ports.clock import Clock
from core.ports.store import Store, Unit

SYSTEM = "system"
AT_ONCE = 20
TOLD_AFTER: Mapping[str, timedelta | None] = {
    "mail": timedelta(days=3),  # taken by the server, and no bounce for so long
    "sms": None,  # only the platform's word that it was delivered
    "whatsapp": None,
}
AT_LEAST = timedelta(0)  # elsewhere the platform's taking it is enough


async def answered_next(store: Store, kinds: Mapping[str, str], clock: Clock) -> bool:
    """Mark what has been answered; True when there may be more. `kinds` names the channel's kind of each account."""
    now = clock.now()
    waits = {account: TOLD_AFTER.get(kind, AT_LEAST) for account, kind in kinds.items()}
    told = await store.read(lambda unit: unit.outbox.answers(waits, now, AT_ONCE))
    lost = await store.read(lambda unit: unit.outbox.lost_answers(AT_ONCE))
    if told:
        await store.write(lambda unit: mark(unit, told, now))
    if lost:
        await store.write(lambda unit: take_back(unit, lost, now))
    return AT_ONCE in {len(told), len(lost)}


def mark(unit: Unit, told: Mapping[str, datetime], now: datetime) -> None:
    """`told` says since when the citizen of each case knows the answer."""
    for ticket, at in told.items():
        case = unit.cases.get(ticket)
        if case is None or case.answered_at is not None or not case.state.open:
            continue
        entry = Entry(now, SYSTEM, "answered", {"answered_at": at.isoformat()})
        unit.cases.save(replace(case, state=State.ANSWERED, answered_at=at), [entry])


def take_back(unit: Unit, lost: Sequence[str], now: datetime) -> None:
    """A bounce that came late: the citizen does not know the answer after all, and the clock never stood still."""
    for ticket in lost:
        case = unit.cases.get(ticket)
        if case is None or case.state is not State.ANSWERED:
            continue
        changed = replace(case, state=State.UNDER_REVIEW, answered_at=None)
        unit.cases.save(changed, [Entry(now, SYSTEM, "not_answered")])
