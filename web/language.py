"""The pages' language: Indonesian in the code, Sundanese and English from catalogues.

The catalogues are text (`locale/<code>.po`) and are read once, at the first use; nothing compiled is
kept. The language belongs to the request, so it lives in a context variable.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations, NullTranslations
from http.cookies import CookieError, SimpleCookie
from io import BytesIO
from pathlib import Path

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

SOURCE = "id"
NAMES = {"id": "Bahasa Indonesia", "su": "Basa Sunda", "en": "English"}
COOKIE = "lang"
LOCALE = Path(__file__).parent / "locale"

_current: ContextVar[str] = ContextVar("language", default=SOURCE)


def current() -> str:
    return _current.get()


def speak(language: str) -> None:
    """Use this language from now on, in this context."""
    _current.set(language)


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for "translate this later"
    return text


def remember(response: Response, language: str, *, secure: bool) -> None:
    """Let the visitor's browser keep the choice for a year."""
    response.set_cookie(
        COOKIE, language, max_age=365 * 24 * 3600, secure=secure, httponly=True, samesite="lax"
    )


def translate(text: str, **values: object) -> str:
    """The text in the request's language, with `%(name)s` filled in when values are given."""
    found = catalogue(current()).gettext(text)
    return found % values if values else found


def in_each(text: str) -> dict[str, str]:
    """The text in every language, the source's first: for what is printed once for all."""
    return {code: catalogue(code).gettext(text) for code in NAMES}


def translate_number(one: str, many: str, n: int, **values: object) -> str:
    """As `translate`, by the number `n`, which is filled in too."""
    return catalogue(current()).ngettext(one, many, n) % ({"n": n} | values)


@cache
def catalogue(language: str) -> NullTranslations:
    if language == SOURCE:
        return NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with (LOCALE / f"{language}.po").open("rb") as source:
        messages = read_po(source, locale=language)
    compiled = BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return GNUTranslations(compiled)


class Languages:
    """ASGI: take the language from the visitor's cookie."""

    def __init__(self, app: ASGIApp, offered: tuple[str, ...]) -> None:
        self.app = app
        self.offered = offered

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        wish = _cookie(dict(scope["headers"]))
        token = _current.set(wish if wish in self.offered else self.offered[0])
        try:
            await self.app(scope, receive, send)
        finally:
            _current.reset(token)


def _cookie(headers: Mapping[bytes, bytes]) -> str:
    try:
        found = SimpleCookie(headers.get(b"cookie", b"").decode("latin-1")).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""
