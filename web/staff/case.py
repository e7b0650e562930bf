"""One case: what was said, what it is about, by when it must be answered, and what was done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from core.case.complaint import Complaint, Entry, Labels
from core.case.held import is_held
from core.case.references import named
from core.classify.labels import Component, Kind, Language, Sector
from core.errors import Stale
from core.lapor.report import SYSTEM
from core.law.calendar import DayOff
from core.law.deadline import explain
from core.message import Address, Purpose, Reference
from core.ports.inbox import CaseView, Officer, Session, Viewer
from core.ports.store import Unit
from web.deadlines import chip
from web.erased import farewell
from web.language import N_, translate
from web.site import Site, viewer
from web.staff.details import details
from web.staff.evidence import label_rows
from web.staff.filters import way_back
from web.staff.places import units
from web.staff.standard import businesses, find_link, stated
from web.staff.timeline import TAKEN_BACK, actor, event, reason, story

SATURDAY = 5
LONGEST_QUERY = 1_000  # characters
WEB = ("https://", "http://")
SPOKEN = "desk"  # who came to the desk is told by a person: what is written becomes an officer's task
JUDGED = frozenset({"corrected", "labels_confirmed"})
NEWS = {
    "benar": N_("Klasifikasi dinyatakan benar dan dicatat dalam riwayat."),
    "berubah": N_("Kasus ini berubah sejak Anda membukanya. Periksa klasifikasinya lagi."),
    "dikirim": N_("Balasan disiapkan dan dikirim dalam 10 detik."),
    "disiapkan": N_("Balasan disiapkan. Sesudah 10 detik muncul di bawah sebagai tugas untuk disampaikan."),
    "disampaikan": N_("Dicatat: warga sudah diberi tahu."),
    "tidak-disampaikan": N_("Dicatat: pesan ini tidak dapat disampaikan, beserta alasannya."),
    "sudah-dicatat": N_("Pesan ini sudah dicatat sebelumnya; keadaannya tampak di bawah."),
    "catatan": N_("Catatan internal disimpan. Warga tidak melihatnya."),
    "koreksi": N_("Klasifikasi diperbarui dan dicatat dalam riwayat."),
    "nomor": N_("Nomor SP4N-LAPOR! dicatat."),
    "nomor-ada": N_("Nomor itu sudah tercatat pada kasus ini."),
    "nomor-dicabut": N_("Nomor SP4N-LAPOR! dicabut. Riwayat tetap mencatatnya."),
    "nomor-tidak-ada": N_("Nomor itu tidak (lagi) tercatat pada kasus ini."),
    "diambil": N_("Kasus ini kini Anda pegang; ada di Milik saya."),
    "diteruskan": N_("Kasus diteruskan dan dicatat dalam riwayat."),
    "sudah-di-sana": N_("Kasus ini memang sudah di sana; tidak ada yang berubah."),
    "ditahan": N_("Kasus ditahan: data pelapornya tidak dapat dihapus."),
    "dilepas": N_("Penahanan untuk proses hukum dilepas."),
    "dibuka": N_("Pembatasan dibuka: semua petugas dapat melihat kasus ini lagi."),
    "umum": N_("Balasan umum disetujui dan segera tampil."),
    "tanpa-umum": N_("Balasan umum tidak akan ditampilkan."),
    "diputuskan": N_("Rekan Anda sudah memutuskan balasan umum ini."),
    "terlambat": N_("Sudah terlambat untuk membatalkan: balasan sudah berangkat."),
    "dibatalkan": N_("Balasan dibatalkan. Tulisannya kembali di kotak di bawah."),
}


@dataclass(frozen=True, slots=True)
class Opened:
    """A case with the address to which a reply would go (None where there is none), and the officers, whose full
    names go by the names they sign in with.
    """

    view: CaseView
    answer_to: Address | None
    officers: Sequence[Officer]

    @property
    def names(self) -> Mapping[str, str]:
        return {one.name: one.full_name for one in self.officers}

    @property
    def spoken(self) -> bool:
        """Whether the person came to the desk."""
        return self.answer_to is not None and self.answer_to.kind == SPOKEN

    def by_hand(self, site: Site) -> bool:
        """Whether an officer sends every answer, because no program may."""
        told = self.spoken or self.view.complaint.account in site.desk.by_hand
        return self.answer_to is not None and told


@dataclass(frozen=True, slots=True)
class Draft:
    """What stands in the reply box. `conflict`: somebody wrote since the page was opened; `final`: it answers the
    case.
    """

    text: str = ""
    error: str = ""
    conflict: bool = False
    final: bool = False


@dataclass(frozen=True, slots=True)
class Settling:
    """What an officer said became of a message sent by hand, and what is wrong with that."""

    message: int = 0
    deed: str = ""
    on: str = ""
    reason: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Numbering:
    """What stands in the form of LAPOR!'s number, and what is wrong with it."""

    number: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Holding:
    """What an officer chose for the case's holder or for who may see it, and what is wrong with that."""

    deed: str = ""
    to: str = ""
    reason: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A number under which others keep the matter, and whether an officer may take it back."""

    reference: Reference
    removable: bool


@dataclass(frozen=True, slots=True)
class Correction:
    """What stands in the form of labels, and what is wrong with it."""

    labels: Labels
    reason: str = ""
    error: str = ""


def open_case(unit: Unit, who: Viewer, ticket: str) -> Opened:
    """Raises HTTPException 404 where there is no case, and where the viewer may not see it: alike."""
    view = unit.inbox.case(who, ticket)
    if view is None:
        raise HTTPException(404)
    _, _, address, _ = unit.cases.thread(ticket)
    return Opened(view, address, tuple(unit.staff.officers()))


async def show(site: Site, request: Request, session: Session) -> Response:
    ticket, who = request.path_params["ticket"], viewer(session)
    opened = await site.store.read(lambda unit: open_case(unit, who, ticket))
    if opened.view.complaint.unread:
        opened = await _mark_seen(site, session.officer, who, ticket)
    asked = request.query_params
    taken_back = asked.get("kembali", "")
    draft = (
        taken_back_as(opened.view, int(taken_back))
        if taken_back.isdecimal() and len(taken_back) < 19
        else None
    )
    return page(site, request, session, opened, draft=draft, news=NEWS.get(asked.get("kabar", ""), ""))


def taken_back_as(view: CaseView, outbound: int) -> Draft:
    """What the officer typed, and chose, for a message that was taken back. The message itself stands in the office's frame
    of greeting and closing; the history's entry of the same moment holds the bare words.
    """
    message = next((m for m in view.messages if m.id == outbound and m.reason == TAKEN_BACK), None)
    if message is None:
        return Draft()
    entries = (entry for entry in reversed(view.entries) if entry.what == "replied")
    bare = next(
        (text for entry in entries if (text := entry.detail.get("text")) and text in message.text), ""
    )
    return Draft(bare or message.text, final=message.purpose is Purpose.ANSWER)


async def _mark_seen(site: Site, officer: Officer, who: Viewer, ticket: str) -> Opened:
    from core.work.seen import seen

    now = site.now()

    def mark(unit: Unit) -> Opened:
        with suppress(Stale):  # somebody else opened or changed it just now: show what stands
            seen(unit, ticket, officer, now)
        return open_case(unit, who, ticket)

    return await site.store.write(mark)


def page(
    site: Site,
    request: Request,
    session: Session,
    opened: Opened,
    *,
    draft: Draft | None = None,
    correction: Correction | None = None,
    settling: Settling | None = None,
    numbering: Numbering | None = None,
    holding: Holding | None = None,
    news: str = "",
    status: int = 200,
) -> Response:
    """The page of a case, with what the officer has typed so far."""
    view, today = opened.view, site.today()
    case, linked = view.complaint, find_link(site, opened.view)
    return site.pages.show(
        request,
        "case.html",
        session=session,
        status=status,
        case=case,
        answer_to=opened.answer_to,
        spoken=opened.spoken,
        all_by_hand=opened.by_hand(site),
        farewell=farewell(view.entries) if case.erased else "",
        deadline=chip(case, today, site.desk.calendar),
        skipped=days_off(site, case),
        labels=label_rows(case, view.classification),
        judged=any(entry.what in JUDGED for entry in view.entries),
        linked=linked,
        stated=stated(linked) if linked else "",
        businesses=businesses(site, view),
        story=story(view),
        entries=lines(site, opened),
        elsewhere=elsewhere(opened),
        draft=draft or Draft(),
        correction=correction or Correction(case.labels),
        correcting=correction is not None,
        settling=settling or Settling(on=today.isoformat()),
        numbering=numbering or Numbering(),
        holding=holding or Holding(),
        held=is_held(view.entries),
        me=session.officer.name,
        officers=[one for one in opened.officers if one.active],
        units=units(site.desk.routing, opened.officers),
        wants_secrecy=wants_secrecy(view),
        news=translate(news) if news else "",
        actor=partial(actor, opened.names),
        reason=reason,
        kinds=Kind,
        components=Component,
        sectors=Sector,
        languages_written=Language,
        today=today,
        way_back=way_back(request.cookies.get(site.settings.list_cookie, "")[:LONGEST_QUERY]),
    )


def elsewhere(opened: Opened) -> Sequence[Elsewhere]:
    """The numbers under which others keep the matter; nothing but a page of the web is ever shown as a link."""
    return [
        Elsewhere(
            one.reference if one.reference.url.startswith(WEB) else replace(one.reference, url=""),
            one.reference.system == SYSTEM and one.by in opened.names,
        )
        for one in named(opened.view.entries)
    ]


def wants_secrecy(view: CaseView) -> bool:
    """Whether the citizen asked that the name, or the matter, be kept from others (R14)."""
    recorded = (entry.detail.get("anonymity") for entry in view.entries if entry.what == "recorded")
    return view.classification.facts.anonymity_wish or any(recorded)


def history(view: CaseView) -> Sequence[Entry]:
    return sorted((*view.entries, *view.notes), key=lambda entry: entry.at)


def lines(site: Site, opened: Opened) -> Sequence[tuple[Entry, str, Sequence[str]]]:
    """The history in words: each entry, what happened, and what stands behind it."""
    by = partial(actor, opened.names)
    return [(one, event(one), details(one, site.pages.account, by)) for one in history(opened.view)]


def days_off(site: Site, case: Complaint) -> Sequence[DayOff]:
    """The holidays between reception and the due date: why it is so late. Weekends go without saying."""
    days = explain(case.deadline, case.received_at, site.desk.calendar)
    return tuple(day for day in days if day.date.weekday() < SATURDAY)
