"""One account through Meta's own way: its webhook brings what was said, the Graph API takes the answers."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from channels._lanes import lane
from channels.instagram import media
from channels.instagram.events import events, key_of, other_of, parts, table, text
from channels.instagram.graph import Graph
from channels.instagram.kinds import GONE, NOT_FETCHED, urls
from channels.instagram.reading import KIND, MENTION, read
from channels.instagram.secrets import Secrets, read_secrets
from channels.instagram.settings import Settings
from channels.instagram.token import TokenKeeper
from channels.instagram.ways import LONGEST, Target, Ways
from core.capabilities import Capabilities, Counted
from core.errors import ChannelError, ConfigError, Forged, Refused, Unauthorised
from core.message import Address, Envelope, InboundMessage, OutboundMessage, Parsed, Receipt
from core.ports.channel import Answer, Sink

SIGNATURE = "x-hub-signature-256"
RECEIVED = Answer("text/plain", b"EVENT_RECEIVED")
FIELDS = frozenset({"comments", "mentions", "messages"})
AGAIN = timedelta(hours=6)  # after a renewal that failed
ALARM = timedelta(days=7)  # so little time left: a person must look
LOOK_SECONDS = 300.0  # between two looks whether Meta still lets us in


class OfficialChannel:
    """Fulfils Poller, Greeter, Splitter, Fetcher, Finder and Expiring of core.ports.channel."""

    kind = KIND
    capabilities = Capabilities(
        publicly=True,
        media_in=True,
        edits=True,
        window=timedelta(hours=24),
        text=LONGEST,
        counted=Counted.BYTES,
        bubbles=True,
        public_url=True,
    )

    def __init__(self, name: str, settings: Settings) -> None:
        self.account = name
        self.listed_after = timedelta(seconds=settings.listed_seconds)
        self._settings = settings
        self._tokens = TokenKeeper(settings)
        self._graph = Graph(settings, lambda: self._tokens.current().value)
        self._ways = Ways(settings, self._graph)
        self._renew_after = datetime.min.replace(tzinfo=UTC)

    async def poll(self, sink: Sink) -> None:
        """Look now and then whether Meta lets us in, and renew the token in time. Raises ChannelError."""
        while True:
            await self.probe()
            await self._renew()
            sink.beat()
            await asyncio.sleep(LOOK_SECONDS)

    def greet(self, query: Mapping[str, str]) -> Answer:
        """Meta's question at set-up, answered where it knows our word. Raises Forged."""
        said = query.get("hub.verify_token", "").encode()
        known = [hmac.compare_digest(said, word.encode()) for word in self._secrets().verify]
        if query.get("hub.mode") != "subscribe" or not any(known):
            raise Forged("the word of the set-up is not ours")
        return Answer("text/plain", query.get("hub.challenge", "").encode())

    def verify(self, envelope: Envelope) -> None:
        """Raises Forged unless one of the app's secrets signed these very bytes."""
        said = envelope.headers.get(SIGNATURE, "")
        known = [
            hmac.compare_digest(said.encode(), f"sha256={_signed(secret, envelope.body)}".encode())
            for secret in self._secrets().app
        ]
        if not any(known):
            raise Forged("no secret of this app made this signature" if said else "the request is not signed")

    def _secrets(self) -> Secrets:
        try:
            return read_secrets(self._settings.credential())
        except (ConfigError, OSError) as error:
            raise Forged(f"no secret to verify it with ({type(error).__name__})") from None

    def split(self, envelope: Envelope) -> Sequence[Envelope]:
        """Each event as a delivery of its own."""
        return [self.identified(replace(envelope, body=part)) for part in parts(envelope.body)]

    def identified(self, envelope: Envelope) -> Envelope:
        key, other = key_of(envelope.body), other_of(envelope.body)
        return replace(envelope, key=key, stream=lane(other))

    def answer(self) -> Answer:
        return RECEIVED

    def parse(self, envelope: Envelope) -> Sequence[Parsed]:
        """Raises Unreadable, and nothing else."""
        return read(envelope.body, envelope.received_at, self._settings.username)

    async def fetch(self, envelope: Envelope, message: InboundMessage) -> InboundMessage:
        """The files that a message names, or the words of a mention. Raises ChannelError where trying again
        may bring more.
        """
        if MENTION in message.attachments:
            return await self._mentioned(message)
        said = (table(event.value.get("message")) for event in events(envelope.body))
        where = next((urls(one) for one in said if one.get("mid") == message.external_id), [])
        files = [
            await media.fetch(named, url, self._graph.client(), self._settings)
            if named.refused == NOT_FETCHED
            else named
            for named, url in zip(message.attachments, where, strict=True)
        ]
        return replace(message, attachments=tuple(files))

    async def _mentioned(self, message: InboundMessage) -> InboundMessage:
        try:
            found = await self._ways.mentioned(Target.of(message.external_id))
        except Refused:  # taken down meanwhile, or never for us to see
            return replace(message, attachments=(replace(MENTION, refused=GONE),))
        name, words = text(found.get("username")), text(found.get("text"))
        if not name:
            return replace(message, attachments=(replace(MENTION, refused=GONE),))
        return replace(
            message,
            sender=Address(KIND, f"@{name}", name),
            text=words or message.text,
            full_text=words or message.full_text,
            thread_key=f"@{name}",
            sent_at=_written_at(found.get("timestamp")) or message.sent_at,
            attachments=(),
            answerable=True,
            automatic="echo" if name == self._settings.username else "",
        )

    async def send(self, message: OutboundMessage) -> Receipt:
        """Raises ChannelError, and nothing else."""
        return await self._ways.send(message)

    async def find(self, message: OutboundMessage) -> Sequence[Receipt]:
        """What stands in the conversation, or under the comment, with these words, oldest first."""
        return await self._ways.find(message)

    async def probe(self) -> None:
        """Sign in, see that the account is ours, and that Meta tells us what is said there."""
        me = await self._graph.get("me", fields="user_id,username")
        if text(me.get("user_id")) != self._settings.user_id:
            raise Unauthorised("Instagram: the token is another account's than user_id names")
        apps = (await self._graph.get("me/subscribed_apps")).get("data")
        told = {
            field
            for app in (apps if isinstance(apps, list) else [])
            for field in table(app).get("subscribed_fields") or ()
            if isinstance(field, str)
        }
        if FIELDS - told:
            raise Refused(
                f"Instagram: subscribe the app to {', '.join(sorted(FIELDS - told))} (docs/instagram.md)"
            )

    def tasks(self) -> Sequence[str]:
        kept = (
            ""
            if self._settings.token_file
            else "; name a token_file, or renew the token by hand every sixty days"
        )
        return [
            f"paste {self._settings.hook_url(self.account)} as webhook of the app, with the word after `verify:`",
            f"subscribe the webhook and the account to {', '.join(sorted(FIELDS))}",
            "app review: Advanced Access to instagram_business_basic, _manage_comments and _manage_messages; app Live",
            f"let the app read messages (Instagram: Messages, Connected tools){kept}",
        ]

    def expires_at(self) -> datetime | None:
        try:
            return self._tokens.current().until
        except (ConfigError, OSError):
            return None

    async def close(self) -> None:
        await self._graph.close()

    async def _renew(self) -> None:
        """Raises ChannelError where Meta will not have the token, or where it ends within days: until then
        there is time to try again.
        """
        now = self._graph.at
        if now is None or now < self._renew_after or not self._tokens.is_due(now):
            return
        before = self._tokens.current()
        try:
            self._tokens.keep(before, await self._graph.renew(before.value), now)
        except Unauthorised:
            raise
        except ChannelError:
            self._renew_after = now + AGAIN
            if before.until is not None and before.until - now < ALARM:
                raise


def _signed(secret: str, body: bytes) -> str:
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def _written_at(said: object) -> datetime | None:
    """As the Graph API writes it: 2026-11-26T03:00:00+0000."""
    try:
        return datetime.strptime(text(said), "%Y-%m-%dT%H:%M:%S%z")
    except ValueError:
        return None
