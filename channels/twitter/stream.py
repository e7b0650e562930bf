"""A stream that is asked again and again, from its cursor on.

The cursor moves only when all pages before it were read and kept. Pages come newest first; what is handed
over goes oldest first, in batches, each with its last number as the cursor.
"""

from __future__ import annotations

import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from channels._lanes import lane
from channels.twitter.account import Settings
from channels.twitter.api import Api
from channels.twitter.contents import Plain, listed, plain, told
from channels.twitter.snowflake import moment, number
from core.errors import ChannelError, OverBudget, Unreachable
from core.message import Batch, Envelope
from core.meter import Meter
from core.ports.channel import Sink

OWN = "own"  # the header that tells which number is the office's own
BATCH = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page of what is newer than the number `since` (0: of what was written from `accept_from` on)."""

    since: int
    accept_from: datetime
    size: int
    token: str | None

    def holds(self, item: Plain) -> bool:
        """Whether the item is new. One without a number is: it cannot be read, and must not be lost."""
        found, written = number(item.get("id")), moment(item.get("id"))
        return not found or (found > self.since and (written is None or written >= self.accept_from))


class Stream(ABC):
    """`seconds` between two questions; `price` of each thing that is read; pages of `least` to `usual`
    things.
    """

    name: str
    seconds: float
    price: int
    least: int
    usual: int

    def __init__(self, account: str, settings: Settings, api: Api, meter: Meter) -> None:
        self._account, self._settings, self._api, self._meter = account, settings, api, meter

    @abstractmethod
    def page(self, wanted: Wanted) -> dict[str, Any]:
        """One page, newest first. Blocks; raises ChannelError."""

    async def once(self, sink: Sink) -> None:
        """Everything new since the last time. Raises ChannelError, and what the sink raises."""
        since, accept_from = number(await sink.cursor(self.name)), await sink.accept_from()
        own = (await self._api.call(self._settings.sign_in)).own_id
        found: list[Envelope] = []
        newest = since
        try:
            async for wanted, page in self._pages(since, accept_from):
                items, includes = listed(page.get("data")), told(page.get("includes"))
                newest = max([newest, *(number(item.get("id")) for item in items)])
                others = [item for item in items if _author(item) != own and wanted.holds(item)]
                found += [self._envelope(item, includes, own, accept_from) for item in others]
        except ChannelError:
            await self._hand_over(sink, found, None)  # what was paid for is kept; the cursor stays
            raise
        await self._hand_over(sink, found, newest if newest > since else None)

    async def _pages(self, since: int, accept_from: datetime) -> AsyncIterator[tuple[Wanted, Plain]]:
        """To the last page, or to one with a thing that is known. A platform that leads in a circle is ill."""
        tokens: set[str] = set()
        token = ""
        while token not in tokens:
            tokens.add(token)
            wanted = Wanted(since, accept_from, self._size(), token or None)
            with self._meter.holding(wanted.size * self.price):
                page = await self._api.call(self.page, wanted)
            items = listed(page.get("data"))
            self._meter.read((f"{self.name}:{plain(item.get('id'))}" for item in items), self.price)
            yield wanted, page
            token = plain(told(page.get("meta")).get("next_token"))
            if not token or not all(map(wanted.holds, items)):
                return
        raise Unreachable("X: its pages lead in a circle")

    def _size(self) -> int:
        """How many may be asked for, without passing the month's ceiling whatever comes."""
        size = self._meter.affords(self.price, self.usual)
        if size < self.least:
            raise OverBudget("X: the month's ceiling is reached; raise it, or wait for the next month")
        return size

    def _envelope(self, item: Plain, includes: Plain, own: str, accept_from: datetime) -> Envelope:
        body = json.dumps({"data": item, "includes": _part(includes, item)}).encode("ascii")
        key = plain(item.get("id")) or f"{self.name}:{hashlib.sha256(body).hexdigest()}"
        received = moment(item.get("id")) or accept_from
        return Envelope(self._account, lane(_author(item)), key, body, received, {OWN: own})

    async def _hand_over(self, sink: Sink, found: Sequence[Envelope], newest: int | None) -> None:
        """What was read once before is no redelivery: X gives pages, not deliveries."""
        ordered = sorted(found, key=lambda envelope: (number(envelope.key), envelope.key))
        groups = [tuple(ordered[start : start + BATCH]) for start in range(0, len(ordered), BATCH)]
        for group in groups[:-1]:
            cursor = group[-1].key if newest and number(group[-1].key) else None
            await sink.keep(Batch(self._account, self.name, group, cursor, rescan=True))
        if groups or newest:
            rest = groups[-1] if groups else ()
            await sink.keep(
                Batch(self._account, self.name, rest, str(newest) if newest else None, rescan=True)
            )


def _author(item: Plain) -> str:
    return plain(item.get("author_id")) or plain(item.get("sender_id"))


def _part(includes: Plain, item: Plain) -> dict[str, list[Plain]]:
    """What the page says of this item alone: an envelope holds nothing of anybody else."""
    said = json.dumps(item)
    keys = {"users": "id", "media": "media_key", "polls": "id", "places": "id", "tweets": "id"}
    parts: Iterator[tuple[str, list[Plain]]] = (
        (name, [one for one in listed(includes.get(name)) if plain(one.get(key)) and f'"{one[key]}"' in said])
        for name, key in keys.items()
    )
    return {name: some for name, some in parts if some}
