"""The part of Twilio's REST API that the office uses: account, messages, media, and the file store behind it."""

from __future__ import annotations

import asyncio
import base64
import binascii
from collections import deque
from collections.abc import Awaitable, Callable, Container, Mapping
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlencode

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from sandbox.twilio.account import Account, File, Stored
from sandbox.twilio.faults import Fault

ROOT = "/2010-04-01/Accounts/{account}"
LONGEST_TEXT = 1600
Handler = Callable[[Request], Awaitable[Response]]


class Api:
    """`credentials` are secrets by user name; `faults` are used up one a request, by what is asked for
    (account, create, list, fetch, media, file, store); `asked` remembers what was asked with which fields,
    `most_at_once` how many requests there were at the same time at most, `connections` over which of the
    caller's ports each came.
    """

    def __init__(self, account: Account, credentials: Mapping[str, str], numbers: Container[str]) -> None:
        self.account = account
        self.credentials = credentials
        self.numbers = numbers
        self.faults: dict[str, deque[Fault]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.most_at_once = self._now_asked = 0
        self.connections: list[int] = []
        self.store_heard: list[str | None] = []
        self.store_url = ""
        self.taken: Callable[[Stored], None] = lambda _: None

    def application(self) -> Starlette:
        one = ROOT + "/Messages/{sid}"
        routes = [
            Route(ROOT + ".json", self._answering("account", self._show)),
            Route(ROOT + "/Messages.json", self._answering("list", self._list)),
            Route(ROOT + "/Messages.json", self._answering("create", self._create), methods=["POST"]),
            Route(one + "/Media.json", self._answering("media", self._media)),
            Route(one + "/Media/{file}", self._answering("file", self._file)),
            Route(one + ".json", self._answering("fetch", self._fetch)),
            Route("/store/{sid}/{file}", self._answering("store", self._store, open_to_all=True)),
        ]
        return Starlette(routes=routes)

    def _answering(self, what: str, handler: Handler, *, open_to_all: bool = False) -> Handler:
        async def answer(request: Request) -> Response:
            fields = dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
            self.asked.append((what, {**request.query_params, **fields}))
            self.connections.append(request.client.port if request.client else 0)
            faults = self.faults.get(what)
            fault = faults.popleft() if faults else None
            self._now_asked += 1
            self.most_at_once = max(self.most_at_once, self._now_asked)
            try:
                return await answer_with(request, fault)
            finally:
                self._now_asked -= 1

        async def answer_with(request: Request, fault: Fault | None) -> Response:
            if fault:
                await asyncio.sleep(fault.seconds)
                if fault.status != 200 and not fault.after:
                    return _failed(fault)
            refusal = None if open_to_all else self._refusal(request)
            answered = refusal or await handler(request)
            return _failed(fault) if fault and fault.after else answered

        return answer

    def _refusal(self, request: Request) -> Response | None:
        user, secret = _user(request)
        if not secret or self.credentials.get(user) != secret:
            return _error(401, 20003, "Authenticate")
        known = request.path_params["account"] == self.account.sid
        return None if known else _error(404, 20404, "The requested resource was not found")

    async def _show(self, request: Request) -> Response:
        if _user(request)[0] != self.account.sid:
            return _error(401, 20003, "a standard API key may not ask for accounts")
        return JSONResponse(
            {"sid": self.account.sid, "status": self.account.status, "friendly_name": "Kantor"}
        )

    async def _create(self, request: Request) -> Response:
        fields = dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
        refused = self._why_not(fields)
        if refused:
            return _error(400, *refused)
        message = self.account.accepted(fields)
        self.taken(message)
        return JSONResponse(message.resource(self.account.sid), 201, {"twilio-request-id": "RQ" + "0" * 32})

    def _why_not(self, fields: Mapping[str, str]) -> tuple[int, str] | None:
        to, office = fields.get("To", ""), fields.get("From", "")
        if not to:
            return 21604, "A 'To' phone number is required."
        if not to.startswith("whatsapp:") and not to.removeprefix("+").isdecimal():
            return 21211, f"The 'To' number {to} is not a valid phone number."
        if not fields.get("MessagingServiceSid") and office not in self.numbers:
            return 21606, f"The 'From' phone number {office} is not valid."
        if not fields.get("Body") and not fields.get("ContentSid"):
            return 21602, "Message body is required."
        if len(fields.get("Body", "")) > LONGEST_TEXT:
            return 21617, "The concatenated message body exceeds the 1600 character limit."
        if to in self.account.stopped:
            return 21610, "Attempt to send to unsubscribed recipient"
        return None

    async def _list(self, request: Request) -> Response:
        """Newest first, in pages, as the filters To, From and DateSent say."""
        wanted = request.query_params
        found = [m for m in self.account.messages.values() if _matches(m, wanted)]
        found.sort(key=lambda message: (message.at, message.sid), reverse=True)
        size, page = int(wanted.get("PageSize", "50")), int(wanted.get("Page", "0"))
        shown = found[page * size : (page + 1) * size]
        after = {**wanted, "Page": str(page + 1), "PageToken": f"PA{page + 1}"}
        more = len(found) > (page + 1) * size
        return JSONResponse(
            {
                "messages": [message.resource(self.account.sid) for message in shown],
                "page": page,
                "page_size": size,
                "uri": f"{request.url.path}?{request.url.query}",
                "next_page_uri": f"{request.url.path}?{urlencode(after)}" if more else None,
            }
        )

    async def _fetch(self, request: Request) -> Response:
        message = self.account.messages.get(request.path_params["sid"])
        return JSONResponse(message.resource(self.account.sid)) if message else _gone()

    async def _media(self, request: Request) -> Response:
        message = self.account.messages.get(request.path_params["sid"])
        if message is None:
            return _gone()
        base = request.url.path.removesuffix(".json")
        files = [
            {
                "sid": file.sid,
                "parent_sid": message.sid,
                "account_sid": self.account.sid,
                "content_type": file.content_type,
                "date_created": message.resource(self.account.sid)["date_created"],
                "date_updated": message.resource(self.account.sid)["date_created"],
                "uri": f"{base}/{file.sid}.json",
            }
            for file in message.files
        ]
        return JSONResponse({"media_list": files, "page": 0, "page_size": 50, "next_page_uri": None})

    async def _file(self, request: Request) -> Response:
        file = self._found(request)
        if file is None:
            return _gone()
        if file.at_home:
            return Response(file.data, media_type=file.content_type)
        sid = request.path_params["sid"]
        return RedirectResponse(f"{self.store_url}/store/{sid}/{file.sid}", 307)

    async def _store(self, request: Request) -> Response:
        """The file store signs its addresses; credentials of another house it refuses."""
        self.store_heard.append(request.headers.get("authorization"))
        file = self._found(request)
        if "authorization" in request.headers or file is None:
            return Response("<Error><Code>InvalidArgument</Code></Error>", 400)
        return Response(file.data, media_type=file.content_type)

    def _found(self, request: Request) -> File | None:
        message = self.account.messages.get(request.path_params["sid"])
        files = message.files if message else []
        return next((file for file in files if file.sid == request.path_params["file"]), None)


def _user(request: Request) -> tuple[str, str]:
    """Name and secret of HTTP Basic; empty where there are none."""
    scheme, _, word = request.headers.get("authorization", "").partition(" ")
    try:
        user, _, secret = base64.b64decode(word, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return (user, secret) if scheme == "Basic" else ("", "")


def _matches(message: Stored, wanted: Mapping[str, str]) -> bool:
    if wanted.get("To", message.recipient) != message.recipient:
        return False
    if wanted.get("From", message.sender) != message.sender:
        return False
    after, before = wanted.get("DateSent>"), wanted.get("DateSent<")
    # Twilio's filter counts in whole days (UTC), whatever time stands behind the day.
    day = message.at.astimezone(UTC).date()
    if after and day < datetime.fromisoformat(after).date():
        return False
    return not (before and day > datetime.fromisoformat(before).date())


def _failed(fault: Fault) -> Response:
    if fault.status == 0:
        # An answer that ends before it is whole: the connection breaks under the reader.
        return Response(b"{", 201, {"content-length": "4096"})
    if fault.html:
        return HTMLResponse("<html><body><h1>Bad Gateway</h1></body></html>", fault.status, fault.headers)
    return _error(fault.status, fault.code, "said on demand", fault.headers)


def _error(status: int, code: int | None, said: str, headers: Mapping[str, str] | None = None) -> Response:
    shown = {"code": code or status, "message": said, "status": status, "more_info": "https://example.com"}
    return JSONResponse(shown, status, dict(headers or {}))


def _gone() -> Response:
    return _error(404, 20404, "The requested resource was not found")
