"""The receipt: ticket, legal date, check code, and a square code that opens the page of the case.

The check code is not kept in a readable form: it follows from the token of the form, which the citizen's
browser keeps for a quarter of an hour.
"""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from core.case.complaint import Basis, Complaint
from core.classify.labels import Language
from core.contact import ON_PAGE, reached_at
from core.intake.web_entry import web_check_code, web_key
from core.law.deadline import term
from core.message import Address
from core.notice.notices import Length
from core.notice.values import case_values
from core.ports.store import Unit
from web import waiting
from web.language import N_, current
from web.public.front import Front
from web.qr import qr
from web.site import LONGEST_TOKEN, Site

LASTS = 15 * 60  # seconds during which the receipt can be shown again
KNOWN = "sudah"
NEWS = {KNOWN: N_("Pengaduan ini sudah terkirim sebelumnya, dan hanya tercatat sekali.")}


@dataclass(frozen=True, slots=True)
class Sent:
    """What the browser remembers of the form that was sent last."""

    token: str
    digest: str


def remember(site: Site, response: Response, token: str, digest: str) -> None:
    site.leave_with(response, site.settings.form_cookie, f"{token}.{digest}", LASTS)


def recall(site: Site, request: Request) -> Sent | None:
    found = request.cookies.get(site.settings.form_cookie, "")
    token, dot, digest = found.partition(".")
    return Sent(token, digest) if dot and len(found) <= LONGEST_TOKEN else None


def told(site: Site, case: Complaint) -> dict[str, str]:
    """What the office's notices say of the case, in the language of the page; nothing that was written."""
    desk, language = site.desk, Language(current())
    days = term(case.labels.kind)[0] if case.deadline.basis is Basis.LEGAL else 0
    kind = (
        case.party.addresses[0].kind
        if case.party.addresses
        else site.settings.kinds.get(case.account, ON_PAGE)
    )
    return case_values(desk.notices, language, Length.MAIL, case, desk.bases, channel=kind, due_days=days)


async def show(front: Front, request: Request) -> Response:
    """The receipt as soon as somebody has read the entry; after two seconds the check code, number to follow."""
    account, _ = front.form(request)
    site, sent = front.site, recall(front.site, request)
    if sent is None:
        return RedirectResponse("/status", 303)
    code, news = web_check_code(sent.token), NEWS.get(request.query_params.get("kabar", ""), "")
    ticket = await waiting.await_ticket(site.store, [account], web_key(sent.token))
    found = await site.store.read(lambda unit: _find(unit, ticket or "", code))
    if found is None:
        return site.pages.show(
            request,
            "form_pending.html",
            headers={"refresh": "5"},
            check_code=code,
            news=news,
            account_name=account,
        )
    case, contact = found
    tracking = site.desk.notices.office.tracking
    return site.pages.show(
        request,
        "form_receipt.html",
        case=case,
        check_code=code,
        qr=qr(f"{tracking}?tiket={case.ticket}" if tracking else f"STATUS {case.ticket} {code}"),
        tracking=tracking,
        told=told(site, case),
        house=site.desk.notices.office,
        announced=reached_at(contact, site.desk) if case.deadline.due else None,
        news=news,
        account_name=account,
    )


def _find(unit: Unit, ticket: str, code: str) -> tuple[Complaint, Address | None] | None:
    if not unit.cases.opens_with(ticket, code):
        return None
    case = unit.cases.get(ticket)
    return (case, unit.cases.contact(ticket)) if case else None
