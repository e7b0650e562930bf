"""What stands before every page: no post from another site, strict headers, no overlong body.

Cross-site posts are told by `Sec-Fetch-Site`; a browser on plain HTTP in the office does not send it,
there `Origin` must name our own host. A post with neither is refused: no browser of today makes one.
Webhooks are signed by their platforms and are an application of their own, without this guard.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
LONGEST_BODY = 256 * 1024  # bytes; the longest form of ours holds one letter
HEADERS = {
    "content-security-policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}

Problem = Callable[[Request, int], Response]


class Guard:
    """ASGI: refuse what must not come in, and dress what goes out. `roomy` are the paths that take files,
    each with its longest body in bytes.
    """

    def __init__(
        self,
        app: ASGIApp,
        problem: Problem,
        unexpected: Callable[[Request], Response],
        roomy: Mapping[str, int] | None = None,
    ) -> None:
        self.app = app
        self.roomy = roomy or {}
        self.problem = problem
        self.unexpected = unexpected

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        dressed = _Dressed(send)
        longest = self.roomy.get(scope["path"], LONGEST_BODY)
        refusal = refused(scope["method"], Headers(scope=scope), longest)
        if refusal:
            await self.problem(Request(scope), refusal)(scope, receive, dressed)
            return
        try:
            await self.app(scope, receive, dressed)
        except Exception:  # the web's last net: a page that says what to do, not a dead line
            if dressed.began:
                raise  # half an answer cannot be mended; the server closes the connection
            await self.unexpected(Request(scope))(scope, receive, dressed)


def refused(method: str, headers: Headers, longest: int = LONGEST_BODY) -> int | None:
    """The status with which a request is refused, None when it may pass."""
    if method in SAFE:
        return None
    if not own_site(headers):
        return 403
    if "transfer-encoding" in headers:
        return 411
    length = headers.get("content-length", "0")
    return None if length.isdecimal() and int(length) <= longest else 413


def own_site(headers: Headers) -> bool:
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    host = headers.get("host", "")
    return bool(host) and urlsplit(headers.get("origin", "")).netloc.lower() == host.lower()


class _Dressed:
    """A `send` that adds the headers, and remembers whether the answer has begun."""

    def __init__(self, send: Callable[[Message], Awaitable[None]]) -> None:
        self.send = send
        self.began = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.began = True
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("cache-control", "no-store")
            headers.add_vary_header("Cookie")
        await self.send(message)
