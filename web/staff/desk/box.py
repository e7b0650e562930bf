"""The complaint box: one page for an opening and all that lay in it, and its minutes (berita acara)."""

from __future__ import annotations

import asyncio
from secrets import token_urlsafe

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from core.case.complaint import Complaint
from core.errors import NotAllowed, StoreError
from core.intake.desk_entry import entry_key
from core.intake.enter import Entered, keep_opening
from core.ports.boxes import Minutes
from core.ports.clock import JAKARTA
from core.ports.inbox import Session
from core.ports.store import Unit
from web.forms import reading_form, text_of
from web.language import translate
from web.site import Site
from web.staff.desk.box_form import (
    MORE,
    MOST_PAPERS,
    Box,
    Paper,
    check,
    entries_of,
    filled,
    opening_of,
    token_of,
)
from web.staff.desk.entry import BUSY, FILES_AGAIN, TOKEN, ways_of
from web.staff.desk.form import FORM, typed_of
from web.staff.desk.paper import problem_with
from web.staff.desk.slips import key_of, remember
from web.staff.desk.uploads import GONE, LONGEST_BODY, MOST_IN_ALL, entered, shown, uploads_of

LETTER = "m"
LATEST = 10
FIRST = 3  # cards on an empty page
FIELDS = 30 + MOST_PAPERS * 30  # of one request


async def show(site: Site, request: Request, session: Session) -> Response:
    _account(site)
    now = site.now().astimezone(JAKARTA).strftime(FORM)
    box = Box(dibuka=now, pembuka=session.officer.full_name, papers=(Paper(),) * FIRST)
    return await _page(site, request, session, box, token_urlsafe(32))


async def enter(site: Site, request: Request, session: Session) -> Response:
    """Keep the opening with all its papers, or show everything as it was typed, with what is wrong; with the
    button for more papers, show it with empty cards behind.
    """
    account, now = _account(site), site.now()
    async with reading_form(request, LONGEST_BODY, MOST_IN_ALL, FIELDS) as form:
        box, token, deed = await _box_of(form), text_of(form, "kunci"), text_of(form, "aksi")
    if not TOKEN.fullmatch(token):
        return await _page(site, request, session, box, token_urlsafe(32), status=422)
    if deed == "tambah":
        return await _page(site, request, session, box.with_more(MORE), token)
    problems = dict(check(box, now))
    if not request.headers.get("content-type", "").startswith("multipart/"):
        problems["papers"] = translate(FILES_AGAIN)
    if not problems:
        number, problems = await _keep(site, session, account, box, token)
        if number is not None:
            response = RedirectResponse(f"/loket/kotak/{number}", 303)
            remember(site, response, number, token)
            return response
    status = 503 if "simpan" in problems else 422
    return await _page(site, request, session, box, token, problems, status=status)


async def minutes(site: Site, request: Request, session: Session) -> Response:
    """The minutes of one opening; asks again by itself while numbers are still to come."""
    _account(site)
    number = request.path_params["number"]
    found = await site.store.read(lambda unit: _minutes(unit, number))
    if found is None:
        raise HTTPException(404)
    record, cases, names = found
    pending = "" in record.tickets
    return site.pages.show(
        request,
        "minutes.html",
        session=session,
        headers={"refresh": "5"} if pending else {},
        record=record,
        opening=record.opening,
        cases=cases,
        recorded_by=names.get(record.opening.recorded_by, record.opening.recorded_by),
        slips=bool(record.tickets and key_of(site, request, number)),
        pending=pending,
        house=site.desk.notices.office,
    )


async def _keep(
    site: Site, session: Session, account: str, box: Box, token: str
) -> tuple[int | None, dict[str, str]]:
    """The number of the opening, or what is wrong by field; then nothing was kept."""
    officer, papers = session.officer.name, filled(box)
    try:
        files = [await entered(site.store, paper.uploads) for _, paper in papers]
    except StoreError:
        return None, {"papers": translate(GONE)}
    tokens = {place: token_of(token, place) for place, _ in papers}
    entries = entries_of(box, papers, files, officer, tokens)
    codes = {entry_key(tokens[place]): paper.typed.form_code for place, paper in papers}
    opening = opening_of(box, account, site.now(), officer, tuple(entries))
    kept = Entered(account, officer, entries, {key: code for key, code in codes.items() if code})
    envelopes = await asyncio.to_thread(kept.envelopes)
    try:
        return await keep_opening(site.store, token, opening, kept, envelopes, site.clock), {}
    except NotAllowed:
        return None, await site.store.read(lambda unit: _refused_forms(unit, box, tokens))
    except StoreError:
        return None, {"simpan": translate(BUSY)}


def _refused_forms(unit: Unit, box: Box, tokens: dict[int, str]) -> dict[str, str]:
    """The cards whose paper form cannot be entered."""
    problems = {}
    for place, paper in filled(box):
        code = paper.typed.form_code
        form = unit.forms.find(code) if code else None
        if code and (form is None or form.settled_at is not None) and place in tokens:
            problems[f"k{place}-formulir"] = problem_with(form)
    return problems


def _minutes(unit: Unit, number: int) -> tuple[Minutes, dict[str, Complaint], dict[str, str]] | None:
    """The minutes, the cases by ticket, and officers' full names by the names they sign in with."""
    found = unit.boxes.minutes(number)
    if found is None:
        return None
    cases = {ticket: unit.cases.get(ticket) for ticket in found.tickets if ticket}
    names = {officer.name: officer.full_name for officer in unit.staff.officers()}
    return found, {ticket: case for ticket, case in cases.items() if case is not None}, names


async def _box_of(form: FormData) -> Box:
    count = text_of(form, "jumlah")
    papers = min(int(count), MOST_PAPERS) if count.isdecimal() and len(count) < 4 else FIRST
    return Box(
        **{name: text_of(form, name).strip() for name in Box.TEXTS},
        papers=tuple(
            [
                Paper(typed_of(form, f"k{place}-"), await uploads_of(form, f"k{place}-"))
                for place in range(1, papers + 1)
            ]
        ),
    )


def _account(site: Site) -> str:
    """The account of the box. Raises HTTPException 404 where this desk has none."""
    account = ways_of(site).get(LETTER)
    if account is None:
        raise HTTPException(404)
    return account


async def _page(
    site: Site,
    request: Request,
    session: Session,
    box: Box,
    token: str,
    problems: dict[str, str] | None = None,
    *,
    status: int = 200,
) -> Response:
    kept, lost = await shown(site.store, [paper.uploads for paper in box.papers])
    latest = await site.store.read(lambda unit: unit.boxes.latest(LATEST))
    return site.pages.show(
        request,
        "box.html",
        session=session,
        status=status,
        box=box,
        cards=list(zip(box.papers, kept, strict=True)),
        most=MOST_PAPERS,
        token=token,
        problems=problems or {},
        lost=lost,
        latest=latest,
        now=site.now().astimezone(JAKARTA).strftime(FORM),
    )
