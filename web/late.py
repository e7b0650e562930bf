"""Pages that are imported when they are first asked for: what nobody has opened yet costs neither time nor memory."""

from __future__ import annotations

from importlib import import_module

from starlette.requests import Request
from starlette.responses import Response

from core.ports.inbox import Session
from web.site import Site, StaffPage


def late(place: str) -> StaffPage:
    """The staff page `function` of a module below `web.staff`, written "module:function"."""
    module, _, function = place.partition(":")

    async def page(site: Site, request: Request, session: Session) -> Response:
        shown: StaffPage = getattr(import_module(f"web.staff.{module}"), function)
        return await shown(site, request, session)

    return page
