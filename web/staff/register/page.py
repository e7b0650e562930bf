"""The register goes out as a file: masked for anybody's desk, with identities for a reason that stays on record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from core.classify.labels import Language
from core.ports.inbox import Role, Session
from core.ports.store import Unit
from ops.register.export import Wish, export
from ops.register.formats import FORMATS
from web.forms import text_of
from web.language import N_, translate
from web.register_words import wording
from web.site import Site

LATEST = 20  # disclosures that are shown
IN_MEMORY = 4 * 1024 * 1024  # bytes of a file before it goes to the disk, without a name
CHUNK = 64 * 1024
LONGEST_REASON = 500  # characters
WHY = N_("Tulis alasannya: ekspor dengan identitas atau kasus terbatas dicatat bersama alasannya.")
BAD_DAY = N_("Tanggal tidak dikenal.")


def demand_manager(session: Session) -> None:
    """Raises HTTPException 403 for anybody but the complaint manager: the register holds everybody's cases."""
    if session.officer.role is not Role.COMPLAINT_MANAGER:
        raise HTTPException(403)


async def show(site: Site, request: Request, session: Session) -> Response:
    demand_manager(session)
    return await page(site, request, session)


async def take_out(site: Site, request: Request, session: Session) -> Response:
    """The file, written page by page before its first byte leaves: half a register must not look like one."""
    demand_manager(session)
    form = await request.form()
    typed = {name: text_of(form, name).strip() for name in ("bentuk", "sejak", "sampai", "alasan")}
    typed |= {name: text_of(form, name) for name in ("identitas", "terbatas")}
    since, until, problem = _days(typed)
    discloses = bool(typed["identitas"] or typed["terbatas"])
    if discloses and not 0 < len(typed["alasan"]) <= LONGEST_REASON:
        problem = WHY
    if problem or typed["bentuk"] not in FORMATS:
        return await page(site, request, session, typed=typed, problem=translate(problem), status=422)
    wish = Wish(
        typed["bentuk"],
        since,
        until,
        identities=bool(typed["identitas"]),
        restricted=bool(typed["terbatas"]),
        by=session.officer.name,
        reason=typed["alasan"],
    )
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed when the answer was sent
    kinds = await site.store.read(_kinds)
    words = wording(site.desk.notices.words(Language.INDONESIAN))
    await export(site.store, site.clock, wish, file, kinds=kinds, wording=words)  # type: ignore[arg-type]  # a spooled file is a binary one
    name = f"register-{site.today().isoformat()}.{FORMATS[wish.format].suffix}"
    return StreamingResponse(
        _chunks(file),
        media_type=FORMATS[wish.format].content_type,
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


async def page(
    site: Site,
    request: Request,
    session: Session,
    *,
    status: int = 200,
    typed: Mapping[str, str] | None = None,
    problem: str = "",
    **more: Any,
) -> Response:
    """The page of the register; `more` is what an import has to say."""
    found = await site.store.read(lambda unit: unit.register.disclosures(LATEST))
    blank: dict[str, str] = dict.fromkeys(("sejak", "sampai", "alasan", "identitas", "terbatas"), "")
    shown: dict[str, Any] = {"bringing": None, "kept": None, "words": "", "trouble": ""} | more
    return site.pages.show(
        request,
        "register.html",
        session=session,
        status=status,
        disclosures=found,
        formats=list(FORMATS),
        typed=blank | {"bentuk": "xlsx"} | dict(typed or {}),
        problem=problem,
        **shown,
    )


def _days(typed: Mapping[str, str]) -> tuple[date | None, date | None, str]:
    try:
        since, until = (
            date.fromisoformat(typed[name]) if typed[name] else None for name in ("sejak", "sampai")
        )
    except ValueError:
        return None, None, BAD_DAY
    return since, until, ""


def _kinds(unit: Unit) -> dict[str, str]:
    return {health.account: health.kind for health in unit.accounts.health()}


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while chunk := file.read(CHUNK):
            yield chunk
