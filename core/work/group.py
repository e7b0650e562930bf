"""An officer says which reports are one matter, and answers them all at once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from core.case.complaint import Entry
from core.desk import Desk
from core.errors import NotAllowed, Stale
from core.ports.groups import Group
from core.ports.inbox import Officer, Viewer
from core.ports.store import Unit
from core.work.access import take
from core.work.reply import TooLong, reply


def decide(unit: Unit, number: int, chosen: Collection[str], officer: Officer, now: datetime) -> Group:
    """Of the proposed cases the chosen become members, the others are refused and not proposed again.

    Each member gets an entry in its history, and knows the first case of the group as related. Raises
    NotAllowed where there is no such group to see, Stale where the proposal has changed.
    """
    found = _look(unit, number, officer)
    proposed = {row.complaint.ticket for row in found.proposed}
    if not proposed or not set(chosen) <= proposed:
        raise Stale(f"group {number} was changed in the meantime: look at it again")
    unit.groups.decide(number, chosen, proposed - set(chosen), officer.name)
    first = min((*chosen, *(row.complaint.ticket for row in found.members)), default="")
    for ticket in sorted(chosen):
        case = take(unit, ticket, officer)
        related = case.related if ticket == first else tuple(dict.fromkeys((*case.related, first)))
        entry = Entry(now, officer.name, "grouped", {"group": str(number), "first": first})
        unit.cases.save(replace(case, related=related), [entry])
    return _look(unit, number, officer)


def answer_member(
    desk: Desk,
    unit: Unit,
    number: int,
    ticket: str,
    version: int,
    officer: Officer,
    text: str,
    now: datetime,
    *,
    final: bool = False,
) -> str:
    """Plan the common answer to one member; each citizen gets it under the own ticket, on the own channel.

    `version` is the case's as the officer saw it: a form that is sent twice answers nobody twice. Returns why
    it could not be planned, "" when it was: one that fails must not keep it from the others.
    """
    found = _look(unit, number, officer)
    if ticket not in {row.complaint.ticket for row in found.members}:
        return "not_a_member"
    try:
        reply(desk, unit, ticket, officer, text, now, version, final=final)
    except NotAllowed:
        return "no_address"
    except TooLong:
        return "too_long"
    except Stale:
        return "changed"
    return ""


def _look(unit: Unit, number: int, officer: Officer) -> Group:
    found = unit.groups.get(Viewer(officer.name, officer.role), number)
    if found is None:
        raise NotAllowed(f"there is no group {number} that {officer.name} may open")
    return found
