"""From an account's thread into the event loop: the sink as a thread sees it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import CancelledError, Future
from datetime import datetime
from typing import Any, TypeVar

from core.message import Batch, Kept
from core.ports.channel import Sink

T = TypeVar("T")


class Stopped(Exception):
    """Nobody wants what this thread does any more."""


class SinkFailed(Exception):
    """The sink could not keep a batch; `error` says why."""

    def __init__(self, error: BaseException) -> None:
        super().__init__(type(error).__name__)
        self.error = error


class Handover:
    """A sink for one thread. After `stop`, every call raises Stopped, also one that waits already."""

    def __init__(self, sink: Sink, loop: asyncio.AbstractEventLoop) -> None:
        self._sink = sink
        self._loop = loop
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._pending: set[Future[Any]] = set()

    @property
    def stopped(self) -> bool:
        return self._stopped.is_set()

    def stop(self) -> None:
        """Called in the loop."""
        with self._lock:
            self._stopped.set()
            pending = list(self._pending)
        for future in pending:
            future.cancel()

    def pause(self, seconds: float) -> None:
        self._stopped.wait(seconds)

    def cursor(self, stream: str) -> str | None:
        return self.result(self._begin(self._sink.cursor(stream)))

    def accept_from(self) -> datetime:
        return self.result(self._begin(self._sink.accept_from()))

    def keep(self, batch: Batch) -> Future[Kept]:
        """Begin to keep a batch; `result` tells when it is durable."""
        return self._begin(self._sink.keep(batch))

    def beat(self, backlog: int = 0) -> None:
        with self._lock:
            if not self._stopped.is_set():
                self._loop.call_soon_threadsafe(self._sink.beat, backlog)

    def result(self, future: Future[T]) -> T:
        """Wait for it. Raises Stopped, and SinkFailed where the sink raised."""
        try:
            error = future.exception()
        except CancelledError:
            raise Stopped from None
        if error is not None:
            raise SinkFailed(error)
        return future.result()

    def _begin(self, call: Coroutine[Any, Any, T]) -> Future[T]:
        with self._lock:
            if self._stopped.is_set():
                call.close()
                raise Stopped
            future = asyncio.run_coroutine_threadsafe(call, self._loop)
            self._pending.add(future)
        future.add_done_callback(self._pending.discard)
        return future
