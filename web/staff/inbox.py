"""The inbox: saved views with counts, filters, and the rows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from core.case.ticket import WRITTEN
from core.classify.labels import Component, Kind, Sector
from core.ports.accounts import AccountHealth
from core.ports.inbox import Filters, InboxRow, Page, Session, View, Viewer
from core.ports.store import Unit
from web.deadlines import Chip, chip
from web.language import N_, translate, translate_number
from web.site import Site, viewer
from web.staff.filters import filters_of, link, narrowed

ROWS = 50
LONGEST_DAY = 12 * 3600  # seconds: as long as a session
LONGEST_LOOK_BACK = timedelta(days=1)
NOW_RESTRICTED = N_(
    "Koreksi disimpan. Kasus %(ticket)s kini terbatas dan hanya terlihat oleh Pejabat Pengelola Pengaduan."
)


@dataclass(frozen=True, slots=True)
class ShownRow:
    row: InboxRow
    deadline: Chip


@dataclass(frozen=True, slots=True)
class Found:
    """What one read brings for the page."""

    page: Page
    counts: Mapping[View, int]
    accounts: tuple[AccountHealth, ...]
    units: tuple[str, ...]


async def show(site: Site, request: Request, session: Session) -> Response:
    filters = filters_of(request.query_params)
    now, today, who = site.now(), site.today(), viewer(session)
    found = await site.store.read(lambda unit: _find(unit, who, filters, site))
    page = site.pages.show(
        request,
        "inbox.html",
        session=session,
        filters=filters,
        narrowed=narrowed(filters),
        found=found,
        news=_news(request.query_params),
        kinds={account.account: account.kind for account in found.accounts},
        rows=[ShownRow(row, chip(row.complaint, today, site.desk.calendar)) for row in found.page.rows],
        today=today,
        since=int(now.timestamp()),
        views=[(view, link(Filters(view=view)), found.counts.get(view, 0)) for view in View],
        older=link(filters, found.page.next) if found.page.next is not None else "",
        newest=link(filters),
        choices={"jenis": Kind, "komponen": Component, "sektor": Sector},
    )
    here = link(filters, filters.before)
    site.leave_with(page, site.settings.list_cookie, here.removeprefix("/").removeprefix("?"), LONGEST_DAY)
    return page


def _news(asked: QueryParams) -> str:
    """A word about a case that has gone from the officer's sight; nothing but a ticket is repeated."""
    ticket = asked.get("tiket", "")
    if asked.get("kabar") != "dibatasi" or not re.fullmatch(WRITTEN, ticket):
        return ""
    return translate(NOW_RESTRICTED, ticket=ticket)


def _find(unit: Unit, who: Viewer, filters: Filters, site: Site) -> Found:
    today = site.today()
    return Found(
        unit.inbox.page(who, filters, today, ROWS),
        unit.inbox.counts(who, today),
        tuple(unit.accounts.health()),
        tuple(sorted({officer.unit for officer in unit.staff.officers() if officer.unit})),
    )


async def changes(site: Site, request: Request, session: Session) -> Response:
    """How many cases changed since the list was drawn: 204 for none. The list itself never moves."""
    since = request.query_params.get("sejak", "")
    if not since.isdecimal() or len(since) > 12:
        raise HTTPException(422)
    moment = max(datetime.fromtimestamp(int(since), UTC), site.now() - LONGEST_LOOK_BACK)
    count = await site.store.read(lambda unit: unit.inbox.changed_since(viewer(session), moment))
    if not count:
        return Response(status_code=204)
    return PlainTextResponse(translate_number("%(n)s perubahan baru", "%(n)s perubahan baru", count))
