"""Where a case stands, for whoever holds its ticket and its check code: state, dates, and what was answered."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from core.case.complaint import Complaint
from core.case.ticket import parse_check_code, parse_ticket
from core.ports.cases import Said
from core.ports.store import Unit
from web.formats import span
from web.forms import text_of
from web.language import N_, translate
from web.public.front import Front
from web.public.receipt import told

LONGEST = 60  # characters of a ticket or code, with all the blanks that people put in
WRONG = N_("Nomor tiket atau kode cek tidak cocok. Periksa keduanya pada tanda terima, lalu coba lagi.")
TOO_OFTEN = N_("Terlalu banyak percobaan. Coba lagi dalam %(wait)s.")


async def show(front: Front, request: Request) -> Response:
    return _page(front, request, request.query_params.get("tiket", "")[:LONGEST])


async def look(front: Front, request: Request) -> Response:
    """A wrong code and an unknown ticket get the same answer after the same work (domain 7.2)."""
    form = await request.form(max_fields=10, max_files=0)
    typed, code = text_of(form, "tiket")[:LONGEST], text_of(form, "kode")[:LONGEST]
    if (wait := front.may_look(request)) is not None:
        return _page(front, request, typed, translate(TOO_OFTEN, wait=span(wait)), status=429)
    ticket = parse_ticket(typed, front.site.desk.ticket_prefix) or ""
    found = await front.site.store.read(lambda unit: _find(unit, ticket, parse_check_code(code) or ""))
    if found is None:
        return _page(front, request, typed, translate(WRONG), status=403)
    case, answers = found
    return front.site.pages.show(
        request,
        "tracking.html",
        case=case,
        told=told(front.site, case),
        answers=answers,
        house=front.site.desk.notices.office,
    )


def _find(unit: Unit, ticket: str, code: str) -> tuple[Complaint, Sequence[Said]] | None:
    if not unit.cases.opens_with(ticket, code):
        return None
    case = unit.cases.get(ticket)
    return (case, unit.cases.answers(ticket)) if case else None


def _page(front: Front, request: Request, typed: str, error: str = "", status: int = 200) -> Response:
    return front.site.pages.show(
        request,
        "tracking_form.html",
        status=status,
        headers={"retry-after": "60"} if status == 429 else {},
        typed=typed,
        error=error,
        house=front.site.desk.notices.office,
    )
