"""Templates become pages: one environment, everything escaped, words in the request's language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import HTMLResponse

from core.case.complaint import State
from core.case.masking import masked
from core.law.deadline import jakarta_date
from core.message import Anonymity
from core.ports.inbox import Session
from web import formats, language, masking, words
from web.assets import Assets
from web.settings import WebSettings

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"
# What an officer can note; whoever gives no name has none to keep secret.
WISHES = (Anonymity.OPEN, Anonymity.HIDDEN_FROM_RESPONDENT, Anonymity.CONFIDENTIAL_ALL)


class Pages:
    """Renders templates. `session` is the officer at the screen, None before the door."""

    def __init__(self, settings: WebSettings, assets: Assets) -> None:
        self._settings, self._assets = settings, assets
        unnamed = {name: kind for name, kind in settings.kinds.items() if not settings.accounts.get(name)}
        often = Counter(unnamed.values())
        self._alike = {name for name, kind in unnamed.items() if often[kind] > 1}

    @cached_property
    def _environment(self) -> Environment:
        """Made with the first page that is shown: a process that shows none needs no templates (2 MB)."""
        from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

        environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=select_autoescape(default=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        environment.globals |= {
            "_": language.translate,
            "N_": language.N_,
            "in_each": language.in_each,
            "ngettext": language.translate_number,
            "asset": self._assets.url,
            "office": self._settings.office,
            "has_desk": bool(self._settings.desk),
            "has_box": "m" in self._settings.desk,
            "has_paper": bool(set("lm") & set(self._settings.desk)),
            "wishes": WISHES,
            "forms": {name: self.account(name, "web") for name in self._settings.forms},
            "languages": {code: language.NAMES[code] for code in self._settings.languages},
            "language": language.current,
            "channel": words.channel,
            "way": words.way,
            "account": self.account,
            "field": words.field,
            "called": masking.called,
        }
        environment.filters |= {
            "word": words.word,
            "state_word": lambda state: words.word(State(state)),
            "missing_word": words.missing,
            "unit_word": words.unit,
            "row_word": words.routing_row,
            "day": formats.day,
            "jakarta": jakarta_date,
            "moment": formats.moment,
            "brief": formats.brief,
            "short": formats.short,
            "number": formats.number,
            "size": formats.size,
            "dollars": formats.dollars,
            "span": formats.span,
            "masked": masked,
            "system_word": words.system,
            "wish_word": words.wish,
            "wish_meaning": words.wish_meaning,
        }
        return environment

    @property
    def forms(self) -> Sequence[str]:
        """The accounts that have a page for citizens."""
        return self._settings.forms

    def recognises(self, request: Request) -> bool:
        """Whether the visitor's browser came through the officers' door before."""
        return self._settings.session_cookie in request.cookies

    def account(self, name: str, kind: str = "") -> str:
        """What people call an account: the office's own name for it, else its kind's, else its name.

        Of several accounts of one kind that have no name of their own each shows its key, or nobody could tell
        which one is ill. `kind` speaks for an account that is no longer configured.
        """
        if own := self._settings.accounts.get(name):
            return own
        kind = self._settings.kinds.get(name, kind)
        if not kind:
            return name
        return f"{words.channel(kind)} ({name})" if name in self._alike else words.channel(kind)

    def show(
        self,
        request: Request,
        template: str,
        *,
        session: Session | None = None,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        **values: object,
    ) -> HTMLResponse:
        url = request.url
        here = f"{url.path}?{url.query}" if url.query else url.path
        html = self._environment.get_template(template).render(
            session=session, here=here if request.method == "GET" else "", path=url.path, **values
        )
        return HTMLResponse(html, status, dict(headers or {}))
