"""A platform that does nothing it is asked, and repeats all it heard, secrets included: a careless log would show it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from enum import StrEnum
from typing import Any

Hearing = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Way(StrEnum):
    """How it fails, whatever it is asked."""

    PAGE = "an HTML page instead of JSON"
    FAULT = "500"
    BAD_REQUEST = "400"
    REFUSED = "401"
    FORBIDDEN = "403"
    UNKNOWN = "404"
    THROTTLED = "429"
    NONSENSE = "bytes of no protocol"
    HALF = "half an answer"
    HANG_UP = "a connection that ends at once"
    SILENCE = "no answer at all"
    NOBODY = "no connection"


_STATUS = {
    Way.PAGE: "502 Bad Gateway",
    Way.FAULT: "500 Internal Server Error",
    Way.BAD_REQUEST: "400 Bad Request",
    Way.REFUSED: "401 Unauthorized",
    Way.FORBIDDEN: "403 Forbidden",
    Way.UNKNOWN: "404 Not Found",
    Way.THROTTLED: "429 Too Many Requests",
    Way.HALF: "200 OK",
}


class Parrot:
    """Speaks HTTP, IMAP and SMTP far enough to be told the secrets. `calls` counts connections."""

    def __init__(self, way: Way, secret: str = "") -> None:
        self.way = way
        self.secret = secret
        self.calls = 0
        self.http = self.imap = self.smtp = 0
        self._calls: set[asyncio.Task[Any]] = set()

    @asynccontextmanager
    async def awake(self) -> AsyncIterator[Parrot]:
        servers = [
            await asyncio.start_server(self._whole(hear), "127.0.0.1", 0)
            for hear in (self._hear_http, self._hear_imap, self._hear_smtp)
        ]
        self.http, self.imap, self.smtp = (server.sockets[0].getsockname()[1] for server in servers)
        if self.way is Way.NOBODY:
            for server in servers:
                server.close()
        self._ends = asyncio.Event()
        try:
            yield self
        finally:
            self._ends.set()
            for server in servers:
                server.close()
            for call in self._calls:
                call.cancel()
            await asyncio.gather(*self._calls, return_exceptions=True)

    @property
    def patience(self) -> float:
        """How long to wait for it, in seconds: only a silent one lets a time-out pass."""
        return 0.2 if self.way is Way.SILENCE else 10.0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.http}"

    def _whole(self, hear: Hearing) -> Hearing:
        """A call from its beginning until its line is closed; counted, and ended when the parrot sleeps."""

        async def call(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self.calls += 1
            task = asyncio.current_task()
            assert task is not None
            self._calls.add(task)
            try:
                await hear(reader, writer)
            finally:
                self._calls.discard(task)
                writer.close()
                with suppress(ConnectionError, asyncio.CancelledError):
                    await writer.wait_closed()

        return call

    async def _hear_http(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            if self.way is not Way.HANG_UP:
                head = await reader.readuntil(b"\r\n\r\n")
                length = _length(head)
                heard = head + await reader.readexactly(length)
                await self._answer_http(writer, heard.decode("latin-1"))

    async def _answer_http(self, writer: asyncio.StreamWriter, heard: str) -> None:
        if self.way is Way.SILENCE:
            await self._ends.wait()
            return
        if self.way is Way.NONSENSE:
            writer.write(f"\x00\x01 {self.secret} {heard[:200]}".encode("latin-1", "replace") + b"\r\n")
            return
        said = heard.replace("\\", "/").replace('"', "'").replace("\r\n", " ") + self.secret
        kind, body = "application/json", f'{{"ok": false, "description": "{said}", "message": "{said}"}}'
        if self.way is Way.PAGE:
            kind, body = "text/html", f"<html><body>{said}</body></html>"
        sent = body.encode()
        more = 1000 if self.way is Way.HALF else 0
        lines = [
            f"HTTP/1.1 {_STATUS[self.way]}",
            f"Content-Type: {kind}",
            f"Content-Length: {len(sent) + more}",
            "Retry-After: 7",
            "Connection: close",
        ]
        writer.write("\r\n".join([*lines, "", ""]).encode() + sent)
        await writer.drain()

    async def _hear_imap(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._talk(reader, writer, "* OK IMAP4rev1 ready")

    async def _hear_smtp(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._talk(reader, writer, "220 parrot ESMTP")

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, greeting: str) -> None:
        if self.way is Way.SILENCE:
            await self._ends.wait()
        elif self.way is Way.NONSENSE:
            writer.write(f"\x00 {self.secret}\r\n".encode())
        elif self.way is not Way.HANG_UP:
            writer.write(f"{greeting}\r\n".encode())
            with suppress(ConnectionError, ValueError):
                while line := (await reader.readline()).decode("latin-1").strip():
                    writer.write(self._refusal(line, smtp=greeting.startswith("220")).encode())

    def _refusal(self, line: str, *, smtp: bool) -> str:
        if smtp:
            if line.upper().startswith("EHLO"):
                return "250-parrot\r\n250 AUTH PLAIN LOGIN\r\n"
            code = {Way.THROTTLED: 454, Way.FAULT: 451}.get(self.way, 535)
            return f"{code} 5.7.8 {line} {self.secret}\r\n"
        tag, _, command = line.partition(" ")
        if command.upper().startswith("CAPABILITY"):
            return f"* CAPABILITY IMAP4rev1\r\n{tag} OK done\r\n"
        return f"{tag} NO [AUTHENTICATIONFAILED] {command} {self.secret}\r\n"


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    return 0
