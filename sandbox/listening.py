"""A web server on loopback that answers without delay and ends when told: for stand-ins and for tests."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Iterator

import uvicorn
from starlette.types import ASGIApp


def listen() -> socket.socket:
    """A bound socket. Head and body of an answer leave as two packets; with Nagle's algorithm the second would
    wait for the caller's delayed acknowledgement, 40 ms, as no platform makes anybody wait.
    """
    bound = socket.create_server(("127.0.0.1", 0))
    bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # those that it accepts inherit it
    return bound


class PromptServer(uvicorn.Server):
    """Ends when told. Uvicorn looks ten times a second whether it should, and rests before it does: some two
    tenths of a second, which hundreds of tests would wait for one after another.

    `grace` is how long answers that are being made may still take, in seconds; then they are cut off.
    """

    def __init__(self, application: ASGIApp, *, grace: float, date_header: bool = True) -> None:
        super().__init__(
            uvicorn.Config(
                application,
                log_config=None,
                lifespan="off",
                access_log=False,
                ws="none",
                date_header=date_header,
            )
        )
        self._grace = grace
        self._bound = listen()
        self.port: int = self._bound.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._told = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def answer(self) -> None:
        """Until `end` is called. Who asks before this began waits in the socket's queue."""
        await self.serve(sockets=[self._bound])

    def end(self) -> None:
        """From any thread."""
        self.should_exit = True
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._told.set)

    async def main_loop(self) -> None:
        self._loop = asyncio.get_running_loop()
        while not await self.on_tick(0):  # it renews the Date header
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._told.wait(), 1)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for bound in sockets or ():
            bound.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        if at_work := set(self.server_state.tasks):
            _, late = await asyncio.wait(at_work, timeout=self._grace)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        await asyncio.sleep(0)  # the connections close in the loop's next round

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals stay with whoever started it."""
        yield
