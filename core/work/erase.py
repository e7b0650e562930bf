"""The office fulfils a person's wish to be erased, or ends what its archive schedule lets end.

Domain 7.1: data are erased on request and destroyed at the end of retention, but not while a legal duty or
proceedings want them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from core.case.complaint import Complaint, Entry, State
from core.case.erased import ENTRIES, Ground, erased
from core.case.held import is_held
from core.errors import NotAllowed, Stale
from core.ports.erasure import Extent
from core.ports.store import Unit
from core.work.access import look_up, unknown

REOPENED, WITHDRAWN = "reopened", "withdrawn"


class Reason(StrEnum):
    """Why a person cannot be erased now."""

    HOLD = "legal_hold"
    OBJECTION = "objection"
    OPEN = "open"
    LEAVING = "leaving"
    ARRIVING = "arriving"


REMEDIES = {
    Reason.HOLD: "a legal hold stands: when the proceedings are over, `aduan hold lift` lifts it",
    Reason.OBJECTION: "an objection is not settled: settle it first; where the person takes it back, --withdrawn",
    Reason.OPEN: "the case is open: answer it first; where the person takes it back, --withdrawn",
    Reason.LEAVING: "a message of ours is leaving: wait until it has left, or take it back on the case's page",
    Reason.ARRIVING: "a delivery is being read: wait until it is, or look for it among those set aside",
}
TAKEN_BACK = frozenset({Reason.OPEN, Reason.OBJECTION})  # what a person who wishes to be erased may give up


@dataclass(frozen=True, slots=True)
class Hindrance:
    """A case that must be kept, and why."""

    ticket: str
    reason: Reason


class MustKeep(NotAllowed):
    """There are reasons to keep; each is named with its remedy."""

    def __init__(self, hindrances: Sequence[Hindrance]) -> None:
        super().__init__("; ".join(f"{one.ticket}: {REMEDIES[one.reason]}" for one in hindrances))
        self.hindrances = tuple(hindrances)


@dataclass(frozen=True, slots=True)
class Order:
    """Whom to erase (the person of `ticket`), why, and who says so. `tickets` are the cases that were shown
    before it was confirmed. `withdrawn`: an officer confirms that the person takes open cases back.
    """

    ticket: str
    by: str
    ground: Ground = Ground.WISH
    withdrawn: bool = False
    tickets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Prospect:
    """What an erasure would take, what stands against it, and since when the person is erased, if so."""

    extent: Extent
    hindrances: tuple[Hindrance, ...]
    since: Entry | None = None


def foresee(unit: Unit, ticket: str, *, withdrawn: bool) -> Prospect:
    """Changes nothing. Raises NotAllowed for an unknown ticket."""
    extent = unit.erasures.extent(ticket)
    if extent is None:
        raise unknown(ticket)
    found = erased(unit.history.of(ticket))
    hindrances = [one for ticket in extent.tickets for one in _hindrances(unit, ticket)]
    on_their_way = {Reason.LEAVING: extent.leaving, Reason.ARRIVING: extent.arriving}
    hindrances += [Hindrance(ticket, reason) for reason, count in on_their_way.items() if count]
    given_up = TAKEN_BACK if withdrawn else ()
    kept = tuple(one for one in hindrances if one.reason not in given_up)
    return Prospect(extent, () if found else kept, found[1] if found else None)


def _hindrances(unit: Unit, ticket: str) -> list[Hindrance]:
    case, entries = look_up(unit, ticket), unit.history.of(ticket)
    reasons = [Reason.HOLD] if is_held(entries) else []
    if case.state.open:
        objects = any(entry.what == REOPENED for entry in entries)
        reasons.append(Reason.OBJECTION if objects else Reason.OPEN)
    return [Hindrance(ticket, reason) for reason in reasons]


def erase(unit: Unit, order: Order, now: datetime) -> tuple[Extent, Sequence[str]]:
    """Erase the person with all cases, in this unit. What is said of it in the histories stays readable:
    that it was done, when and by whom. Returns what went, and the references of sealed files.

    Who is erased already is so once more, of what came since. Raises NotAllowed for an unknown ticket, MustKeep,
    and Stale when the person has other cases than were shown.
    """
    prospect = foresee(unit, order.ticket, withdrawn=order.withdrawn)
    extent = prospect.extent
    if prospect.since is None:
        if prospect.hindrances:
            raise MustKeep(prospect.hindrances)
        if extent.tickets != order.tickets:
            raise Stale(f"the person of {order.ticket} has other cases by now: look again")
        for ticket in extent.tickets:
            _end(unit, look_up(unit, ticket), order, now)
    return extent, unit.erasures.erase(order.ticket, now)


def _end(unit: Unit, case: Complaint, order: Order, now: datetime) -> None:
    entries = [Entry(now, order.by, ENTRIES[order.ground])]
    if case.state.open:
        entries.insert(0, Entry(now, order.by, WITHDRAWN))
        case = replace(case, state=State.WITHDRAWN, awaiting_until=None)
    unit.cases.save(replace(case, unread=False, missing=()), entries)
