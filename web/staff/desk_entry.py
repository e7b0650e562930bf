"""The desk: an officer enters what came by phone, counter, letter, form or box."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from secrets import token_urlsafe

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from core.errors import StoreError
from core.intake.desk_entry import DeskEntry, dump_entry, entry_key
from core.intake.keep import keep
from core.message import Batch, Envelope
from core.ports.clock import JAKARTA
from core.ports.inbox import Session
from web.forms import text_of
from web.language import N_, translate
from web.site import Site
from web.staff.desk_form import FORM, LARGEST_FILES, Typed, blank, check, entry_of, files_of, typed_of
from web.staff.receipt import KNOWN, remember
from web.words import WAYS

LONGEST_BODY = LARGEST_FILES + 512 * 1024  # bytes: the files, and the rest of the form
STREAM = "desk"
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")  # 32 random bytes
FILES_AGAIN = N_("Isian Anda kembali tanpa berkas. Bila ada berkas, pilih lagi, lalu simpan.")
BUSY = N_("Belum tersimpan: sistem sedang sibuk. Tunggu sebentar, lalu tekan Simpan lagi.")


async def show(site: Site, request: Request, session: Session) -> Response:
    _ways(site)
    return _page(site, request, session, blank(site.now()), token_urlsafe(32))


async def enter(site: Site, request: Request, session: Session) -> Response:
    """Keep the entry, then lead to its receipt; or show the form as it was typed, with what is wrong."""
    ways, now = _ways(site), site.now()
    async with request.form(max_files=100, max_fields=50) as form:
        typed, files, token = typed_of(form), await files_of(form), text_of(form, "kunci")
    problems = dict(check(typed, files, ways, now))
    if not request.headers.get("content-type", "").startswith("multipart/"):
        problems["berkas"] = translate(FILES_AGAIN)  # it was sent again after the session had run out
    if problems or not TOKEN.fullmatch(token):
        token = token if TOKEN.fullmatch(token) else token_urlsafe(32)
        return _page(site, request, session, typed, token, problems, lost=bool(files), status=422)
    entry = entry_of(typed, files, session.officer.name, token)
    try:
        fresh = await _keep(site, ways[entry.letter], entry, token)
    except StoreError:
        problems = {"simpan": translate(BUSY)}
        return _page(site, request, session, typed, token, problems, lost=bool(files), status=503)
    response = RedirectResponse(f"/loket/tanda-terima{'' if fresh else f'?kabar={KNOWN}'}", 303)
    remember(site, response, token)
    return response


async def _keep(site: Site, account: str, entry: DeskEntry, token: str) -> bool:
    """Whether it is new. Raises StoreError: then nothing was kept."""
    body = await asyncio.to_thread(dump_entry, entry)  # 25 MB of files are not written out in no time
    envelope = Envelope(account, STREAM, entry_key(token), body, entry.received_at)
    kept = await keep(site.store, Batch(account, STREAM, (envelope,)), site.clock)
    return kept.fresh == 1


def _ways(site: Site) -> Mapping[str, str]:
    """The account of each way that this office's desk takes in. Raises HTTPException 404 without a desk."""
    if not site.settings.desk:
        raise HTTPException(404)
    return site.settings.desk


def _page(
    site: Site,
    request: Request,
    session: Session,
    typed: Typed,
    token: str,
    problems: Mapping[str, str] | None = None,
    *,
    lost: bool = False,
    status: int = 200,
) -> Response:
    return site.pages.show(
        request,
        "desk.html",
        session=session,
        status=status,
        typed=typed,
        token=token,
        problems=problems or {},
        lost=lost,
        ways=[letter for letter in WAYS if letter in site.settings.desk],
        latest=site.now().astimezone(JAKARTA).strftime(FORM),
    )
