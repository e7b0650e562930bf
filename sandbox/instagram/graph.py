"""The part of the Graph API that an office uses: who am I, messages, replies, mentions, and a token's renewal."""

from __future__ import annotations

import asyncio
import json
import re
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from sandbox.instagram.faults import Fault
from sandbox.instagram.world import HUMAN, PRIVATE_REPLY, RESPONSE, Comment, Direct, Person, World

LONGEST_TEXT = 1000  # bytes
SIXTY_DAYS = 5_184_000
Deed = Callable[[Request], Awaitable[Response]]
_MENTIONED = re.compile(r"mentioned_(comment|media)\.(?:comment|media)_id\((\d+)\)")


class Api:
    """`tokens` open it; `faults` are used up one a request, by what is asked for (me, apps, say, reply, mention,
    node, own, renew, file, conversations); `asked` remembers what was asked, with which fields.
    """

    def __init__(self, world: World, tokens: set[str]) -> None:
        self.world = world
        self.tokens = tokens
        self.subscribed = ["comments", "mentions", "messages"]
        self.human_agent = True
        self.faults: dict[str, deque[Fault]] = {}
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.renewed = 0
        self.said: Callable[[Direct], None] = lambda _: None
        self.replied: Callable[[Comment], None] = lambda _: None

    def routes(self) -> list[Route]:
        office = self.world.office.id
        return [
            Route("/refresh_access_token", self._answering("renew", self._renew)),
            Route("/file/{name}", self._answering("file", self._file, open_to_all=True)),
            Route("/{version}/me", self._answering("me", self._me)),
            Route("/{version}/me/subscribed_apps", self._answering("apps", self._apps)),
            Route(f"/{{version}}/{office}/messages", self._answering("say", self._say), methods=["POST"]),
            Route(
                f"/{{version}}/{office}/mentions", self._answering("mention", self._mention), methods=["POST"]
            ),
            Route(
                f"/{{version}}/{office}/conversations", self._answering("conversations", self._conversations)
            ),
            Route(f"/{{version}}/{office}", self._answering("own", self._own)),
            Route("/{version}/{node}/replies", self._answering("reply", self._reply), methods=["POST"]),
            Route("/{version}/{node}/replies", self._answering("replies", self._replies)),
            Route("/{version}/{node}", self._answering("node", self._node)),
        ]

    def application(self) -> Starlette:
        return Starlette(routes=self.routes())

    def _answering(self, what: str, deed: Deed, *, open_to_all: bool = False) -> Deed:
        async def answer(request: Request) -> Response:
            self.asked.append((what, {**request.query_params, **await _fields(request)}))
            faults = self.faults.get(what)
            fault = faults.popleft() if faults else None
            if fault:
                await asyncio.sleep(fault.seconds)
                if fault.status != 200 and not fault.after:
                    return _failed(fault)
            refused = None if open_to_all or _token(request) in self.tokens else _error(401, 190)
            answered = refused or await deed(request)
            return _failed(fault) if fault and fault.after else answered

        return answer

    async def _me(self, _: Request) -> Response:
        office = self.world.office
        return JSONResponse({"user_id": office.id, "username": office.username, "id": "26" + office.id})

    async def _apps(self, _: Request) -> Response:
        return JSONResponse({"data": [{"id": "1234", "subscribed_fields": self.subscribed}]})

    async def _renew(self, request: Request) -> Response:
        old = request.query_params.get("access_token", "")
        if request.query_params.get("grant_type") != "ig_refresh_token" or old not in self.tokens:
            return _error(400, 190)
        self.renewed += 1
        fresh = f"{old.partition('-renewed-')[0]}-renewed-{self.renewed}"
        self.tokens.add(fresh)
        return JSONResponse({"access_token": fresh, "token_type": "bearer", "expires_in": SIXTY_DAYS})

    async def _say(self, request: Request) -> Response:
        fields = await _fields(request)
        recipient, text = fields.get("recipient", {}), fields.get("message", {}).get("text", "")
        if not text or len(text.encode()) > LONGEST_TEXT:
            return _error(400, 100, 2534013)
        comment = self.world.comments.get(str(recipient.get("comment_id", "")))
        person = comment.by if comment else self.world.known(str(recipient.get("id", "")))
        if person is None:
            return _error(400, 100, 2534014)
        refused = self._private(comment) if comment else self._window(person, str(fields.get("tag", "")))
        if refused:
            return refused
        made = self.world.say(
            person, text, ours=True, tag=str(fields.get("tag", "")), comment=comment.id if comment else ""
        )
        self.said(made)
        return JSONResponse({"recipient_id": person.id, "message_id": made.mid})

    def _private(self, comment: Comment) -> Response | None:
        if comment.answered:
            return _error(400, 10900)
        if self.world.now() - comment.at > PRIVATE_REPLY:
            return _error(400, 10, 2534022)
        comment.answered = True
        return None

    def _window(self, person: Person, tag: str) -> Response | None:
        since = self.world.window(person)
        if tag == "HUMAN_AGENT" and not self.human_agent:
            return _error(403, 200)
        longest = HUMAN if tag == "HUMAN_AGENT" else RESPONSE
        return None if since is not None and since <= longest else _error(400, 10, 2534022)

    async def _reply(self, request: Request) -> Response:
        comment = self.world.comments.get(request.path_params["node"])
        fields = await _fields(request)
        if comment is None or not fields.get("message"):
            return _error(400, 100, 33)
        office = self.world.office.username
        made = self.world.comment(comment.post, office, str(fields["message"]), comment.parent or comment.id)
        self.replied(made)
        return JSONResponse({"id": made.id})

    async def _replies(self, request: Request) -> Response:
        node = request.path_params["node"]
        found = [one for one in self.world.comments.values() if one.parent == node]
        rows = [{"id": one.id, "text": one.text, "username": one.by.username} for one in found]
        return JSONResponse({"data": rows})

    async def _mention(self, request: Request) -> Response:
        fields = await _fields(request)
        post = self.world.posts.get(str(fields.get("media_id", "")))
        if post is None or not fields.get("message"):
            return _error(400, 100, 33)
        parent = str(fields.get("comment_id", ""))
        made = self.world.comment(post, self.world.office.username, str(fields["message"]), parent)
        return JSONResponse({"id": made.id})

    async def _own(self, request: Request) -> Response:
        wanted = _MENTIONED.search(request.query_params.get("fields", ""))
        kind, number = wanted.groups() if wanted else ("", "")
        comment, post = self.world.comments.get(number), self.world.posts.get(number)
        if kind == "comment" and comment:
            media = {"permalink": comment.post.permalink, "id": comment.post.id}
            shown = _shown(comment.id, comment.text, comment.by, comment.at) | {"media": media}
            return JSONResponse({"mentioned_comment": shown, "id": self.world.office.id})
        if kind == "media" and post:
            shown = _shown(post.id, post.caption, post.by, post.at) | {"permalink": post.permalink}
            shown["caption"] = shown.pop("text")
            return JSONResponse({"mentioned_media": shown, "id": self.world.office.id})
        return _error(400, 100, 33)

    async def _node(self, request: Request) -> Response:
        node = request.path_params["node"]
        comment, person = self.world.comments.get(node), self.world.known(node)
        if comment:
            return JSONResponse({"media": {"permalink": comment.post.permalink, "id": "1"}, "id": node})
        if person:
            return JSONResponse({"username": person.username, "id": node})
        return _error(400, 100, 33)

    async def _conversations(self, request: Request) -> Response:
        person = self.world.known(request.query_params.get("user_id", ""))
        said = [one for one in self.world.directs if person and one.person.id == person.id]
        rows = [
            {
                "id": one.mid,
                "created_time": _stamp(one.at),
                "from": {"id": self.world.office.id if one.ours else one.person.id},
                "message": one.text,
            }
            for one in reversed(said)
        ]
        found = [{"id": "conversation", "messages": {"data": rows[:20]}}] if rows else []
        return JSONResponse({"data": found})

    async def _file(self, request: Request) -> Response:
        found = self.world.files.get(request.path_params["name"])
        if found is None or "authorization" in request.headers:
            return Response("URL signature expired", 403)
        return Response(found[1], media_type=found[0])


async def _fields(request: Request) -> dict[str, Any]:
    body = await request.body()
    try:
        found = json.loads(body) if body else {}
    except ValueError:
        found = {}
    return found if isinstance(found, dict) else {}


def _token(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token if scheme == "Bearer" else request.query_params.get("access_token", "")


def _shown(number: str, text: str, by: Person, at: datetime) -> dict[str, Any]:
    return {"id": number, "text": text, "timestamp": _stamp(at), "username": by.username}


def _stamp(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}+0000"


def _failed(fault: Fault) -> Response:
    if fault.status == 0:
        return Response(b"{", 200, {"content-length": "4096"})  # the connection breaks under the reader
    if fault.html:
        return HTMLResponse("<html><body><h1>Sorry</h1></body></html>", fault.status, dict(fault.headers))
    if not fault.code:
        return Response(b"", fault.status, dict(fault.headers))
    return _error(fault.status, fault.code, fault.subcode, fault)


def _error(status: int, code: int, subcode: int = 0, fault: Fault | None = None) -> Response:
    error: dict[str, Any] = {"message": fault.said if fault else "refused", "type": "OAuthException"}
    error |= {"code": code, "error_subcode": subcode, "fbtrace_id": "AbCdEf"}
    if fault and fault.transient:
        error["is_transient"] = True
    headers: Mapping[str, str] = fault.headers if fault else {}
    return JSONResponse({"error": error}, status, dict(headers))
