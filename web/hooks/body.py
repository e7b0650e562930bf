"""The body of a request, up to a limit."""

from __future__ import annotations

import asyncio

from starlette.requests import ClientDisconnect, Request


class TooLong(Exception):
    """The body is longer than is taken."""


class Unfinished(Exception):
    """The caller went away, or took too long."""


async def read_body(request: Request, longest: int, seconds: float) -> bytes:
    """At most `longest` bytes within `seconds`. Raises TooLong as soon as that is known, and Unfinished."""
    told = request.headers.get("content-length", "0")
    if told.isdecimal() and int(told) > longest:
        raise TooLong
    body = bytearray()
    try:
        async with asyncio.timeout(seconds):
            async for chunk in request.stream():
                body += chunk
                if len(body) > longest:
                    raise TooLong
    except (TimeoutError, ClientDisconnect):
        raise Unfinished from None
    return bytes(body)
