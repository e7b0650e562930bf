"""The desk: an officer enters what came by phone, counter, letter, form or box."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import replace
from secrets import token_urlsafe

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from core.case.form_code import find_form_code, show_form_code
from core.errors import NotAllowed, StoreError
from core.intake.desk_entry import entry_key
from core.intake.enter import Entered, keep_entries
from core.ports.clock import JAKARTA
from core.ports.forms import FormState
from core.ports.inbox import Session
from web.forms import reading_form, text_of
from web.language import N_, translate
from web.site import Site
from web.staff.desk.form import FORM, NO_CODE, Typed, blank, check, entry_of, typed_of
from web.staff.desk.paper import problem_with
from web.staff.desk.receipt import KNOWN, Key, remember
from web.staff.desk.uploads import GONE, LONGEST_BODY, MOST_IN_ALL, Uploads, entered, shown, uploads_of
from web.words import WAYS

TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")  # 32 random bytes
FILES_AGAIN = N_("Isian Anda kembali tanpa berkas. Bila ada berkas, pilih lagi, lalu simpan.")
BUSY = N_("Belum tersimpan: sistem sedang sibuk. Tunggu sebentar, lalu tekan Simpan lagi.")


async def show(site: Site, request: Request, session: Session) -> Response:
    """The form; with `?formulir=` of a paper form, the way of reception is filled in."""
    ways_of(site)
    typed, asked = blank(site.now()), request.query_params.get("formulir", "")[:100]
    code, problems = find_form_code(asked), {}
    if asked and code is None:
        problems["formulir"] = translate(NO_CODE)
    elif code is not None:
        form = await site.store.read(lambda unit: unit.forms.find(code))
        if form is not None and form.state is FormState.OPEN:
            typed = replace(typed, cara=form.letter)
        else:
            problems["formulir"] = problem_with(form)
    typed = replace(typed, formulir=show_form_code(code) if code else asked)
    status = 200 if not problems else 404
    return await _page(site, request, session, typed, token_urlsafe(32), problems, status=status)


async def enter(site: Site, request: Request, session: Session) -> Response:
    """Keep the entry, then lead to its receipt; or show the form as it was typed, with what is wrong."""
    ways, now = ways_of(site), site.now()
    async with reading_form(request, LONGEST_BODY, MOST_IN_ALL, 200) as form:
        typed, uploads, token = typed_of(form), await uploads_of(form), text_of(form, "kunci")
    problems = dict(check(typed, ways, now))
    if wrong := uploads.problem():
        problems["berkas"] = translate(wrong)
    if not request.headers.get("content-type", "").startswith("multipart/"):
        problems["berkas"] = translate(FILES_AGAIN)  # it was sent again after the session had run out
    if not TOKEN.fullmatch(token):
        return await _page(site, request, session, typed, token_urlsafe(32), problems, uploads, status=422)
    if not problems:
        problems, fresh = await _keep(site, session, ways[typed.cara], typed, uploads, token)
        if not problems:
            response = RedirectResponse(f"/loket/tanda-terima{'' if fresh else f'?kabar={KNOWN}'}", 303)
            remember(site, response, Key(token, typed.form_code))
            return response
    status = 503 if "simpan" in problems else 422
    return await _page(site, request, session, typed, token, problems, uploads, status=status)


async def _keep(
    site: Site, session: Session, account: str, typed: Typed, uploads: Uploads, token: str
) -> tuple[dict[str, str], bool]:
    """What is wrong, by field, and nothing was kept then; else whether the entry is new."""
    try:
        files = await entered(site.store, uploads)
    except StoreError:
        return {"berkas": translate(GONE)}, False
    officer, key, code = session.officer.name, entry_key(token), typed.form_code
    entries = {key: entry_of(typed, files, officer, token)}
    entry = Entered(account, officer, entries, {key: code} if code else {})
    envelopes = await asyncio.to_thread(entry.envelopes)
    try:
        return {}, await keep_entries(site.store, entry, envelopes, site.clock)
    except NotAllowed:
        return {"formulir": problem_with(await site.store.read(lambda unit: unit.forms.find(code)))}, False
    except StoreError:
        return {"simpan": translate(BUSY)}, False


def ways_of(site: Site) -> Mapping[str, str]:
    """The account of each way that this office's desk takes in. Raises HTTPException 404 without a desk."""
    if not site.settings.desk:
        raise HTTPException(404)
    return site.settings.desk


async def _page(
    site: Site,
    request: Request,
    session: Session,
    typed: Typed,
    token: str,
    problems: Mapping[str, str],
    uploads: Uploads | None = None,
    *,
    status: int = 200,
) -> Response:
    (kept,), lost = await shown(site.store, [uploads or Uploads()])
    return site.pages.show(
        request,
        "desk.html",
        session=session,
        status=status,
        typed=typed,
        token=token,
        problems=problems,
        kept=kept,
        lost=lost,
        ways=[letter for letter in WAYS if letter in site.settings.desk],
        latest=site.now().astimezone(JAKARTA).strftime(FORM),
    )
