"""A platform's web side: an application on loopback, served by a thread of its own."""

from __future__ import annotations

import asyncio
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

from starlette.types import ASGIApp

from sandbox.listening import PromptServer

READY = 10.0  # seconds until a server that was told to stop has done so


class Site(PromptServer):
    """Listens at a free port as soon as it is made. What it keeps somebody waiting for ends with it."""

    def __init__(self, application: ASGIApp, name: str, *, date_header: bool = True) -> None:
        super().__init__(application, grace=0.1, date_header=date_header)
        self._thread = threading.Thread(target=lambda: asyncio.run(self.answer()), daemon=True, name=name)
        self._thread.start()

    def stop(self) -> None:
        self.end()
        self._thread.join(READY)


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
