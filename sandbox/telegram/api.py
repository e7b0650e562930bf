"""The part of the Bot API that the office uses. Methods are case-insensitive, fields come as form or query."""

from __future__ import annotations

import asyncio
import json
import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from sandbox.telegram.faults import Fault
from sandbox.telegram.state import Sent, State

LONGEST = 4096
LARGEST_FILE = 20 * 1024 * 1024
LONGEST_HOLD = 50.0
TICK = 0.02  # seconds between two looks into the queue while a question is held open
Fields = Mapping[str, str]


class Api:
    """`tokens` open the bot; `faults` are used up one a call, by method in lower case (`file` for a download);
    `asked` remembers the calls. `strict` refuses more than a message a second to a chat. A question for news is
    held open for `longest_hold` seconds, whatever longer time it allows.
    """

    def __init__(self, state: State, tokens: list[str]) -> None:
        self.state = state
        self.tokens = tokens
        self.faults: dict[str, deque[Fault]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.strict = False
        self.longest_hold = LONGEST_HOLD
        self.hook_set: Callable[[], None] = lambda: None
        self.over = False
        self._turn = 0
        self._methods: dict[str, Callable[[Fields], Awaitable[Response]]] = {
            "getme": self._get_me,
            "getupdates": self._get_updates,
            "getwebhookinfo": self._get_webhook_info,
            "setwebhook": self._set_webhook,
            "deletewebhook": self._delete_webhook,
            "sendmessage": self._send_message,
            "getfile": self._get_file,
        }

    def application(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/bot{token}/{method}", self._call, methods=["GET", "POST"]),
                Route("/file/bot{token}/{path:path}", self._download),
            ]
        )

    async def _call(self, request: Request) -> Response:
        method = request.path_params["method"].lower()
        fields = dict(request.query_params) | dict(
            parse_qsl((await request.body()).decode(), keep_blank_values=True)
        )
        self.asked.append((method, fields))
        if request.path_params["token"] not in self.tokens:
            return error(401, "Unauthorized")
        if method not in self._methods:
            return error(404, "Not Found: method not found")
        return await self._with_faults(method, lambda: self._methods[method](fields))

    async def _with_faults(self, what: str, deed: Callable[[], Awaitable[Response]]) -> Response:
        faults = self.faults.get(what)
        fault = faults.popleft() if faults else None
        if fault is None:
            return await deed()
        await asyncio.sleep(fault.seconds)
        if fault.status == 200:
            return await deed()
        if fault.after:
            await deed()
        return _failed(fault)

    async def _get_me(self, _: Fields) -> Response:
        return ok(self._bot())

    async def _get_updates(self, fields: Fields) -> Response:
        """Confirms all before the offset; a question that is newer ends this one (409)."""
        if self.state.hook.get("url"):
            return error(
                409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook first"
            )
        offset, limit = int(fields.get("offset", 0)), int(fields.get("limit", 100))
        ends = time.monotonic() + min(float(fields.get("timeout", 0)), self.longest_hold)
        self.state.confirmed(offset)
        self._turn += 1
        turn = self._turn
        while not (found := self.state.waiting(offset, limit)) and time.monotonic() < ends and not self.over:
            await asyncio.sleep(TICK)
            if turn != self._turn:
                return error(
                    409,
                    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
                )
        return ok(found)

    async def _get_webhook_info(self, _: Fields) -> Response:
        hook = self.state.hook
        shown = {"url": hook.get("url", ""), "has_custom_certificate": False}
        shown["pending_update_count"] = len(self.state.queue)
        return ok(
            shown | {key: hook[key] for key in ("last_error_date", "last_error_message") if key in hook}
        )

    async def _set_webhook(self, fields: Fields) -> Response:
        if not fields.get("url", "").startswith(("https://", "http://127.0.0.1")):
            return error(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        self.state.hook = {"url": fields["url"], "secret": fields.get("secret_token", "")}
        self.hook_set()
        return ok(True)

    async def _delete_webhook(self, _: Fields) -> Response:
        self.state.hook = {}
        return ok(True)

    async def _send_message(self, fields: Fields) -> Response:
        chat = int(fields.get("chat_id", "0"))
        if refused := self._why_not(chat, fields):
            return refused
        number = self.state.next_message()
        self.state.sent.append(Sent(chat, number, fields["text"], fields))
        return ok(
            {
                "message_id": number,
                "from": self._bot(),
                "chat": {"id": chat, "type": "private" if chat > 0 else "supergroup"},
                "date": int(time.time()),
                "text": fields["text"],
            }
        )

    def _why_not(self, chat: int, fields: Fields) -> Response | None:
        if chat in self.state.moved:
            return error(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                {"migrate_to_chat_id": self.state.moved[chat]},
            )
        if chat not in self.state.known:
            return error(400, "Bad Request: chat not found")
        if chat in self.state.blocked:
            return error(403, "Forbidden: bot was blocked by the user")
        if not fields.get("text", "").strip():
            return error(400, "Bad Request: message text is empty")
        if len(fields["text"].encode("utf-16-le")) // 2 > LONGEST:
            return error(400, "Bad Request: message is too long")
        if self.strict and self.state.hurried(chat):
            return error(429, "Too Many Requests: retry after 1", {"retry_after": 1})
        return None

    async def _get_file(self, fields: Fields) -> Response:
        name = fields.get("file_id", "")
        data = self.state.files.get(name)
        if data is None:
            return error(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        if len(data) > LARGEST_FILE:
            return error(400, "Bad Request: file is too big")
        shown = {"file_id": name, "file_unique_id": f"u{name}", "file_size": len(data)}
        return ok(shown | {"file_path": f"documents/{name}"})

    async def _download(self, request: Request) -> Response:
        if request.path_params["token"] not in self.tokens:
            return error(401, "Unauthorized")
        data = self.state.files.get(request.path_params["path"].removeprefix("documents/"))

        async def deed() -> Response:
            return error(404, "Not Found") if data is None else Response(data)

        return await self._with_faults("file", deed)

    def _bot(self) -> dict[str, Any]:
        return {
            "id": self.state.bot_id,
            "is_bot": True,
            "first_name": "Pengaduan",
            "username": self.state.username,
        }


def ok(result: object) -> Response:
    return Response(
        json.dumps({"ok": True, "result": result}, ensure_ascii=True), media_type="application/json"
    )


def error(code: int, description: str, parameters: Mapping[str, int] | None = None) -> Response:
    shown = {"ok": False, "error_code": code, "description": description}
    return JSONResponse(shown | ({"parameters": dict(parameters)} if parameters else {}), code)


def _failed(fault: Fault) -> Response:
    if fault.status == 0:
        # An answer that ends before it is whole: the connection breaks under the reader.
        return Response(b"{", 200, {"content-length": "4096"})
    if fault.html:
        return HTMLResponse("<html><body><h1>Bad Gateway</h1></body></html>", fault.status)
    return error(fault.status, fault.description or "said on demand", fault.parameters)
