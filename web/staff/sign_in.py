"""The door: signing in and out, and the choice of language.

An unknown name, a wrong password and a closed account get the same answer after the same work.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from secrets import token_urlsafe

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from core.ports.inbox import Officer
from core.ports.store import Unit
from web import language
from web.formats import span
from web.forms import text_of
from web.language import N_
from web.limiter import Limiter
from web.passwords import Passwords
from web.site import LONGEST_TOKEN, Site, local_path, token_hash

LONGEST_SESSION = timedelta(hours=12)
LONGEST_NAME, LONGEST_PASSWORD = 64, 256
WINDOW = timedelta(minutes=15)
TRIES_BY_ACCOUNT, TRIES_BY_ADDRESS = 10, 40  # a whole office may sit behind one address
WRONG = N_("Nama pengguna atau kata sandi tidak cocok.")
TOO_OFTEN = N_("Terlalu banyak percobaan. Coba lagi dalam %(wait)s.")


class Door:
    """Sign-in, sign-out and language, with the memory of who knocked too often."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._passwords = Passwords()
        self._by_account = Limiter(TRIES_BY_ACCOUNT, WINDOW)
        self._by_address = Limiter(TRIES_BY_ADDRESS, WINDOW)

    async def show(self, request: Request) -> Response:
        return self._page(request, lanjut=request.query_params.get("lanjut", "/"))

    async def sign_in(self, request: Request) -> Response:
        form = await request.form()
        name, password, lanjut = (
            text_of(form, "nama").strip(),
            text_of(form, "sandi"),
            text_of(form, "lanjut"),
        )
        now = self._site.now()
        address = request.client.host if request.client else ""
        wait = self._by_address.attempt(address, now) or self._by_account.attempt(name[:LONGEST_NAME], now)
        if wait is not None:
            return self._page(request, lanjut=lanjut, name=name, wait=wait)
        officer = await self._recognise(name, password)
        if officer is None:
            return self._page(request, lanjut=lanjut, name=name, error=language.translate(WRONG))
        self._by_address.take_back(address)
        self._by_account.forget(name)
        return await self._begin(request, officer, local_path(lanjut), now)

    async def sign_out(self, request: Request) -> Response:
        token = request.cookies.get(self._site.settings.session_cookie, "")
        if token and len(token) <= LONGEST_TOKEN:
            await self._site.store.write(lambda unit: unit.staff.end(token_hash(token)))
        response = RedirectResponse("/masuk", 303)
        response.delete_cookie(
            self._site.settings.session_cookie,
            secure=self._site.settings.secure,
            httponly=True,
            samesite="lax",
        )
        return response

    async def choose_language(self, request: Request) -> Response:
        form = await request.form()
        response = RedirectResponse(local_path(text_of(form, "kembali")), 303)
        wish = text_of(form, "bahasa")
        if wish in self._site.settings.languages:
            language.remember(response, wish, secure=self._site.settings.secure)
        return response

    async def _recognise(self, name: str, password: str) -> Officer | None:
        if len(name) > LONGEST_NAME or len(password) > LONGEST_PASSWORD:
            name = password = ""
        found = await self._site.store.read(lambda unit: unit.staff.password(name))
        fits = await self._passwords.fits(password, found[1] if found else None)
        if not found or not fits:
            return None
        officer, stored = found
        if self._passwords.outdated(stored):
            renewed = await self._passwords.hash(password)
            await self._site.store.write(lambda unit: unit.staff.change_password(officer.name, renewed))
        return officer

    async def _begin(self, request: Request, officer: Officer, target: str, now: datetime) -> Response:
        """A new token at each sign-in: one that was planted in the browser beforehand is worth nothing."""
        cookie = self._site.settings.session_cookie
        old, token = request.cookies.get(cookie, ""), token_urlsafe(32)

        def change(unit: Unit) -> None:
            if old and len(old) <= LONGEST_TOKEN:
                unit.staff.end(token_hash(old))
            unit.staff.begin(officer.name, token_hash(token), now)

        await self._site.store.write(change)
        response = RedirectResponse(target, 303)
        response.set_cookie(
            cookie,
            token,
            max_age=int(LONGEST_SESSION.total_seconds()),
            secure=self._site.settings.secure,
            httponly=True,
            samesite="lax",
        )
        return response

    def _page(
        self,
        request: Request,
        *,
        lanjut: str,
        name: str = "",
        error: str = "",
        wait: timedelta | None = None,
    ) -> Response:
        status, headers = (403 if error else 200), {}
        if wait is not None:
            status, headers = 429, {"retry-after": str(int(wait.total_seconds()) + 1)}
            error = language.translate(TOO_OFTEN, wait=span(wait))
        return self._site.pages.show(
            request,
            "sign_in.html",
            status=status,
            headers=headers,
            lanjut=local_path(lanjut),
            name=name[:LONGEST_NAME],
            error=error,
        )
