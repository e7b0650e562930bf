"""What every staff page works with, and the door that only a signed-in officer passes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from core.desk import Desk
from core.ports.clock import JAKARTA, Clock
from core.ports.inbox import Session, Viewer
from core.ports.store import Store
from web.forms import reading_form, typed_and_chosen
from web.pages import Pages
from web.settings import WebSettings

LONGEST_TOKEN = 100
LONGEST_FORM = 1 << 30  # bytes that stay in memory; how long a form may be the guard has said already
MOST_FIELDS = 1_000


@dataclass(frozen=True, slots=True)
class Site:
    """The ports and settings behind the staff pages; `desk` is what the office has laid down."""

    store: Store
    clock: Clock
    desk: Desk
    settings: WebSettings
    pages: Pages

    def now(self) -> datetime:
        return self.clock.now()

    def today(self) -> date:
        return self.clock.now().astimezone(JAKARTA).date()

    def leave_with(self, response: Response, cookie: str, value: str, seconds: int) -> None:
        """Let this browser alone keep what a page of ours hands it: no script reads it, and no other site's
        page sends it along.
        """
        secure = self.settings.secure
        response.set_cookie(cookie, value, max_age=seconds, secure=secure, httponly=True, samesite="strict")


StaffPage = Callable[[Site, Request, Session], Awaitable[Response]]
Endpoint = Callable[[Request], Awaitable[Response]]


def viewer(session: Session) -> Viewer:
    return Viewer(session.officer.name, session.officer.role)


def token_hash(token: str) -> str:
    """What the database keeps of a session's token: enough to know it again, not enough to use it."""
    return sha256(token.encode()).hexdigest()


async def session_of(site: Site, request: Request) -> Session | None:
    """The officer's session, marked as seen now; None when there is none or it has run out."""
    token = request.cookies.get(site.settings.session_cookie, "")
    if not token or len(token) > LONGEST_TOKEN:
        return None
    hashed, now = token_hash(token), site.now()
    return await site.store.write(lambda unit: unit.staff.session(hashed, now))


def staff(site: Site, page: StaffPage) -> Endpoint:
    """The page for signed-in officers; anybody else is led to the door and, from there, back. A form that
    comes after its session ran out is shown again whole: nobody writes a long answer twice.
    """

    async def endpoint(request: Request) -> Response:
        session = await session_of(site, request)
        if session is not None:
            return await page(site, request, session)
        if request.method == "POST":
            async with reading_form(request, LONGEST_FORM, MOST_FIELDS, MOST_FIELDS) as form:
                typed, files = typed_and_chosen(form)
            return site.pages.show(request, "expired.html", status=403, fields=typed, files=files)
        return RedirectResponse(f"/masuk?{urlencode({'lanjut': _way_back(request)})}", 303)

    return endpoint


def _way_back(request: Request) -> str:
    return f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path


def local_path(text: str) -> str:
    """A path of our own site, or the inbox: a way back must never lead elsewhere."""
    harmless = text.startswith("/") and not text.startswith(("//", "/\\")) and text.isprintable()
    return text if harmless and "\\" not in text else "/"
