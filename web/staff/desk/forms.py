"""Blank paper forms: printed with a code each, and a list in which none of them vanishes silently."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from secrets import token_urlsafe

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from core.case.form_code import form_codes, show_form_code
from core.errors import NotAllowed
from core.ports.forms import FormState, PaperForm
from core.ports.inbox import Session
from core.ports.store import Unit
from web.forms import number_of, text_of
from web.language import N_, translate
from web.qr import qr
from web.site import LONGEST_TOKEN, Site
from web.staff.desk.entry import TOKEN, ways_of
from web.staff.desk.receipt import LASTS
from web.staff.timeline import actor

PAPER = "lm"  # letters of the register that come on a form of ours: handed in, or put into the box
MOST = 50  # sheets in one go
ROWS = 50
LONGEST_REASON = 200  # characters
HOW_MANY = N_("Cetak 1 sampai 50 lembar sekaligus.")
WHY = N_("Tulis alasannya, paling banyak 200 huruf.")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form as it is printed: its number, its code, and both as square codes: for the officer who enters it
    and for the slip that the citizen keeps.
    """

    form: PaperForm
    code: str
    enter: str
    track: str


async def show(site: Site, request: Request, session: Session) -> Response:
    """The list of forms, newest first, and the small form that prints more."""
    return await _list(site, request, session)


async def make(site: Site, request: Request, session: Session) -> Response:
    """Print: the forms are on record before they are on paper."""
    papers = _papers(site)
    form = await request.form()
    letter, count, token = text_of(form, "cara"), text_of(form, "jumlah"), text_of(form, "kunci")
    if letter not in papers or not TOKEN.fullmatch(token):
        raise HTTPException(422)
    if not count.isdecimal() or not 1 <= int(count[:9]) <= MOST:
        return await _list(site, request, session, problem=translate(HOW_MANY), status=422)
    codes, now = form_codes(token, int(count)), site.now()
    await site.store.write(lambda unit: unit.forms.print(letter, codes, session.officer.name, now))
    response = RedirectResponse("/loket/formulir/cetak", 303)
    site.leave_with(response, site.settings.forms_cookie, f"{token}.{count}", LASTS)
    return response


async def sheets(site: Site, request: Request, session: Session) -> Response:
    """The sheets to print; for a quarter of an hour, from the browser that asked for them."""
    _papers(site)
    token, _, count = request.cookies.get(site.settings.forms_cookie, "").partition(".")
    if not count.isdecimal() or not 1 <= int(count[:9]) <= MOST or len(token) > LONGEST_TOKEN:
        return RedirectResponse("/loket/formulir", 303)
    codes = form_codes(token, int(count))
    found = await site.store.read(lambda unit: [(code, unit.forms.find(code)) for code in codes])
    here = str(request.base_url).rstrip("/")
    return site.pages.show(
        request,
        "sheets.html",
        session=session,
        sheets=[_sheet(form, code, here) for code, form in found if form is not None],
        house=site.desk.notices.office,
    )


async def void(site: Site, request: Request, session: Session) -> Response:
    """A form that will never come is made void, with a reason."""
    _papers(site)
    form = await request.form()
    number, reason, now = number_of(form, "nomor"), text_of(form, "alasan").strip(), site.now()
    if not reason or len(reason) > LONGEST_REASON:
        return await _list(site, request, session, problem=translate(WHY), status=422)
    try:
        await site.store.write(lambda unit: unit.forms.void(number, reason, session.officer.name, now))
    except NotAllowed:
        raise HTTPException(409) from None
    return RedirectResponse("/loket/formulir", 303)


def _papers(site: Site) -> Sequence[str]:
    """The letters that this desk takes in on forms of ours. Raises HTTPException 404 where there are none."""
    papers = [letter for letter in PAPER if letter in ways_of(site)]
    if not papers:
        raise HTTPException(404)
    return papers


def _sheet(form: PaperForm, code: str, here: str) -> Sheet:
    shown = show_form_code(code)
    return Sheet(form, shown, qr(f"{here}/loket?formulir={shown}"), qr(f"STATUS {shown}"))


async def _list(
    site: Site, request: Request, session: Session, *, problem: str = "", status: int = 200
) -> Response:
    papers = _papers(site)
    asked, before = request.query_params.get("status", ""), request.query_params.get("sebelum", "")
    state = next((one for one in FormState if one == asked), None)
    below = int(before) if before.isdecimal() and len(before) <= 18 else None

    def ask(unit: Unit) -> tuple[Sequence[PaperForm], dict[FormState, int], dict[str, str]]:
        names = {one.name: one.full_name for one in unit.staff.officers()}
        return unit.forms.page(state, below, ROWS + 1), dict(unit.forms.counts()), names

    found, counts, names = await site.store.read(ask)
    return site.pages.show(
        request,
        "forms.html",
        session=session,
        status=status,
        papers=papers,
        token=token_urlsafe(32),
        forms=found[:ROWS],
        more=found[ROWS - 1].number if len(found) > ROWS else None,
        counts=counts,
        state=state,
        problem=problem,
        most=MOST,
        actor=partial(actor, names),
        today=site.today(),
    )
