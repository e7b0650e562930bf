"""What every public page works with, and how often one visitor may knock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import blake2b
from secrets import token_bytes

from starlette.exceptions import HTTPException
from starlette.requests import Request

from core.ports.channel import Form
from web.limiter import Limiter
from web.site import Site

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
LOOKS = 10  # tries to look up a case, in a minute
ALL = "all"


@dataclass(frozen=True)
class Front:
    """`forms` by account. Network addresses are held as keyed hashes, under a key that ends with the process."""

    site: Site
    forms: Mapping[str, Form]
    key: bytes = field(default_factory=lambda: token_bytes(32), repr=False)

    def __post_init__(self) -> None:
        by_address = {name: Limiter(form.per_address, HOUR) for name, form in self.forms.items()}
        by_site = {name: Limiter(form.per_site, HOUR) for name, form in self.forms.items()}
        object.__setattr__(self, "_sent", (by_address, by_site))
        object.__setattr__(self, "_looked", Limiter(LOOKS, MINUTE))

    _sent: tuple[Mapping[str, Limiter], Mapping[str, Limiter]] = field(init=False, repr=False)
    _looked: Limiter = field(init=False, repr=False)

    def form(self, request: Request) -> tuple[str, Form]:
        """The account whose page is asked for. Raises HTTPException 404."""
        name = request.path_params["account"]
        if name not in self.forms:
            raise HTTPException(404)
        return name, self.forms[name]

    def may_send(self, request: Request, account: str) -> timedelta | None:
        """None when this visitor may send, else how long to wait."""
        by_address, by_site = self._sent
        now = self.site.now()
        wait = by_address[account].attempt(self._visitor(request), now)
        return wait or by_site[account].attempt(ALL, now)

    def may_look(self, request: Request) -> timedelta | None:
        return self._looked.attempt(self._visitor(request), self.site.now())

    def _visitor(self, request: Request) -> str:
        host = request.client.host if request.client else ""
        return blake2b(host.encode(), key=self.key, digest_size=16).hexdigest()
