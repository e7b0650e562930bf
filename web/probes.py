"""For supervisors and balancers: does the process answer, and does the database?"""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from core.errors import StoreError
from core.ports.store import Store

READY_SECONDS = 2.0


async def healthz(_: Request) -> Response:
    """The process answers; nothing else is touched."""
    return PlainTextResponse("ok")


class Readiness:
    """Ready when the database answers in time. A channel that is down is no reason: its platform's
    fault must not take the inbox away.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    async def readyz(self, _: Request) -> Response:
        try:
            async with asyncio.timeout(READY_SECONDS):
                await self._store.read(lambda unit: len(unit.accounts.health()))
        except (StoreError, TimeoutError):
            return JSONResponse({"status": "unavailable", "checks": {"database": "failed"}}, 503)
        return JSONResponse({"status": "ok", "checks": {"database": "ok"}})
