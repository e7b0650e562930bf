"""How right the classifier is, by what officers said of it; for the office to see, not to trust blindly."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from core.learning.figures import ENOUGH, Share, figures
from core.learning.judgement import FIELDS, NONE, Judgement
from core.ports.inbox import Session
from web.language import translate, translate_number
from web.site import Site
from web.words import WORDS, word

PAGE = 2_000  # judgements a read: none may last a second
MOST = 200_000  # the newest that are counted
KINDS = {type_.__name__.lower(): type_ for type_ in WORDS}


async def show(site: Site, request: Request, session: Session) -> Response:
    judgements = await read_all(site)
    return site.pages.show(
        request,
        "figures.html",
        session=session,
        figures=figures(judgements),
        judged=len(judgements) // len(FIELDS),
        enough=ENOUGH,
        percent=percent,
        called=called,
        today=site.today(),
    )


async def read_all(site: Site) -> list[Judgement]:
    """All judgements, in reads that are short."""
    found: list[Judgement] = []
    last = 0
    while True:
        page = await site.store.read(lambda unit, after=last: unit.judgements.listed(after, PAGE))  # type: ignore[misc]  # a default binds
        found += [judgement for _, judgement in page]
        if len(page) < PAGE or len(found) >= MOST:
            return found
        last = page[-1][0]


def percent(share: Share) -> str:
    """The share with its interval and count; or that there is not enough to say one."""
    if share.value is None or share.low is None or share.high is None:
        return translate_number("baru %(n)s kasus", "baru %(n)s kasus", share.count)
    return translate(
        "%(value)s%% (%(low)s–%(high)s%%, n=%(n)s)",
        value=round(share.value * 100),
        low=round(share.low * 100),
        high=round(share.high * 100),
        n=share.count,
    )


def called(field: str, label: str) -> str:
    """A label's word on the page."""
    if label == NONE:
        return "–"
    if field == "integrity":
        return translate("Ada") if label == "yes" else translate("Tidak ada")
    kind = KINDS.get(field)
    return word(kind(label)) if kind is not None else label
