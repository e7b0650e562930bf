"""One account on X as a channel: two streams bring what people write, the API takes the answers."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from channels.twitter import media
from channels.twitter.account import Settings
from channels.twitter.api import Api
from channels.twitter.codes import Deed
from channels.twitter.contents import Plain, listed, plain, told, words
from channels.twitter.intake import Mentions, Messages
from channels.twitter.reading import KIND, envelope_parts, read_raw
from channels.twitter.snowflake import number
from channels.twitter.stream import OWN, Stream
from core.capabilities import Capabilities
from core.errors import ChannelError, OverBudget, Refused, Uncertain
from core.message import Envelope, InboundMessage, OutboundMessage, Parsed, Receipt
from core.meter import DOLLAR, Meter
from core.ports.channel import Sink

LONGEST_POST, LONGEST_MESSAGE = 280, 10_000  # characters
_LINK = re.compile(r"https?://|\bwww\.|\b[\w-]+\.(?:id|com|net|org|go\.id|co)\b", re.IGNORECASE)
_NARROW = re.compile("[\u0000-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]")  # weigh one, all others two


class TwitterChannel:
    """One account of the office on X (a `Poller`, `Fetcher`, `Finder` and `Guided` of core.ports.channel, `Metered`)."""

    kind = KIND
    capabilities = Capabilities(publicly=True, media_in=True, edits=True, text=LONGEST_MESSAGE, links=False)

    def __init__(self, name: str, settings: Settings) -> None:
        self.account = name
        self.listed_after = timedelta(seconds=settings.listed_seconds)
        self.meter = Meter(round(settings.ceiling * DOLLAR))
        self._settings = settings
        self._reading, self._sending, self._files = (Api(name, settings) for _ in range(3))
        self._streams: list[Stream] = [Mentions(name, settings, self._reading, self.meter)]
        if settings.messages:
            self._streams.append(Messages(name, settings, self._reading, self.meter))

    async def poll(self, sink: Sink) -> None:
        """Ask each stream in its turn, more rarely as the month's ceiling comes near. One that cannot be
        read does not stop the other; then the error is raised.
        """
        due = dict.fromkeys(self._streams, 0.0)
        while True:
            failed: list[ChannelError] = []
            for stream in [stream for stream, at in due.items() if at <= time.monotonic()]:
                try:
                    await stream.once(sink)
                except ChannelError as error:
                    failed.append(error)
                due[stream] = time.monotonic() + stream.seconds * self.meter.slowness
            if failed:
                raise failed[0]
            sink.beat()
            await asyncio.sleep(max(0.0, min(due.values()) - time.monotonic()))

    def parse(self, envelope: Envelope) -> Sequence[Parsed]:
        """Raises Unreadable, and nothing else."""
        own = {self._settings.username.lower(), envelope.headers.get(OWN, "")} - {""}
        return read_raw(envelope.body, own, self._settings.username)

    async def fetch(self, envelope: Envelope, message: InboundMessage) -> InboundMessage:
        """Raises ChannelError where trying again may bring more; then none of the files is kept."""
        urls = media.urls(*envelope_parts(envelope.body))
        files = [
            await self._files.call(media.fetch, self._files, file, url, self._settings)
            for file, url in zip(message.attachments, urls, strict=True)
        ]
        return replace(message, attachments=tuple(files))

    async def send(self, message: OutboundMessage) -> Receipt:
        """Raises ChannelError, and nothing else; Uncertain when nobody can tell whether it left."""
        price = self._settings.price("price_reply" if message.public else "price_direct")
        if not self.meter.affords(price, 1):
            raise OverBudget("X: the month's ceiling is reached; raise it, or wait for the next month")
        deed = self._say if message.public else self._tell
        try:
            with self.meter.holding(price):
                receipt = await self._sending.call(deed, message)
        except Uncertain:
            self.meter.wrote(price)
            raise
        self.meter.wrote(price)
        return receipt

    async def find(self, message: OutboundMessage) -> Sequence[Receipt]:
        """Our own last posts under the same post, or what we said alike in the conversation, oldest first."""
        own = (await self._sending.call(self._settings.sign_in)).own_id
        page = await self._sending.call(self._recent, message, own)
        items = listed(page.get("data"))
        price = self._settings.price("price_mention" if message.public else "price_message")
        self.meter.read((f"found:{plain(item.get('id'))}" for item in items), price)
        same = sorted((item for item in items if _is_same(item, message, own)), key=_number)
        return [Receipt(plain(item.get("id")), thread_key=_conversation(item)) for item in same]

    async def probe(self) -> None:
        """Sign in, and ask who we are. Raises ChannelError."""
        await self._sending.call(self._ask_name)

    def tasks(self) -> Sequence[str]:
        """What must have been done at X."""
        rights = "Read, write and direct messages" if self._settings.messages else "Read and write"
        spent = (
            f"{self._settings.ceiling:g} US dollars" if self._settings.ceiling else "what the office allows"
        )
        return [
            f"console.x.com, User authentication settings: OAuth 1.0a with the rights {rights!r}",
            "console.x.com, Keys and tokens: make the access token after that, or it lacks the rights",
            f"console.x.com, Billing: buy credits, and set a spending limit of {spent} a month",
            f"x.com, as @{self._settings.username}: Settings, Privacy, Direct messages: take them from everyone",
        ]

    async def close(self) -> None:
        """Let go of the threads; a call that is under way ends by its own time-out."""
        for api in (self._reading, self._sending, self._files):
            api.close()

    def _say(self, message: OutboundMessage) -> Receipt:
        """Under a post that named us: X takes no other answers from programs."""
        if not message.in_reply_to:
            raise Refused("X: a public answer without a post to stand under")
        if _LINK.search(message.text):
            raise Refused("X: a public answer with an address in it costs 20 times as much")
        if weight(message.text) > LONGEST_POST:
            raise Refused(f"X: a public answer of more than {LONGEST_POST} characters")
        answer = self._sending.ask(
            Deed.POST, "create_tweet", text=message.text, in_reply_to_tweet_id=message.in_reply_to
        )
        return _receipt(answer, "id")

    def _tell(self, message: OutboundMessage) -> Receipt:
        if not message.to.handle.isdecimal():
            raise Refused("X: the recipient has no number")
        if len(message.text) > LONGEST_MESSAGE:
            raise Refused(f"X: a direct message of more than {LONGEST_MESSAGE} characters")
        answer = self._sending.ask(
            Deed.DIRECT, "create_direct_message", participant_id=message.to.handle, text=message.text
        )
        return _receipt(answer, "dm_event_id")

    def _recent(self, message: OutboundMessage, own: str) -> dict[str, Any]:
        if message.public:
            fields = ["referenced_tweets"]
            return self._sending.ask(Deed.READ, "get_users_tweets", own, max_results=50, tweet_fields=fields)
        return self._sending.ask(
            Deed.READ,
            "get_direct_message_events",
            participant_id=message.to.handle,
            max_results=20,
            event_types="MessageCreate",
            dm_event_fields=["dm_conversation_id", "entities", "sender_id", "text"],
        )

    def _ask_name(self) -> None:
        answer = told(self._sending.ask(Deed.READ, "get_me").get("data"))
        if plain(answer.get("username")).lower() != self._settings.username.lower():
            raise Refused("X: these secrets are another account's; correct username, or the secrets")


def _receipt(answer: Any, key: str) -> Receipt:
    data = told(answer.get("data"))
    if not plain(data.get(key)):
        raise Uncertain("X: an answer that names no number")
    return Receipt(plain(data[key]), thread_key=_conversation(data))


def _number(item: Plain) -> int:
    return number(item.get("id"))


def _conversation(item: Plain) -> str:
    return plain(item.get("dm_conversation_id"))


def _is_same(item: Plain, message: OutboundMessage, own: str) -> bool:
    """Whether an item of ours is this message: under the same post, or with the same words to the same person."""
    if message.public:
        return any(one.get("id") == message.in_reply_to for one in listed(item.get("referenced_tweets")))
    return plain(item.get("sender_id")) == own and words(item).split() == message.text.split()


def weight(text: str) -> int:
    """How long X holds a text to be (docs.x.com, "Counting characters")."""
    return sum(1 if _NARROW.match(letter) else 2 for letter in text)
