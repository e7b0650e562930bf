"""What an officer does on a case's page. Each deed ends with a redirect, or with the page as it was
typed: nothing that was written is ever lost to an error or to somebody who was faster.
"""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from core.case.complaint import Labels
from core.classify.labels import Component, Kind, Language, Sector
from core.errors import NotAllowed, Stale
from core.ports.inbox import Session, Viewer
from core.ports.send import SendState
from core.ports.store import Unit
from web.forms import choice_of, number_of, text_of
from web.language import N_, translate
from web.site import Site, viewer
from web.staff.case import Correction, Draft, Opened, open_case, page

LONGEST_TEXT = 20_000  # characters
EMPTY = N_("Tulis dulu isinya, lalu tekan tombolnya lagi.")
CHANGED = N_("Kasus ini berubah sejak Anda membukanya. Periksa pilihan Anda, lalu simpan lagi.")
REASON_NEEDED = N_("Menarik dugaan pelanggaran integritas perlu alasan. Tulis alasannya, lalu simpan lagi.")
TOO_LONG = N_("Tulisan ini terlalu panjang: paling banyak 20.000 huruf.")

TOO_LONG_HERE = N_(
    "Kanal ini tidak dapat membawa balasan sepanjang ini: pendekkan kira-kira %(excess)s huruf, lalu kirim lagi."
)


async def write(site: Site, request: Request, session: Session) -> Response:
    """Reply to the citizen or keep a note, by the button that was pressed; there is no third way."""
    form = await request.form()
    text, action, version = text_of(form, "teks"), text_of(form, "tindakan"), number_of(form, "versi")
    if action not in {"kirim", "catatan"}:
        raise HTTPException(422)
    final = text_of(form, "akhir") == "ya"
    error = EMPTY if not text.strip() else TOO_LONG if len(text) > LONGEST_TEXT else ""
    if error:
        opened = await reopen(site, request, session)
        return page(
            site, request, session, opened, draft=Draft(text, translate(error), final=final), status=422
        )
    if action == "catatan":
        return await _keep_note(site, request, session, text)
    return await _send(site, request, session, text, version, final=final)


async def _keep_note(site: Site, request: Request, session: Session, text: str) -> Response:
    from core.work.note import note

    ticket, who, now = request.path_params["ticket"], viewer(session), site.now()

    def keep(unit: Unit) -> None:
        open_case(unit, who, ticket)
        note(unit, ticket, session.officer, text, now)

    await site.store.write(keep)
    return back(ticket, "catatan")


async def _send(
    site: Site, request: Request, session: Session, text: str, version: int, *, final: bool
) -> Response:
    from core.work.reply import TooLong, reply

    ticket, who, now = request.path_params["ticket"], viewer(session), site.now()

    def send(unit: Unit) -> bool:
        by_hand = open_case(unit, who, ticket).by_hand(site)
        reply(site.desk, unit, ticket, session.officer, text, now, version, final=final)
        return by_hand

    try:
        by_hand = await site.store.write(send)
    except Stale:
        draft, status = Draft(text, conflict=True, final=final), 409
    except TooLong as error:
        draft, status = Draft(text, translate(TOO_LONG_HERE, excess=error.excess), final=final), 422
    else:
        return back(ticket, "disiapkan" if by_hand else "dikirim")
    opened = await reopen(site, request, session)
    return page(site, request, session, opened, draft=draft, status=status)


async def take_back(site: Site, request: Request, session: Session) -> Response:
    """Take back a reply that has not left; its text stands in the box again."""
    from core.work.undo import undo

    form = await request.form()
    outbound, ticket = number_of(form, "pesan"), request.path_params["ticket"]
    who, now = viewer(session), site.now()

    def take(unit: Unit) -> bool:
        open_case(unit, who, ticket)
        return undo(unit, ticket, outbound, session.officer, now)

    if not await site.store.write(take):
        return back(ticket, "terlambat")
    return RedirectResponse(f"/kasus/{ticket}?kabar=dibatalkan&kembali={outbound}#tulis", 303)


async def decide_public(site: Site, request: Request, session: Session) -> Response:
    """Approve the line in public, or let nothing be said there."""
    from core.work.public_line import approve, decline

    form = await request.form()
    outbound, action = number_of(form, "pesan"), text_of(form, "tindakan")
    if action not in {"setuju", "tolak"}:
        raise HTTPException(422)
    ticket, who, now = request.path_params["ticket"], viewer(session), site.now()
    decide = approve if action == "setuju" else decline

    def write(unit: Unit) -> bool:
        shown = open_case(unit, who, ticket).view.messages
        proposed = {one.id for one in shown if one.send_state is SendState.PROPOSED}
        return outbound in proposed and decide(unit, ticket, outbound, session.officer, now)

    decided = await site.store.write(write)
    return back(ticket, ("umum" if action == "setuju" else "tanpa-umum") if decided else "diputuskan")


async def correct_labels(site: Site, request: Request, session: Session) -> Response:
    """An officer knows better than the classifier."""
    from core.work.correct import correct

    form = await request.form()
    ticket, who, now = request.path_params["ticket"], viewer(session), site.now()
    component, integrity = text_of(form, "komponen"), text_of(form, "integritas")
    if integrity not in {"ya", "tidak"}:
        raise HTTPException(422)
    labels = Labels(
        choice_of(Kind, text_of(form, "jenis")),
        choice_of(Component, component) if component else None,
        choice_of(Sector, text_of(form, "sektor")),
        integrity == "ya",
        choice_of(Language, text_of(form, "bahasa")),
    )
    reason, version = text_of(form, "alasan").strip()[:LONGEST_TEXT], number_of(form, "versi")

    def change(unit: Unit) -> None:
        open_case(unit, who, ticket)
        correct(site.desk, unit, ticket, session.officer, labels, now, version, reason)

    try:
        await site.store.write(change)
    except Stale:
        correction, status = Correction(labels, reason, translate(CHANGED)), 409
    except NotAllowed:  # the case is this officer's to open: what is missing is the reason
        correction, status = Correction(labels, reason, translate(REASON_NEEDED)), 422
    else:
        return await _after_correction(site, ticket, who)
    opened = await reopen(site, request, session)
    return page(site, request, session, opened, correction=correction, status=status)


async def confirm_labels(site: Site, request: Request, session: Session) -> Response:
    """The labels are right as they stand."""
    from core.work.confirm import confirm

    form = await request.form()
    ticket, who, now = request.path_params["ticket"], viewer(session), site.now()
    version = number_of(form, "versi")

    def write(unit: Unit) -> None:
        open_case(unit, who, ticket)
        confirm(unit, ticket, session.officer, now, version)

    try:
        await site.store.write(write)
    except Stale:
        return back(ticket, "berubah")
    return back(ticket, "benar")


async def _after_correction(site: Site, ticket: str, who: Viewer) -> Response:
    """A case that the correction restricted is out of this officer's sight from now on."""
    visible = await site.store.read(lambda unit: unit.inbox.case(who, ticket) is not None)
    return back(ticket, "koreksi") if visible else RedirectResponse(f"/?kabar=dibatasi&tiket={ticket}", 303)


async def reopen(site: Site, request: Request, session: Session) -> Opened:
    """The case as it stands now, for a page that keeps what was typed."""
    ticket, who = request.path_params["ticket"], viewer(session)
    return await site.store.read(lambda unit: open_case(unit, who, ticket))


def back(ticket: str, news: str) -> Response:
    """To the case's page, with a word about what was done."""
    return RedirectResponse(f"/kasus/{ticket}?kabar={news}#kabar", 303)
