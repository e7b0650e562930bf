"""Where a case stands, for whoever holds its ticket and its check code: state, dates, and what was answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from core.case.complaint import Complaint, Entry
from core.case.ticket import parse_check_code, parse_ticket
from core.contact import ON_PAGE
from core.errors import StoreError
from core.intake.keep import keep
from core.intake.web_entry import WebAddition, addition_key, dump_addition
from core.message import Address, Batch, Envelope
from core.ports.cases import Said
from core.ports.store import Unit
from web.erased import farewell
from web.formats import span
from web.forms import text_of
from web.language import N_, translate
from web.public.front import Front
from web.public.receipt import told

STREAM = "page"
LONGEST_TEXT = 5_000  # characters
ADDED = N_("Keterangan Anda sudah kami terima dan masuk ke kasus ini.")
NO_TEXT = N_("Tulis dulu keterangannya.")
LONG_TEXT = N_("Keterangan ini terlalu panjang: paling banyak 5.000 huruf.")
BUSY = N_("Belum tersimpan: sistem sedang sibuk. Tunggu sebentar, lalu tekan tombolnya lagi.")
LONGEST = 60  # characters of a ticket or code, with all the blanks that people put in
WRONG = N_("Nomor tiket atau kode cek tidak cocok. Periksa keduanya pada tanda terima, lalu coba lagi.")
TOO_OFTEN = N_("Terlalu banyak percobaan. Coba lagi dalam %(wait)s.")


@dataclass(frozen=True, slots=True)
class Found:
    """A case with what its citizen was told; of an erased one the history, which says why."""

    case: Complaint
    answers: Sequence[Said]
    entries: Sequence[Entry] = ()


async def show(front: Front, request: Request) -> Response:
    return _page(front, request, request.query_params.get("tiket", "")[:LONGEST])


async def look(front: Front, request: Request) -> Response:
    """A wrong code and an unknown ticket get the same answer after the same work (domain 7.2)."""
    form = await request.form(max_fields=10, max_files=0)
    typed, code = text_of(form, "tiket")[:LONGEST], text_of(form, "kode")[:LONGEST]
    found = await _opened(front, request, typed, code)
    return found if isinstance(found, Response) else _case(front, request, found, code)


async def add(front: Front, request: Request) -> Response:
    """The citizen adds something to the case; who opens it may. The same words twice are added once."""
    form = await request.form(max_fields=10, max_files=0)
    typed, code = text_of(form, "tiket")[:LONGEST], text_of(form, "kode")[:LONGEST]
    text = text_of(form, "teks").strip()
    found = await _opened(front, request, typed, code)
    if isinstance(found, Response):
        return found
    case, own = found.case, own_address(front, found.case)
    if own is None:
        return _case(front, request, found, code)
    if not text or len(text) > LONGEST_TEXT:
        said = translate(LONG_TEXT if text else NO_TEXT)
        return _case(front, request, found, code, text=text, error=said, status=422)
    now = front.site.now()
    body = dump_addition(WebAddition(case.ticket, own.handle, text, now))
    envelope = Envelope(case.account, STREAM, addition_key(case.ticket, text), body, now)
    try:
        await keep(front.site.store, Batch(case.account, STREAM, (envelope,)), front.site.clock)
    except StoreError:
        return _case(front, request, found, code, text=text, error=translate(BUSY), status=503)
    return _case(front, request, found, code, news=translate(ADDED))


async def _opened(front: Front, request: Request, typed: str, code: str) -> Response | Found:
    """The case that ticket and code open, else the page that asks for them again."""
    if (wait := front.may_look(request)) is not None:
        return _page(front, request, typed, translate(TOO_OFTEN, wait=span(wait)), status=429)
    ticket = parse_ticket(typed, front.site.desk.ticket_prefix) or ""
    found = await front.site.store.read(lambda unit: _find(unit, ticket, parse_check_code(code) or ""))
    return found or _page(front, request, typed, translate(WRONG), status=403)


def own_address(front: Front, case: Complaint) -> Address | None:
    """The case's address at a form of ours: only there can its citizen write on this page."""
    at_form = (address for address in case.party.addresses if address.kind == ON_PAGE)
    return next(at_form, None) if case.account in front.forms else None


def _case(
    front: Front,
    request: Request,
    found: Found,
    code: str,
    *,
    text: str = "",
    error: str = "",
    news: str = "",
    status: int = 200,
) -> Response:
    return front.site.pages.show(
        request,
        "tracking.html",
        status=status,
        case=found.case,
        check_code=code,
        told=told(front.site, found.case),
        answers=found.answers,
        farewell=farewell(found.entries),
        may_add=own_address(front, found.case) is not None,
        text=text,
        error=error,
        news=news,
        house=front.site.desk.notices.office,
    )


def _find(unit: Unit, ticket: str, code: str) -> Found | None:
    if not unit.cases.opens_with(ticket, code):
        return None
    case = unit.cases.get(ticket)
    if case is None:
        return None
    return Found(case, unit.cases.answers(ticket), unit.history.of(ticket) if case.erased else ())


def _page(front: Front, request: Request, typed: str, error: str = "", status: int = 200) -> Response:
    return front.site.pages.show(
        request,
        "tracking_form.html",
        status=status,
        headers={"retry-after": "60"} if status == 429 else {},
        typed=typed,
        error=error,
        house=front.site.desk.notices.office,
    )
