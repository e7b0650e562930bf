"""An officer sets down under which number SP4N-LAPOR! keeps the matter, or takes such a number back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from core.case.complaint import Entry
from core.case.references import NAMED, TAKEN_BACK, named
from core.errors import NotAllowed
from core.lapor.report import SYSTEM, is_number
from core.ports.inbox import Officer
from core.ports.store import Unit
from core.work.access import take


class Elsewhere(ValueError):
    """The report of this number came in by itself and is another case's: `ticket`."""

    def __init__(self, ticket: str) -> None:
        super().__init__(f"the report is case {ticket} already")
        self.ticket = ticket


def refer(
    unit: Unit,
    ticket: str,
    officer: Officer,
    number: str,
    url: str,
    now: datetime,
    accounts: Collection[str] = (),
) -> bool:
    """The matter stands in LAPOR! under this number, on this page ("" where none is known). False when the case
    says so already. `accounts` are those by which LAPOR!'s reports come in.

    Raises NotAllowed (see `take`), ValueError for what is no number, Elsewhere where the report came in by itself.
    """
    case = take(unit, ticket, officer)
    if not is_number(number):
        raise ValueError("this is no number of LAPOR!'s")
    if number in _numbers(unit, ticket):
        return False
    for account in accounts:
        other = unit.ledger.ticket_of(account, number)
        if other is not None and other != ticket:
            raise Elsewhere(other)
    detail = {"system": SYSTEM, "tracking_id": number} | ({"url": url} if url else {})
    unit.cases.save(case, [Entry(now, officer.name, NAMED, detail)])
    return True


def take_back(unit: Unit, ticket: str, officer: Officer, number: str, now: datetime) -> bool:
    """The number was wrong. False when the case does not have it. The history keeps both lines.

    Raises NotAllowed (see `take`), and for the number under which the case itself came from LAPOR!.
    """
    case = take(unit, ticket, officer)
    by = _numbers(unit, ticket).get(number)
    if by is None:
        return False
    if not any(one.name == by for one in unit.staff.officers()):
        raise NotAllowed(f"case {ticket} came in under {number}: nobody set it down by hand")
    unit.cases.save(case, [Entry(now, officer.name, TAKEN_BACK, {"system": SYSTEM, "tracking_id": number})])
    return True


def _numbers(unit: Unit, ticket: str) -> dict[str, str]:
    """LAPOR!'s numbers of the case, each with who set it down."""
    standing = named(unit.history.of(ticket))
    return {one.reference.tracking_id: one.by for one in standing if one.reference.system == SYSTEM}
