"""Groups: reports that may be one matter, the officer's word on them, and one answer to all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from core.errors import Stale
from core.ports.groups import Group
from core.ports.inbox import Session
from core.ports.store import Unit
from web.forms import text_of
from web.language import N_, translate, translate_number
from web.site import Site, viewer
from web.staff.timeline import actor

LONGEST_TEXT = 20_000  # characters
NO_TEXT = N_("Tulis jawabannya dulu, paling banyak 20.000 huruf.")
NOBODY = N_("Centang dulu siapa yang dijawab.")
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


@dataclass(frozen=True, slots=True)
class Draft:
    """What stands in a group's answer box, and what is wrong with it."""

    number: int = 0
    text: str = ""
    error: str = ""
    final: bool = False


async def show(site: Site, request: Request, session: Session) -> Response:
    asked = request.query_params
    said, sent = asked.get("kabar", ""), asked.get("jumlah", "")
    news = translate(NEWS[said]) if said in NEWS else ""
    if said == "dijawab" and sent.isdecimal() and len(sent) < 4:
        news = translate_number("%(n)s jawaban disiapkan.", "%(n)s jawaban disiapkan.", int(sent))
    return await _page(site, request, session, news=news)


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
    """One text to the members that were ticked, each on the own channel; who could not be reached is named."""
    form = await request.form()
    text, number, who = text_of(form, "teks"), request.path_params["number"], viewer(session)
    found = await site.store.read(lambda unit: unit.groups.get(who, number))
    if found is None or not found.confirmed:
        raise HTTPException(404)
    final = text_of(form, "akhir") == "ya"
    ticked = [_member(value) for value in form.getlist("anggota")]
    if not text.strip() or len(text) > LONGEST_TEXT or not ticked:
        error = translate(NOBODY if text.strip() and not ticked else NO_TEXT)
        return await _page(site, request, session, draft=Draft(number, text, error, final), status=422)
    failed = await _answer_each(site, session, number, ticked, text, final=final)
    sent = len(ticked) - failed.total()
    if not failed:
        return RedirectResponse(f"/kelompok?kabar=dijawab&jumlah={sent}#kelompok-{number}", 303)
    news = translate_number("%(n)s jawaban disiapkan.", "%(n)s jawaban disiapkan.", sent) if sent else ""
    faults = [f"{translate(WHY_NOT[why])}: {count}" for why, count in failed.items()]
    not_sent = translate("Belum terkirim:")
    error = f"{not_sent} {'; '.join(faults)}"
    return await _page(site, request, session, news=news, draft=Draft(number, text, error, final), status=409)


async def _answer_each(
    site: Site, session: Session, number: int, ticked: Sequence[tuple[str, int]], text: str, *, final: bool
) -> Counter[str]:
    """Why the answer could not be planned, and how often. A unit each: one that fails keeps it from nobody."""
    from core.work import group

    def answer(unit: Unit, ticket: str, version: int) -> str | None:
        return group.answer_member(
            site.desk, unit, number, ticket, version, session.officer, text, site.now(), final=final
        )

    failed: Counter[str] = Counter()
    for ticket, version in ticked:
        why = await site.store.write(partial(answer, ticket=ticket, version=version))
        failed.update([why] if why else [])
    return failed


def _member(value: object) -> tuple[str, int]:
    """A ticked member: its ticket, and the version of the case that the officer saw."""
    ticket, _, version = str(value).rpartition(":")
    if not version.isdecimal() or len(version) > 18:
        raise HTTPException(422)
    return ticket, int(version)


async def _page(
    site: Site,
    request: Request,
    session: Session,
    *,
    news: str = "",
    draft: Draft | None = None,
    status: int = 200,
) -> Response:
    who = viewer(session)
    groups, names = await site.store.read(
        lambda unit: (unit.groups.listed(who), {one.name: one.full_name for one in unit.staff.officers()})
    )
    return site.pages.show(
        request,
        "groups.html",
        session=session,
        status=status,
        groups=groups,
        news=news,
        draft=draft or Draft(),
        people=people,
        actor=partial(actor, names),
        today=site.today(),
    )


def people(group: Group) -> int:
    """How many different people wrote."""
    return len({row.complaint.party.id for row in (*group.members, *group.proposed)})
