"""The receipt that the citizen takes along: ticket, check code, and the date by which the office answers.

The check code is not kept in a readable form. It follows from the token of the form, which the browser of
the officer who made the entry keeps for a quarter of an hour; later receipts come without it.
"""

from __future__ import annotations

from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from core.case.complaint import Basis, Complaint
from core.case.form_code import case_check_code
from core.classify.labels import Language
from core.intake.desk_entry import entry_check_code, entry_key
from core.law.deadline import term
from core.notice.notices import Length
from core.notice.values import case_values
from core.ports.inbox import Session, Viewer
from core.ports.store import Unit
from web import waiting
from web.language import N_, current
from web.qr import qr
from web.site import LONGEST_TOKEN, Site, viewer

LASTS = 15 * 60  # seconds during which the code can be printed again
KNOWN = "sudah"
NEWS = {
    KNOWN: N_(
        "Isian ini sudah tercatat sebelumnya. Yang Anda ubah sesudahnya tidak ikut tersimpan: "
        "tulis sebagai catatan di kasusnya."
    )
}


@dataclass(frozen=True, slots=True)
class Key:
    """What opens the receipt of an entry: the token of its form, and the code of the paper form, if any."""

    token: str
    form_code: str = ""

    @property
    def check_code(self) -> str:
        return case_check_code(self.form_code) or entry_check_code(self.token)

    def __str__(self) -> str:
        return f"{self.token}.{self.form_code}" if self.form_code else self.token

    @classmethod
    def parse(cls, cookie: str) -> Key | None:
        token, _, form_code = cookie.partition(".")
        return cls(token, form_code) if token and len(cookie) <= LONGEST_TOKEN else None


@dataclass(frozen=True, slots=True)
class Found:
    """A case at the desk, and who wrote it down."""

    case: Complaint
    recorded_by: str
    own: bool


def remember(site: Site, response: Response, key: Key) -> None:
    """Let the officer's browser keep the key of the entry for a while."""
    site.leave_with(response, site.settings.receipt_cookie, str(key), LASTS)


async def await_ticket(site: Site, request: Request, session: Session) -> Response:
    """On to the receipt as soon as the entry was read; after two seconds the check code, number to follow."""
    key = Key.parse(request.cookies.get(site.settings.receipt_cookie, ""))
    if key is None:
        return RedirectResponse("/loket", 303)
    accounts = set(site.settings.desk.values())
    ticket = await waiting.await_ticket(site.store, accounts, entry_key(key.token))
    news = request.query_params.get("kabar", "")
    if ticket is not None:
        return RedirectResponse(
            f"/loket/{ticket}/tanda-terima{f'?kabar={news}' if news in NEWS else ''}", 303
        )
    return site.pages.show(
        request,
        "receipt_pending.html",
        session=session,
        headers={"refresh": "5"},
        check_code=key.check_code,
        news=NEWS.get(news, ""),
    )


async def show(site: Site, request: Request, session: Session) -> Response:
    """The receipt. It goes to whoever may see the case, and to the officer who just made the entry: an
    allegation against integrity is out of that officer's sight at once, but the citizen gets the receipt.
    """
    ticket, key = (
        request.path_params["ticket"],
        Key.parse(request.cookies.get(site.settings.receipt_cookie, "")),
    )
    code, who = key.check_code if key else "", viewer(session)
    found = await site.store.read(lambda unit: _find(unit, who, ticket, code))
    if found is None or found.case.account not in site.settings.desk.values():
        raise HTTPException(404)
    shown_code = code if found.own else ""
    return site.pages.show(
        request,
        "receipt.html",
        session=session,
        case=found.case,
        recorded_by=found.recorded_by,
        visible=await site.store.read(lambda unit: unit.inbox.case(who, ticket) is not None),
        check_code=shown_code,
        qr=qr(f"STATUS {ticket} {shown_code}") if shown_code else "",
        told=_told(site, found.case, shown_code),
        house=site.desk.notices.office,
        news=NEWS.get(request.query_params.get("kabar", ""), ""),
    )


def _find(unit: Unit, who: Viewer, ticket: str, code: str) -> Found | None:
    own = bool(code) and unit.cases.opens_with(ticket, code)
    case = unit.cases.get(ticket)
    if case is None or not (own or unit.inbox.case(who, ticket)):
        return None
    by = next((entry.by for entry in unit.history.of(ticket) if entry.what == "recorded"), "")
    names = {officer.name: officer.full_name for officer in unit.staff.officers()}
    return Found(case, names.get(by, by), own)


def _told(site: Site, case: Complaint, code: str) -> dict[str, str]:
    """What the office's notices say of the case, in the language of the page."""
    desk, language = site.desk, Language(current())
    days = term(case.labels.kind)[0] if case.deadline.basis is Basis.LEGAL else 0
    return case_values(
        desk.notices,
        language,
        Length.MAIL,
        case,
        desk.bases,
        channel="desk",
        check_code=code,
        due_days=days,
    )
