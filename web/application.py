"""The staff site: built from ports and settings, without an effect of its own at import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Route

from core.desk import Desk
from core.errors import AduanError
from core.ports.channel import Form
from core.ports.clock import Clock
from core.ports.store import Store
from web.assets import Assets
from web.guard import Guard
from web.language import Languages
from web.late import late
from web.pages import Pages
from web.probes import Readiness, healthz
from web.problems import Problems
from web.settings import WebSettings
from web.site import Site, staff
from web.staff.desk.routes import DESK
from web.staff.desk.routes import ROOMY as DESK_ROOMY
from web.staff.register.routes import REGISTER
from web.staff.register.routes import ROOMY as REGISTER_ROOMY
from web.staff.sign_in import Door

STAFF: tuple[tuple[str, str, str], ...] = (
    ("/", "GET", "inbox:show"),
    ("/kasus", "GET", "inbox:show"),
    ("/kasus/perubahan", "GET", "inbox:changes"),
    ("/kasus/{ticket}", "GET", "case:show"),
    ("/kasus/{ticket}/tulis", "POST", "deeds:write"),
    ("/kasus/{ticket}/batal", "POST", "deeds:take_back"),
    ("/kasus/{ticket}/disampaikan", "POST", "by_hand:settle"),
    ("/kasus/{ticket}/nomor", "POST", "references:settle"),
    ("/kasus/{ticket}/pemegang", "POST", "holding:hand_over"),
    ("/kasus/{ticket}/akses", "POST", "holding:access"),
    ("/kasus/{ticket}/tahan", "POST", "proceedings:settle"),
    ("/kasus/{ticket}/umum", "POST", "deeds:decide_public"),
    ("/kasus/{ticket}/klasifikasi", "POST", "deeds:correct_labels"),
    ("/kasus/{ticket}/benar", "POST", "deeds:confirm_labels"),
    ("/lampiran/{number:int}", "GET", "attachments:download"),
    ("/kelompok", "GET", "groups:show"),
    ("/kelompok/{number:int}/putusan", "POST", "groups:decide"),
    ("/kelompok/{number:int}/jawab", "POST", "groups:answer"),
    ("/klasifikasi", "GET", "figures:show"),
    ("/kanal", "GET", "channels:show"),
    *DESK,
    *REGISTER,
)
"""Path, method, and the page's place below `web.staff`."""


def build_web(
    store: Store,
    *,
    clock: Clock,
    desk: Desk,
    settings: WebSettings,
    forms: Mapping[str, Form] | None = None,
) -> Starlette:
    """The inbox, the ops page, the probes and, where there are `forms`, the citizens' pages. Serve it on loopback or behind TLS; behind a proxy, let
    the server take the client's address from it.
    """
    assets = Assets()
    pages = Pages(settings, assets)
    problems = Problems(pages)
    site = Site(store, clock, desk, settings, pages)
    door = Door(site)
    citizens, citizens_roomy = _citizens_pages(site, forms) if forms else ((), {})
    routes = [
        Route("/masuk", door.show),
        Route("/masuk", door.sign_in, methods=["POST"]),
        Route("/keluar", door.sign_out, methods=["POST"]),
        Route("/bahasa", door.choose_language, methods=["POST"]),
        Route("/healthz", healthz),
        Route("/readyz", Readiness(store).readyz),
        Route("/static/{name:path}", assets.serve),
        *citizens,
        *(Route(path, staff(site, late(page)), methods=[method]) for path, method, page in STAFF),
    ]
    middleware = [
        Middleware(Languages, offered=settings.languages),
        Middleware(
            Guard,
            problem=problems.page,
            unexpected=problems.unexpected,
            roomy={**DESK_ROOMY, **REGISTER_ROOMY, **citizens_roomy},
        ),
        Middleware(GZipMiddleware, minimum_size=500),
    ]
    handlers = {HTTPException: problems.known, AduanError: problems.known}
    return Starlette(routes=routes, middleware=middleware, exception_handlers=handlers)


def _citizens_pages(site: Site, forms: Mapping[str, Form]) -> tuple[Sequence[Route], Mapping[str, int]]:
    """Their routes, and the longest bodies of those that take files."""
    from web.public import Front, public_routes, roomy  # an office without a form shows citizens nothing

    front = Front(site, forms)
    return public_routes(front), roomy(front)
