"""The part of X's API (version 2) that the office uses: mentions, posts, direct messages, and the store of files."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from sandbox.twitter.bill import Bill
from sandbox.twitter.faults import Fault
from sandbox.twitter.pages import page
from sandbox.twitter.signature import Secrets
from sandbox.twitter.square import Item, Square

PROBLEMS = "https://api.twitter.com/2/problems/"
Handler = Callable[[Request], Awaitable[Response]]


class Api:
    """`faults` are used up one a request, by what is asked for (mentions, tweets, me, dm_events, post,
    direct, file, media); `asked` remembers what was asked with which fields; with `circles` the last page
    names the one before as its next.
    """

    def __init__(self, square: Square, secrets: Secrets, bill: Bill) -> None:
        self.square, self.secrets, self.bill = square, secrets, bill
        self.faults: dict[str, deque[Fault]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.circles = False

    def application(self) -> Starlette:
        private = "/2/dm_conversations/media/{dm}/{media}/{file}"
        routes = [
            Route("/2/users/me", self._answering("me", self._me)),
            Route("/2/users/{id}/mentions", self._answering("mentions", self._mentions)),
            Route("/2/users/{id}/tweets", self._answering("tweets", self._tweets)),
            Route("/2/tweets", self._answering("post", self._post), methods=["POST"]),
            Route("/2/dm_events", self._answering("dm_events", self._events)),
            Route("/2/dm_conversations/with/{id}/dm_events", self._answering("dm_events", self._events)),
            Route(
                "/2/dm_conversations/with/{id}/messages",
                self._answering("direct", self._direct),
                methods=["POST"],
            ),
            Route(private, self._answering("file", self._file)),
            Route("/media/{file}", self._media),
        ]
        return Starlette(routes=routes)

    def _answering(self, what: str, handler: Handler) -> Handler:
        async def answer(request: Request) -> Response:
            self.asked.append((what, dict(request.query_params)))
            waiting = self.faults.get(what)
            fault = waiting.popleft() if waiting else None
            if fault:
                await asyncio.sleep(fault.seconds)
            if fault and fault.status != 200 and not fault.after:
                return self._failed(fault, what)
            answered = self._refusal(request, what) or await handler(request)
            if fault and fault.after:
                return self._failed(fault, what)
            answered.headers.update(self.bill.headers(what))
            return answered

        return answer

    def _refusal(self, request: Request, what: str) -> Response | None:
        header = request.headers.get("authorization", "")
        if not self.secrets.signed(request.method, request.url.path, request.url.query, header):
            return problem(401, "", "Unauthorized")
        if self.bill.is_broke:
            return problem(402, "credits-depleted", "Your enrolled account does not have any credits")
        return None if self.bill.count(what) else problem(429, "", "Too Many Requests")

    async def _me(self, _: Request) -> Response:
        office = self.square.office
        return JSONResponse({"data": {"id": office.id, "name": office.name, "username": office.username}})

    async def _mentions(self, request: Request) -> Response:
        if request.path_params["id"] != self.square.office.id:
            return problem(403, "not-authorized-for-resource", "Sorry, you are not authorized")
        wanted = request.query_params
        since, start = int(wanted.get("since_id", "0")), wanted.get("start_time", "")
        found = [one for one in self.square.mentions() if int(one.id) > since and _from(one, start)]
        return self._page(request, "mentions", found, "tweet", least=5)

    async def _tweets(self, request: Request) -> Response:
        own = [one for one in self.square.posts if one.author == request.path_params["id"]]
        return self._page(request, "tweets", own[::-1], "tweet", least=5)

    async def _events(self, request: Request) -> Response:
        other = request.path_params.get("id")
        found = [
            one
            for one in sorted(self.square.events, key=lambda one: -int(one.id))
            if other is None or other in str(one.fields["dm_conversation_id"]).split("-")
        ]
        kinds = request.query_params.get("event_types")
        found = [one for one in found if kinds is None or one.fields["event_type"] in kinds.split(",")]
        return self._page(request, "dm_events", found, "dm_event", least=1)

    def _page(self, request: Request, what: str, found: Sequence[Item], kind: str, *, least: int) -> Response:
        size = int(request.query_params.get("max_results", "100"))
        if not least <= size <= 100:
            return problem(400, "invalid-request", f"max_results must be between {least} and 100")
        shown, content = page(self.square, found, request.query_params, kind, size)
        if self.circles:
            content["meta"].setdefault("next_token", "t100")
        self.bill.read(what, [one.id for one in shown])
        return JSONResponse(content)

    async def _post(self, request: Request) -> Response:
        said = await request.json()
        text, answers = str(said.get("text", "")), said.get("reply", {}).get("in_reply_to_tweet_id", "")
        parent = next((one for one in self.square.posts if one.id == answers), None)
        if answers and parent is None:
            return problem(
                400,
                "invalid-request",
                "You attempted to reply to a Post that is deleted or not visible to you.",
            )
        if parent is not None and self.square.office.username.lower() not in parent.names:
            return problem(
                403, "", "Reply to this conversation is not allowed because you have not been mentioned."
            )
        if len(text) > 280:
            return problem(403, "", "Your Post text is too long.")
        made = self.square.post(self.square.office.id, text, answers=answers)
        self.bill.wrote("post", text)
        return JSONResponse({"data": {"id": made.id, "text": made.fields["text"]}}, 201)

    async def _direct(self, request: Request) -> Response:
        said, other = await request.json(), request.path_params["id"]
        user = self.square.users.get(other)
        if user is None:
            return problem(404, "resource-not-found", f"Could not find user with id: [{other}].")
        if not user.takes_messages:
            return problem(403, "", "You cannot send messages to this user.")
        made = self.square.message(self.square.office.id, str(said.get("text", "")), to=other)
        self.bill.wrote("direct", "")
        conversation = made.fields["dm_conversation_id"]
        return JSONResponse({"data": {"dm_event_id": made.id, "dm_conversation_id": conversation}}, 201)

    async def _file(self, request: Request) -> Response:
        return self._stored(request.path_params["file"])

    async def _media(self, request: Request) -> Response:
        """The store of files asks nobody who he is; whoever shows secrets there has shown them to strangers."""
        self.asked.append(
            ("media", {name: value for name, value in request.headers.items() if name == "authorization"})
        )
        waiting = self.faults.get("media")
        return (
            self._failed(waiting.popleft(), "media") if waiting else self._stored(request.path_params["file"])
        )

    def _stored(self, name: str) -> Response:
        kind, data = self.square.files.get(name, ("", b""))
        return Response(data, media_type=kind) if kind else problem(404, "resource-not-found", "gone")

    def _failed(self, fault: Fault, what: str) -> Response:
        headers = {**self.bill.headers(what), **fault.headers}
        if fault.status == 0:
            return Response(b"{", 200, {"content-length": "4096"})
        if fault.html:
            return HTMLResponse("<html><body><h1>Over capacity</h1></body></html>", fault.status, headers)
        failed = problem(fault.status, fault.kind, fault.detail)
        failed.headers.update(headers)
        return failed


def problem(status: int, kind: str, detail: str) -> Response:
    """RFC 9457, as X writes it."""
    title = {401: "Unauthorized", 402: "CreditsDepleted", 403: "Forbidden", 429: "Too Many Requests"}.get(
        status, "Problem"
    )
    told: dict[str, Any] = {"title": title, "detail": detail, "status": status}
    return JSONResponse({**told, "type": f"{PROBLEMS}{kind}" if kind else "about:blank"}, status)


def _from(item: Item, start: str) -> bool:
    return not start or datetime.fromisoformat(str(item.fields["created_at"])) >= datetime.fromisoformat(
        start
    )
