"""Who works on a case and who may see it: an officer takes it, hands it on, restricts it, or lifts that."""

from __future__ import annotations

from dataclasses import replace

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from core.errors import Stale
from core.ports.inbox import Session
from core.ports.store import Unit
from web.forms import number_of, text_of
from web.language import N_, translate
from web.site import Site, viewer
from web.staff.case import Holding, open_case, page
from web.staff.deeds import CHANGED, back, reopen
from web.staff.places import OFFICER, assignment_of

LONGEST_REASON = 2_000  # characters
NO_REASON = N_("Tulis dulu alasannya, lalu simpan lagi.")
NOBODY = N_("Pilih dulu kepada siapa kasus ini diteruskan.")
ACCESS = {"batasi": "dibatasi", "buka": "dibuka"}


async def hand_over(site: Site, request: Request, session: Session) -> Response:
    """Take the case, or hand it on to a colleague or a unit."""
    from core.work.hand_over import hand_over as do

    form = await request.form()
    deed, ticket, who = text_of(form, "tindakan"), request.path_params["ticket"], viewer(session)
    if deed not in {"ambil", "teruskan"}:
        raise HTTPException(422)
    asked = f"{OFFICER}{session.officer.name}" if deed == "ambil" else text_of(form, "kepada")
    typed = Holding(deed, asked, text_of(form, "alasan").strip()[:LONGEST_REASON])
    version = number_of(form, "versi")

    def write(unit: Unit) -> bool | None:
        case = open_case(unit, who, ticket).view.complaint
        to = assignment_of(asked, case, site.desk.routing, unit.staff.officers())
        return (
            None if to is None else do(unit, ticket, session.officer, to, site.now(), version, typed.reason)
        )

    try:
        moved = await site.store.write(write)
    except Stale:
        return await again(site, request, session, typed, CHANGED, 409)
    if moved is None:
        return await again(site, request, session, typed, NOBODY, 422)
    return back(ticket, ("diambil" if deed == "ambil" else "diteruskan") if moved else "sudah-di-sana")


async def access(site: Site, request: Request, session: Session) -> Response:
    """Let only the complaint manager see the case, or all officers again."""
    from core.work.restrict import lift, restrict

    form = await request.form()
    deed, ticket, who = text_of(form, "tindakan"), request.path_params["ticket"], viewer(session)
    if deed not in ACCESS:
        raise HTTPException(422)
    typed = Holding(deed, "", text_of(form, "alasan").strip()[:LONGEST_REASON])
    version, officer, now = number_of(form, "versi"), session.officer, site.now()

    def write(unit: Unit) -> bool:
        open_case(unit, who, ticket)
        if deed == "buka":
            lift(site.desk, unit, ticket, officer, typed.reason, now, version)
        else:
            restrict(unit, ticket, officer, typed.reason, now, version)
        return unit.inbox.case(who, ticket) is not None

    try:
        visible = await site.store.write(write)
    except Stale:
        return await again(site, request, session, typed, CHANGED, 409)
    except ValueError:  # the reason is all that an officer types here
        return await again(site, request, session, typed, NO_REASON, 422)
    if not visible:
        return RedirectResponse(f"/?kabar=dibatasi&tiket={ticket}", 303)
    return back(ticket, ACCESS[deed])


async def again(
    site: Site, request: Request, session: Session, typed: Holding, error: str, status: int
) -> Response:
    """The page with what was typed, and what is wrong with it."""
    opened = await reopen(site, request, session)
    return page(site, request, session, opened, holding=replace(typed, error=translate(error)), status=status)
