"""The form: shown, checked, kept, and on to its receipt. Nothing that was typed is lost on the way."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from secrets import token_urlsafe

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from core.errors import StoreError
from core.intake.keep import keep
from core.intake.web_entry import WebEntry, dump_web, web_key
from core.message import Batch, EnteredFile, Envelope
from core.ports.channel import Form
from web import language
from web.formats import span
from web.forms import entered_files, read_form, text_of
from web.language import N_, translate
from web.public.front import Front
from web.public.receipt import KNOWN, recall, remember
from web.public.typed import TRAP, WISHES, Typed, check, digest, entry_of, typed_of

STREAM = "form"
REST_OF_FORM = 512 * 1024  # bytes beside the files
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")  # 32 random bytes
BUSY = N_("Belum terkirim: sistem sedang sibuk. Tunggu sebentar, lalu tekan Kirim lagi.")
TOO_OFTEN = N_("Belum terkirim: terlalu banyak kiriman dari jaringan ini. Coba lagi dalam %(wait)s.")
AGAIN = N_("Halaman ini sudah lama terbuka. Periksa isinya, lalu tekan Kirim lagi.")
CHANGED = N_(
    "Pengaduan pertama Anda sudah terkirim. Yang Anda ubah sesudahnya belum: tekan Kirim bila ini pengaduan baru."
)


class Page:
    """`GET` and `POST /aduan/{account}`."""

    def __init__(self, front: Front) -> None:
        self._front = front

    async def show(self, request: Request) -> Response:
        account, form = self._front.form(request)
        return self._page(request, account, form, Typed(), token_urlsafe(32))

    async def send(self, request: Request) -> Response:
        """Keep the entry, then lead to its receipt; or show the form as it was typed, with what is wrong."""
        account, form = self._front.form(request)
        posted = await read_form(request, form.largest_files + REST_OF_FORM, form.most_files * 4)
        try:
            typed, files = typed_of(posted), await entered_files(posted, "berkas")
            token, wish = text_of(posted, "kunci"), text_of(posted, "bahasa")
            robot = bool(text_of(posted, TRAP))
        finally:
            await posted.close()
        if wish in self._front.site.settings.languages:
            return self._in_other_words(request, account, form, typed, token, wish, lost=bool(files))
        problems = dict(check(typed, files, form))
        fresh, known = token_urlsafe(32), recall(self._front.site, request)
        if not TOKEN.fullmatch(token):
            token, problems = fresh, problems or {"kirim": translate(AGAIN)}
        elif known and known.token == token and known.digest != digest(typed, files):
            token, problems = fresh, problems or {"kirim": translate(CHANGED)}
        if problems:
            return self._page(request, account, form, typed, token, problems, lost=bool(files), status=422)
        if (wait := self._front.may_send(request, account)) is not None:
            said = {"kirim": translate(TOO_OFTEN, wait=span(wait))}
            return self._page(request, account, form, typed, token, said, lost=bool(files), status=429)
        entry = entry_of(typed, files, token, self._front.site.now(), robot=robot)
        return await self._keep(request, account, form, typed, files, entry, token)

    async def _keep(
        self,
        request: Request,
        account: str,
        form: Form,
        typed: Typed,
        files: Sequence[EnteredFile],
        entry: WebEntry,
        token: str,
    ) -> Response:
        site = self._front.site
        body = await asyncio.to_thread(dump_web, entry)  # files are not written out in no time
        envelope = Envelope(account, STREAM, web_key(token), body, entry.received_at)
        try:
            kept = await keep(site.store, Batch(account, STREAM, (envelope,)), site.clock)
        except StoreError:
            said = {"kirim": translate(BUSY)}
            return self._page(request, account, form, typed, token, said, lost=bool(files), status=503)
        path = f"/aduan/{account}/tanda-terima{'' if kept.fresh else f'?kabar={KNOWN}'}"
        response = RedirectResponse(path, 303)
        remember(site, response, token, digest(typed, files))
        return response

    def _in_other_words(
        self, request: Request, account: str, form: Form, typed: Typed, token: str, wish: str, *, lost: bool
    ) -> Response:
        """The same page in another language, with all that was typed."""
        language.speak(wish)
        token = token if TOKEN.fullmatch(token) else token_urlsafe(32)
        response = self._page(request, account, form, typed, token, lost=lost)
        language.remember(response, wish, secure=self._front.site.settings.secure)
        return response

    def _page(
        self,
        request: Request,
        account: str,
        form: Form,
        typed: Typed,
        token: str,
        problems: Mapping[str, str] | None = None,
        *,
        lost: bool = False,
        status: int = 200,
    ) -> Response:
        return self._front.site.pages.show(
            request,
            "form.html",
            status=status,
            headers={"retry-after": "60"} if status in {429, 503} else {},
            typed=typed,
            token=token,
            problems=problems or {},
            lost=lost,
            account_name=account,
            form=form,
            wishes=WISHES,
            trap=TRAP,
            house=self._front.site.desk.notices.office,
        )
