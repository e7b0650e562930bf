"""The door for platforms: POST /hooks/{account}; a delivery is durable before its platform hears 200.
One that asks first whether the address is ours does so by GET.

A stranger learns nothing: no status tells more than that this was not taken, and no answer has words.
Only a site of the office's own, which signs, is told what to mend, and waits a little for its ticket.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from core.errors import Forged, StoreError, Unreadable
from core.intake.keep import keep
from core.message import Batch, Envelope
from core.ports.channel import Answer, Greeter, Site, Splitter, Webhook
from core.ports.clock import Clock
from core.ports.store import Store
from web.hooks.body import TooLong, Unfinished, read_body
from web.hooks.standing import Standing
from web.waiting import await_ticket

LOG = logging.getLogger("aduan.hooks")
LONGEST_BODY = (
    1024 * 1024
)  # bytes: a thousand events at once; files do not come this way, only where they lie
AT_ONCE = 50  # parts of one delivery that are kept in one unit
BODY_SECONDS = 10.0
RETRY_AFTER = {"retry-after": "5"}
_NOT_KEPT = frozenset({"authorization", "cookie", "proxy-authorization"})


def build_hooks(
    store: Store,
    webhooks: Mapping[str, Webhook],
    *,
    clock: Clock,
    standing: Standing,
    longest_body: int = LONGEST_BODY,
) -> Starlette:
    """An application of its own, without sessions and pages. Mount it so that what it sees as raw path is
    what the platform called, and let `standing` be read by whoever watches the accounts.
    """
    door = Door(store, webhooks, clock, standing, longest_body)
    routes = [
        Route("/hooks/{account}", door.receive, methods=["POST"]),
        Route("/hooks/{account}", door.greet, methods=["GET"]),
    ]
    return Starlette(routes=routes)


class Door:
    """Takes deliveries in."""

    def __init__(
        self,
        store: Store,
        webhooks: Mapping[str, Webhook],
        clock: Clock,
        standing: Standing,
        longest_body: int = LONGEST_BODY,
    ) -> None:
        self._store = store
        self._webhooks = webhooks
        # Once: whether an object fulfils a protocol takes longer to find out than a signature.
        self._sites = {name: one for name, one in webhooks.items() if isinstance(one, Site)}
        self._splitters = {name: one for name, one in webhooks.items() if isinstance(one, Splitter)}
        self._clock = clock
        self._standing = standing
        self._longest_body = longest_body

    async def receive(self, request: Request) -> Response:
        """200 when the delivery is kept (or was before); 404, 413, 400, 403, 503, 500 with nothing in them."""
        account = request.path_params["account"]
        webhook = self._webhooks.get(account)
        if webhook is None:
            return Response(status_code=404)
        try:
            return await self._received(request, account, webhook)
        except Exception as error:  # noqa: BLE001 - the edge: what the server would log may quote a citizen
            LOG.error("account %s: fault of a webhook: %s", account, type(error).__name__)
            return Response(status_code=500)

    async def _received(self, request: Request, account: str, webhook: Webhook) -> Response:
        site, splitter = self._sites.get(account), self._splitters.get(account)
        try:
            longest = site.longest_body if site else self._longest_body
            body = await read_body(request, longest, BODY_SECONDS)
            envelope = self._envelope(request, account, body)
            webhook.verify(envelope)
        except TooLong:
            return Response(status_code=413, headers={"connection": "close"})
        except Unfinished:
            return Response(status_code=400)
        except Unreadable as error:
            return _refusal(site, error, 400)
        except Forged as error:
            if self._standing.failed(account):
                LOG.warning("account %s: forged deliveries: %s", account, error)
            return _refusal(site, error, 403)
        self._standing.passed(account)
        parts = splitter.split(envelope) if splitter else [webhook.identified(envelope)]
        return await self._keep(webhook, site, parts)

    async def greet(self, request: Request) -> Response:
        """The platform's answer to its own question; 405 where none asks, 403 where it is not one."""
        webhook = self._webhooks.get(request.path_params["account"])
        if not isinstance(webhook, Greeter):
            return Response(status_code=405 if webhook else 404)
        try:
            return _said(webhook.greet(dict(request.query_params)))
        except Forged:
            return Response(status_code=403)

    def _envelope(self, request: Request, account: str, body: bytes) -> Envelope:
        """The request as it came. Its key is given by the platform's own word, once that is verified."""
        headers: dict[str, str] = {}
        for name, value in request.headers.items():
            if name not in _NOT_KEPT:
                headers[name] = f"{headers[name]}, {value}" if name in headers else value
        headers[":path"] = called_path(request)
        return Envelope(account, "", "", body, self._clock.now(), headers)

    async def _keep(self, webhook: Webhook, site: Site | None, parts: Sequence[Envelope]) -> Response:
        envelope = parts[0]
        try:
            for start in range(0, len(parts), AT_ONCE):
                some = tuple(parts[start : start + AT_ONCE])
                await keep(self._store, Batch(envelope.account, envelope.stream, some), self._clock)
        except StoreError as error:
            # The platform must come again, and what was kept of it already is known; where it does not, its
            # list is asked.
            LOG.error("account %s: a delivery could not be kept: %s", envelope.account, type(error).__name__)
            return Response(status_code=503, headers=RETRY_AFTER)
        if site is not None:
            ticket = await await_ticket(self._store, [envelope.account], envelope.key)
            return _said(site.receipt(envelope, ticket), 200 if ticket else 202)
        return _said(webhook.answer())


def _refusal(site: Site | None, error: Forged | Unreadable, status: int) -> Response:
    """Empty, but for a site of the office's own, which must mend it."""
    return _said(site.explain(error), status) if site else Response(status_code=status)


def _said(answer: Answer, status: int = 200) -> Response:
    headers = {"content-type": answer.content_type, "x-content-type-options": "nosniff"}
    return Response(answer.body, status, headers=headers)


def beside(pages: ASGIApp, hooks: ASGIApp) -> ASGIApp:
    """Both under one address: what begins with /hooks/ goes to the door, without the pages' guard."""

    async def front(scope: Scope, receive: Receive, send: Send) -> None:
        at_the_door = scope["type"] == "http" and scope["path"].startswith("/hooks/")
        await (hooks if at_the_door else pages)(scope, receive, send)

    return front


def called_path(request: Request) -> str:
    """Path and query as they came over the wire: a signature is made over these, not over their meaning."""
    path = request.scope.get("raw_path") or request.scope["path"].encode()
    query = request.scope["query_string"]
    return bytes(path + (b"?" + query if query else b"")).decode("latin-1")
