"""A legal hold: the complaint manager sets it down with the proceedings, and lifts it when they are over."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from core.ports.inbox import Role, Session
from core.ports.store import Unit
from web.forms import text_of
from web.site import Site, viewer
from web.staff.case import Holding, open_case
from web.staff.deeds import back
from web.staff.holding import LONGEST_REASON, NO_REASON, again

NEWS = {"tahan": "ditahan", "lepas": "dilepas"}


async def settle(site: Site, request: Request, session: Session) -> Response:
    """What is so already stays so."""
    from core.work.hold import hold, lift

    form = await request.form()
    deed, ticket, who = text_of(form, "tindakan"), request.path_params["ticket"], viewer(session)
    if deed not in NEWS:
        raise HTTPException(422)
    if who.role is not Role.COMPLAINT_MANAGER:
        raise HTTPException(403)
    typed = Holding(deed, "", text_of(form, "alasan").strip()[:LONGEST_REASON])
    if not typed.reason:
        return await again(site, request, session, typed, NO_REASON, 422)
    do, by, now = hold if deed == "tahan" else lift, session.officer.name, site.now()

    def write(unit: Unit) -> bool:
        open_case(unit, who, ticket)
        return do(unit, ticket, by, typed.reason, now)

    await site.store.write(write)
    return back(ticket, NEWS[deed])
