"""A line with a long way: a TCP proxy on loopback that holds every byte back for a while.

Run as `python -m sandbox.delay PORT SECONDS` it is a process of its own, which a benchmark wants: it
prints its port, and ends when its standard input closes.
"""

from __future__ import annotations

import asyncio
import sys
import threading
from collections import deque
from contextlib import suppress


class DelayProxy:
    """Forwards to `target` on this machine; each direction takes `seconds` (so a round trip takes two).

    Bytes are delayed, not slowed: what is sent together arrives together. Use as a context manager.
    """

    def __init__(self, target: int, seconds: float) -> None:
        self.target = target
        self.seconds = seconds
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="delay-proxy", daemon=True)
        self._tasks: set[asyncio.Task[None]] = set()

    def __enter__(self) -> DelayProxy:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(10)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", self.target)
        for source, sink in ((reader, back), (there, writer)):
            task = asyncio.create_task(self._carry(source, sink))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _carry(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        loop = asyncio.get_running_loop()
        on_the_way: deque[tuple[float, bytes]] = deque()
        arrived = asyncio.Event()

        async def deliver() -> None:
            while True:
                await arrived.wait()
                while on_the_way:
                    due, data = on_the_way.popleft()
                    await asyncio.sleep(due - loop.time())
                    if not data:
                        return
                    sink.write(data)
                arrived.clear()

        delivery = asyncio.create_task(deliver())
        try:
            data = b"-"
            while data:
                with suppress(ConnectionError):
                    data = await source.read(65536)
                on_the_way.append((loop.time() + self.seconds, data))
                arrived.set()
            await delivery
        finally:
            delivery.cancel()
            sink.close()


if __name__ == "__main__":
    with DelayProxy(int(sys.argv[1]), float(sys.argv[2])) as proxy:
        print(proxy.port, flush=True)
        sys.stdin.read()
