"""A receipt for each paper of an opened box, to be cut and handed on: the signed minutes never hold a check code."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from core.case.complaint import Complaint
from core.intake.desk_entry import entry_check_code, entry_key
from core.ports.inbox import Session
from core.ports.store import Unit
from web.qr import qr
from web.site import LONGEST_TOKEN, Site
from web.staff.desk.box_form import MOST_PAPERS, token_of
from web.staff.desk.receipt import LASTS


@dataclass(frozen=True, slots=True)
class Slip:
    """A paper's receipt. `check_code` is "" where the citizen keeps the slip of a printed form."""

    place: int
    case: Complaint
    check_code: str

    @property
    def qr(self) -> str:
        return qr(f"STATUS {self.case.ticket} {self.check_code}")


def remember(site: Site, response: Response, number: int, token: str) -> None:
    """Let the officer's browser keep the key of the opening for a while."""
    site.leave_with(response, site.settings.box_cookie, f"{number}.{token}", LASTS)


def key_of(site: Site, request: Request, number: int) -> str:
    """The key of this opening, where this browser recorded it a moment ago; else ""."""
    said, _, token = request.cookies.get(site.settings.box_cookie, "").partition(".")
    return token if said == str(number) and len(token) <= LONGEST_TOKEN else ""


async def show(site: Site, request: Request, session: Session) -> Response:
    """The slips of one opening, from the browser that recorded it; asks again while numbers are still to come."""
    number = request.path_params["number"]
    token = key_of(site, request, number)
    if not token:
        return RedirectResponse(f"/loket/kotak/{number}", 303)
    found = await site.store.read(lambda unit: _slips(unit, number, token))
    if found is None:
        raise HTTPException(404)
    slips, pending = found
    return site.pages.show(
        request,
        "slips.html",
        session=session,
        headers={"refresh": "5"} if pending else {},
        number=number,
        slips=[slip for slip in slips if slip.check_code],
        held=[slip.place for slip in slips if not slip.check_code],
        pending=pending,
        house=site.desk.notices.office,
    )


def _slips(unit: Unit, number: int, token: str) -> tuple[list[Slip], bool] | None:
    """The slips in the order of the papers, and whether some are still to come."""
    record = unit.boxes.minutes(number)
    if record is None:
        return None
    slips: list[Slip] = []
    for place in range(1, MOST_PAPERS + 1):
        own = token_of(token, place)
        ticket = unit.ledger.ticket_of(record.opening.account, entry_key(own))
        case = unit.cases.get(ticket) if ticket in record.tickets and ticket else None
        if case is not None:
            code = entry_check_code(own)
            slips.append(Slip(len(slips) + 1, case, code if unit.cases.opens_with(case.ticket, code) else ""))
    return slips, len(slips) < len(record.tickets)
