"""No faster than Telegram allows: 30 messages a second, one a second to a chat, 20 a minute to a group.

core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this. Who goes faster is told to wait (429).
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

BETWEEN = 1 / 30  # seconds from one message to the next
IN_CHAT = 1.0
IN_GROUP = 3.0
REMEMBERED = 1000  # chats


class Pace:
    """When the next message may leave; one at a time asks."""

    def __init__(
        self,
        rest: Callable[[float], Awaitable[None]] = asyncio.sleep,
        time: Callable[[], float] | None = None,
    ) -> None:
        self._rest = rest
        self._time = time or (lambda: asyncio.get_running_loop().time())
        self._free = 0.0
        self._chats: OrderedDict[str, float] = OrderedDict()

    @asynccontextmanager
    async def turn(self, chat: str) -> AsyncIterator[None]:
        """Enter when a message to this chat may leave. The next one's time counts from when this one has
        left: a slow line must not push two together.
        """
        now = self._time()
        start = max(now, self._free, self._chats.get(chat, 0.0))
        self._taken(chat, start)
        if start > now:
            await self._rest(start - now)
        try:
            yield
        finally:
            self._taken(chat, self._time())

    def _taken(self, chat: str, moment: float) -> None:
        self._free = moment + BETWEEN
        self._chats[chat] = moment + (IN_GROUP if chat.startswith("-") else IN_CHAT)
        self._chats.move_to_end(chat)
        if len(self._chats) > REMEMBERED:
            self._chats.popitem(last=False)
