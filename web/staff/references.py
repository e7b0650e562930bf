"""Under which number SP4N-LAPOR! keeps the matter: an officer sets it down, or takes a wrong one back."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from core.errors import NotAllowed
from core.lapor.report import page_of
from core.ports.inbox import Session, Viewer
from core.ports.store import Unit
from web.forms import text_of
from web.language import N_, translate
from web.site import Site, viewer
from web.staff.case import Numbering, open_case, page
from web.staff.deeds import back, reopen

NO_NUMBER = N_("Nomor laporan SP4N-LAPOR! terdiri atas paling banyak 64 huruf dan angka, tanpa spasi.")
OTHER_CASE = N_("Laporan dengan nomor ini sudah masuk sendiri sebagai kasus %(ticket)s.")
HIDDEN_CASE = N_("Laporan dengan nomor ini sudah masuk sendiri sebagai kasus lain.")
LONGEST = 200  # characters that are shown again


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it: a word for the next page, or what is wrong."""

    news: str = ""
    error: str = ""


async def settle(site: Site, request: Request, session: Session) -> Response:
    """Set a number down, or take one back; what is wrong comes back with what was typed."""
    form = await request.form()
    deed, ticket = text_of(form, "tindakan"), request.path_params["ticket"]
    if deed not in {"tambah", "cabut"}:
        raise HTTPException(422)
    number, who = text_of(form, "nomor").strip().removeprefix("#"), viewer(session)
    do = _add if deed == "tambah" else _take_back

    def write(unit: Unit) -> Outcome:
        open_case(unit, who, ticket)
        return do(site, unit, session, ticket, number)

    outcome = await site.store.write(write)
    if not outcome.error:
        return back(ticket, outcome.news)
    opened = await reopen(site, request, session)
    numbering = Numbering(number[:LONGEST], outcome.error)
    return page(site, request, session, opened, numbering=numbering, status=422)


def _add(site: Site, unit: Unit, session: Session, ticket: str, number: str) -> Outcome:
    from core.work.refer import Elsewhere, refer

    reports = site.settings.reports
    url = next((found for one in reports.values() if (found := page_of(one, number))), "")
    try:
        fresh = refer(unit, ticket, session.officer, number, url, site.now(), reports)
    except Elsewhere as error:
        return Outcome(error=_elsewhere(unit, viewer(session), error.ticket))
    except ValueError:
        return Outcome(error=translate(NO_NUMBER))
    return Outcome("nomor" if fresh else "nomor-ada")


def _elsewhere(unit: Unit, who: Viewer, ticket: str) -> str:
    """A case that this officer may not see is not named."""
    seen = unit.inbox.case(who, ticket) is not None
    return translate(OTHER_CASE, ticket=ticket) if seen else translate(HIDDEN_CASE)


def _take_back(site: Site, unit: Unit, session: Session, ticket: str, number: str) -> Outcome:
    from core.work.refer import take_back

    try:
        taken = take_back(unit, ticket, session.officer, number, site.now())
    except NotAllowed:  # the case came in under it: the page has no button for that
        raise HTTPException(422) from None
    return Outcome("nomor-dicabut" if taken else "nomor-tidak-ada")
