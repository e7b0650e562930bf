"""One account read along with instaloader: comments on the newest own posts, and posts that tag the office.

A person's session is used as a browser would use it, against Instagram's terms: slowly, and never again by
itself once Instagram asks for a person (docs/instagram.md). Nothing can be sent: every answer is an officer's.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Sequence
from datetime import UTC, datetime

from channels._lanes import lane
from channels.instagram.comment import KIND, read_comment
from channels.instagram.events import table
from channels.instagram.scraper import Found, Halted, Scraper
from channels.instagram.settings import Settings
from core.capabilities import Capabilities
from core.errors import ByHand, Unreadable
from core.message import Batch, Envelope, OutboundMessage, Parsed, Receipt
from core.ports.channel import Sink

STREAM, HALT = "comments", "halted"
BATCH = 20
BEAT_SECONDS = 120.0


class ReaderChannel:
    """Fulfils Poller of core.ports.channel."""

    kind = KIND
    capabilities = Capabilities(official=False, privately=False, bubbles=True)

    def __init__(self, name: str, settings: Settings) -> None:
        self.account = name
        self._settings = settings
        self._scraper = Scraper(name, settings)
        self._due = 0.0
        self._well = False

    async def poll(self, sink: Sink) -> None:
        """A round, a long rest, and again. Raises ChannelError when Instagram does not want us; once it asked
        for a person, it is left alone until there is another session.
        """
        while True:
            await self._wait_until_due(sink)
            mark = self._scraper.mark()
            if await sink.cursor(HALT) == mark:
                raise Halted(
                    "Instagram asked for a person: sign in by hand, then put the new session in place"
                )
            self._due = asyncio.get_running_loop().time() + self._interval()
            try:
                await self._round(sink)
            except Halted:
                await sink.keep(Batch(self.account, HALT, (), mark))
                raise

    def parse(self, envelope: Envelope) -> Sequence[Parsed]:
        """Raises Unreadable, and nothing else."""
        try:
            found = json.loads(envelope.body)
        except (ValueError, RecursionError):
            raise Unreadable("no-json", "what was kept is no JSON") from None
        return tuple(read_comment(table(found), self._settings.username, envelope.received_at))

    async def send(self, message: OutboundMessage) -> Receipt:
        """Raises ByHand, with the post's address: instaloader can read, and no more."""
        links = (one for one in message.references if one.startswith("https://www.instagram.com/"))
        raise ByHand("Instagram: nothing can be sent where only instaloader reads", next(links, ""))

    async def probe(self) -> None:
        """Whether the session still opens the office's own page. Raises ChannelError."""
        await self._scraper.call(self._scraper.look)

    def tasks(self) -> Sequence[str]:
        return [
            f"nothing is official here: Instagram may end the session of the account that reads for @{self._settings.username}",
            "officers answer by hand; set up the official way as soon as Meta grants it",
        ]

    async def close(self) -> None:
        """The thread's last request ends by its own time-out."""
        self._scraper.stop()

    async def _round(self, sink: Sink) -> None:
        since = (await sink.accept_from()).timestamp()
        read, fault = await self._scraper.call(self._scraper.read)
        found = [one for one in read if one["created_at"] >= since]
        for start in range(0, len(found), BATCH):
            envelopes = tuple(self._envelope(one) for one in found[start : start + BATCH])
            # Instagram knows no "since": all is read again each time, and what is known is no redelivery.
            await sink.keep(Batch(self.account, STREAM, envelopes, rescan=True))
        if fault is not None:
            raise fault
        self._well = True
        sink.beat()

    def _envelope(self, found: Found) -> Envelope:
        at = datetime.fromtimestamp(found["created_at"], UTC)
        body = json.dumps(found, sort_keys=True).encode("ascii")
        return Envelope(self.account, lane(found["owner"]["id"]), found["id"], body, at)

    def _interval(self) -> float:
        """A quarter more or less than the interval: what comes on the minute is no person."""
        return self._settings.interval_minutes * 60 * random.uniform(0.75, 1.25)  # noqa: S311 - jitter

    async def _wait_until_due(self, sink: Sink) -> None:
        """Whatever calls us how often: between two rounds lies a rest. It is said to be well while it rests
        from a round that was.
        """
        while (left := self._due - asyncio.get_running_loop().time()) > 0:
            if self._well:
                sink.beat()
            await asyncio.sleep(min(BEAT_SECONDS, left))
        self._well = False
