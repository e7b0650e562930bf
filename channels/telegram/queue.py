"""Telegram's own queue of what we have not confirmed: asked from behind the last kept update on.

core.telegram.org/bots/api#getupdates: asking with an offset confirms all before it, for ever. So the offset
is one more than the last update that is durable, and nothing is asked before that. Telegram keeps updates for 24 hours.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from channels._lanes import lane
from channels.telegram.account import Settings, bot_id
from channels.telegram.api import Api
from channels.telegram.update import WANTED, Part, dump, key, number, spoken
from core.errors import Contested, Unreachable
from core.message import Batch, Envelope
from core.ports.channel import Sink

MOST = 100  # updates in one answer
ROUNDS = 5  # how often an album is waited for


class Queue:
    """The updates of one bot, in their order. All methods raise ChannelError."""

    def __init__(self, account: str, settings: Settings, api: Api) -> None:
        self._account = account
        self._settings = settings
        self._api = api

    async def watch(self, sink: Sink) -> None:
        """Hand over what is there, and wait for more, until cancelled. A webhook of this very account, from
        when it had one, is taken away; what waits for it stays. Anybody else's is left alone.
        """
        if (own := self._settings.hook_url(self._account)) and await self._webhook() == own:
            await self._api.ask("deleteWebhook", drop_pending_updates=False)
        await self.probe()
        stream = f"bot-{bot_id(self._settings.tokens()[0])}"  # another bot begins anew
        kept = await sink.cursor(stream)
        offset = int(kept) + 1 if kept else None
        while True:
            updates = await self._updates(offset, self._settings.poll_seconds)
            if _album(updates):
                updates = await self._whole(updates, offset)
            if updates:
                last = _last(updates)
                await sink.keep(Batch(self._account, stream, tuple(self._envelopes(updates)), str(last)))
                offset = last + 1
            sink.beat()

    async def _updates(self, offset: int | None, seconds: float) -> list[Part]:
        fields: dict[str, Any] = {"timeout": int(seconds), "limit": MOST, "allowed_updates": list(WANTED)}
        if offset is not None:
            fields["offset"] = offset
        found = await self._api.ask("getUpdates", patience=seconds, **fields)
        if not isinstance(found, list) or not all(isinstance(update, dict) for update in found):
            raise Unreachable("Telegram: the list of updates is none")
        return found

    async def _whole(self, updates: list[Part], offset: int | None) -> list[Part]:
        """The same updates and those that came until the album was quiet. Nothing is confirmed meanwhile."""
        for _ in range(ROUNDS):
            await asyncio.sleep(self._settings.quiet_seconds)
            before, updates = updates, await self._updates(offset, 0)
            if len(updates) >= MOST or not _album(updates[len(before) :]):
                break
        return updates

    async def probe(self) -> None:
        """Whether we may ask: not while Telegram calls somebody else."""
        if await self._webhook():
            raise Contested("Telegram: a webhook is set for this bot: delete it, or configure webhook = true")

    async def _webhook(self) -> Any:
        """The address that Telegram calls for this bot; none where it calls nobody."""
        told = await self._api.ask("getWebhookInfo")
        return told.get("url") if isinstance(told, dict) else None

    def _envelopes(self, updates: list[Part]) -> Iterator[Envelope]:
        now = datetime.fromtimestamp(time.time(), UTC)  # for what tells no time, and opens no case
        groups: dict[str, list[Part]] = {}
        for place, update in enumerate(updates):
            groups.setdefault(_album([update]) or str(place), []).append(update)
        for members in groups.values():
            said = spoken(members[0])
            stream = lane(str(said.chat)) if said else ""
            moment = (said.moment if said else None) or now
            yield Envelope(self._account, stream, key(members), dump(members), moment)


def _album(updates: list[Part]) -> str:
    """The album, and its chat, to which one of these belongs; "" for none."""
    for update in updates:
        said = spoken(update)
        if said is not None and said.album:
            return f"{said.chat}:{said.album}"
    return ""


def _last(updates: list[Part]) -> int:
    """The number behind which the next question begins. Numbers may begin anew, lower, after a week of
    silence; so it is the last one's, not the greatest.
    """
    numbers = [own for own in map(number, updates) if own is not None]
    if not numbers:
        raise Unreachable("Telegram: updates without numbers, which cannot be confirmed")
    return numbers[-1]
