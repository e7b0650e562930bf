"""The inbox's filters live in the URL: it can be kept, sent to a colleague and gone back to."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException

from core.classify.labels import Component, Kind, Sector
from core.ports.inbox import Filters, View
from web.forms import choice_of

LONGEST_SEARCH = 200


def filters_of(query: QueryParams) -> Filters:
    """What the URL asks for. Raises HTTPException 422 for a value that is none of the choices: to show
    everything instead would look like an answer.
    """
    kind, sector, component = query.get("jenis"), query.get("sektor"), query.get("komponen")
    return Filters(
        view=choice_of(View, query.get("tampilan") or View.OPEN),
        search=query.get("cari", "").strip()[:LONGEST_SEARCH],
        kind=choice_of(Kind, kind) if kind else None,
        sector=choice_of(Sector, sector) if sector else None,
        component=choice_of(Component, component) if component else None,
        account=query.get("akun", ""),
        unit=query.get("unit", ""),
        before=_row(query.get("sebelum", "")),
    )


def _row(value: str) -> int | None:
    if not value:
        return None
    if not value.isdecimal() or len(value) > 18:
        raise HTTPException(422)
    return int(value)


def link(filters: Filters, before: int | None = None) -> str:
    """The address of the inbox under these filters, from the row `before` on."""
    asked = {
        "tampilan": filters.view if filters.view is not View.OPEN else "",
        "cari": filters.search,
        "jenis": filters.kind,
        "sektor": filters.sector,
        "komponen": filters.component,
        "akun": filters.account,
        "unit": filters.unit,
        "sebelum": before,
    }
    given = {name: str(value) for name, value in asked.items() if value}
    return f"/?{urlencode(given)}" if given else "/"


def way_back(query: str) -> str:
    """The list that an officer came from, as the inbox left it in a cookie; what is no filter is the inbox."""
    try:
        return link(found := filters_of(QueryParams(query)), found.before)
    except HTTPException:
        return "/"


def narrowed(filters: Filters) -> bool:
    """Whether anything but the view was chosen."""
    return filters != Filters(view=filters.view, before=filters.before)
