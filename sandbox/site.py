"""A platform's web side: an application on loopback, served by a thread of its own."""

from __future__ import annotations

import socket
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self

import uvicorn
from starlette.types import ASGIApp

READY = 10.0  # seconds until a server that was told to stop has done so


class Site:
    """Listens at a free port as soon as it is made; `settings` are uvicorn's."""

    def __init__(self, application: ASGIApp, name: str, **settings: Any) -> None:
        self._bound = listen()
        self.port: int = self._bound.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        config = uvicorn.Config(application, log_config=None, lifespan="off", access_log=False, **settings)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, args=([self._bound],), daemon=True, name=name
        )
        self._thread.start()

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(READY)
        self._bound.close()


class StandIn(ABC):
    """A platform that can be started and stopped."""

    @abstractmethod
    def start(self) -> None:
        """On loopback, at a free port."""

    @abstractmethod
    def stop(self) -> None: ...

    @contextmanager
    def running(self) -> Iterator[Self]:
        self.start()
        try:
            yield self
        finally:
            self.stop()


def listen() -> socket.socket:
    """A bound socket. Head and body of an answer leave as two packets; with Nagle's algorithm the second would
    wait for the caller's delayed acknowledgement, 40 ms, as no platform makes anybody wait.
    """
    bound = socket.create_server(("127.0.0.1", 0))
    bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # those that it accepts inherit it
    return bound
