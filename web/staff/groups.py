"""Groups: reports that may be one matter, the officer's word on them, and one answer to all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from core.errors import Stale
from core.ports.groups import Group
from core.ports.inbox import Session
from web.forms import text_of
from web.language import N_, translate, translate_number
from web.site import Site, viewer

LONGEST_TEXT = 20_000  # characters
NEWS = {
    "kelompok": N_("Pilihan disimpan dan dicatat dalam riwayat setiap kasus."),
    "berubah": N_("Kelompok ini baru saja berubah. Periksa lagi pilihannya."),
}
WHY_NOT: Mapping[str, str] = {
    "no_address": N_("tidak ada alamat untuk membalas"),
    "too_long": N_("jawaban terlalu panjang untuk kanalnya"),
    "changed": N_("kasusnya baru saja berubah"),
    "not_a_member": N_("sudah bukan anggota kelompok"),
}


async def show(site: Site, request: Request, session: Session) -> Response:
    who = viewer(session)
    groups = await site.store.read(lambda unit: unit.groups.listed(who))
    said = NEWS.get(request.query_params.get("kabar", ""), "")
    return _page(site, request, session, groups, news=translate(said) if said else "")


async def decide(site: Site, request: Request, session: Session) -> Response:
    """The chosen cases are one matter; the others are not."""
    from core.work import group

    form = await request.form()
    chosen = [str(value) for value in form.getlist("tiket")]
    if text_of(form, "tindakan") == "tolak":
        chosen = []
    number, now = request.path_params["number"], site.now()
    try:
        await site.store.write(lambda unit: group.decide(unit, number, chosen, session.officer, now))
    except Stale:
        return RedirectResponse("/kelompok?kabar=berubah", 303)
    return RedirectResponse(f"/kelompok?kabar=kelompok#kelompok-{number}", 303)


async def answer(site: Site, request: Request, session: Session) -> Response:
    """One text to all members, each on the own channel; who could not be reached is named."""
    from core.work import group

    form = await request.form()
    text, number, who = text_of(form, "teks"), request.path_params["number"], viewer(session)
    found = await site.store.read(lambda unit: unit.groups.get(who, number))
    if found is None or not found.confirmed:
        raise HTTPException(404)
    if not text.strip() or len(text) > LONGEST_TEXT:
        groups = await site.store.read(lambda unit: unit.groups.listed(who))
        error = translate("Tulis jawabannya dulu, paling banyak 20.000 huruf.")
        return _page(site, request, session, groups, draft=(number, text, error), status=422)
    failed: Counter[str] = Counter()
    open_ones = [row.complaint.ticket for row in found.members if row.complaint.state.open]
    for ticket in open_ones:  # a unit each: one that fails must not keep the answer from the others
        why = await site.store.write(
            lambda unit, ticket=ticket: group.answer_member(  # type: ignore[misc]  # a default binds the ticket
                site.desk, unit, number, ticket, session.officer, text, site.now()
            )
        )
        failed.update([why] if why else [])
    groups = await site.store.read(lambda unit: unit.groups.listed(who))
    sent = len(open_ones) - failed.total()
    news = translate_number("%(n)s jawaban disiapkan.", "%(n)s jawaban disiapkan.", sent)
    faults = [f"{translate(WHY_NOT[why])}: {count}" for why, count in failed.items()]
    return _page(site, request, session, groups, news=news, faults=tuple(faults))


def _page(
    site: Site,
    request: Request,
    session: Session,
    groups: object,
    *,
    news: str = "",
    faults: tuple[str, ...] = (),
    draft: tuple[int, str, str] = (0, "", ""),
    status: int = 200,
) -> Response:
    return site.pages.show(
        request,
        "groups.html",
        session=session,
        status=status,
        groups=groups,
        news=news,
        faults=faults,
        draft=draft,
        people=people,
        today=site.today(),
    )


def people(group: Group) -> int:
    """How many different people wrote."""
    return len({row.complaint.party.id for row in (*group.members, *group.proposed)})
