"""What an officer sends by hand, and says so: by whom, on which day, or why it could not be sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from core.ports.inbox import Session
from core.ports.store import Unit
from web.forms import number_of, text_of
from web.language import N_, translate
from web.site import Site, viewer
from web.staff.case import Settling, open_case, page
from web.staff.deeds import back, reopen

LONGEST_REASON = 2_000  # characters
ERRORS = {
    "sudah": N_("Tanggal ini tidak mungkin: pilih hari antara pesan ini dibuat dan hari ini."),
    "tidak": N_("Tulis dulu mengapa pesan ini tidak dapat dikirim."),
}
NEWS = {"sudah": "disampaikan", "tidak": "tidak-disampaikan"}


async def settle(site: Site, request: Request, session: Session) -> Response:
    """Settle one message: told on a day, or not to be told, with the reason."""
    from core.work.by_hand import not_told, told

    form = await request.form()
    deed, ticket = text_of(form, "tindakan"), request.path_params["ticket"]
    if deed not in NEWS:
        raise HTTPException(422)
    reason = text_of(form, "alasan").strip()[:LONGEST_REASON]
    typed = Settling(number_of(form, "pesan"), deed, text_of(form, "tanggal"), reason)
    officer, who, now = session.officer, viewer(session), site.now()

    def write(unit: Unit) -> bool:
        open_case(unit, who, ticket)
        if deed == "tidak":
            return not_told(unit, ticket, typed.message, officer, typed.reason, now)
        return told(unit, ticket, typed.message, officer, date.fromisoformat(typed.on), now)

    try:
        settled = await site.store.write(write)
    except ValueError:  # the day or the reason, which is all that an officer types here
        opened = await reopen(site, request, session)
        wrong = replace(typed, error=translate(ERRORS[deed]))
        return page(site, request, session, opened, settling=wrong, status=422)
    return back(ticket, NEWS[deed] if settled else "sudah-dicatat")
