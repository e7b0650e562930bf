"""One number at Twilio as a channel: webhook and list bring messages, the REST API takes the answers."""

from __future__ import annotations

import asyncio
import hashlib
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from channels._lanes import lane
from channels._twilio import media
from channels._twilio.account import Settings
from channels._twilio.contents import card_line
from channels._twilio.form import FORM, fields_of, read_form
from channels._twilio.reading import key_of, read_fields, status_of
from channels._twilio.resource import Message
from channels._twilio.rest import Rest
from channels._twilio.signature import SIGNATURE, verify
from channels._twilio.sweep import Sweep
from core.capabilities import Capabilities
from core.errors import ConfigError, Forged, Unreadable
from core.message import Envelope, InboundMessage, OutboundMessage, Parsed, Receipt
from core.ports.channel import Answer, Sink

NOTHING_TO_SAY = Answer("text/xml", b'<?xml version="1.0" encoding="UTF-8"?><Response/>')
SEARCHED = timedelta(days=7)  # a message whose sending was uncertain is looked for this far back
SIDE_BY_SIDE = 6  # of the threads; the list and files need some at the same time
SEARCHED_MOST = 1000  # messages
RETRIES = "#rc=5&rp=all"  # how often Twilio calls again, and why (its connection overrides); never signed


class TwilioChannel(ABC):
    """What WhatsApp and SMS share (a `Poller`, `Webhook`, `Finder` and `Fetcher` of core.ports.channel)."""

    kind: str
    capabilities: Capabilities
    prefix = ""  # before a number, in Twilio's addresses

    def __init__(self, name: str, settings: Settings) -> None:
        self.account = name
        self.listed_after = timedelta(seconds=settings.listed_seconds)
        self._settings = settings
        self._own = f"{self.prefix}{settings.number}"
        self._rest = Rest(name, settings)
        self._sweep = Sweep(name, self._own, settings, self._rest)

    def address(self, handle: str) -> str:
        """A person's address as Twilio writes it; an officer may have entered the number alone."""
        return handle if handle.startswith(self.prefix) else f"{self.prefix}{handle}"

    def written(self, message: OutboundMessage) -> str:
        """The text as it leaves."""
        return message.text

    @abstractmethod
    async def compose(self, message: OutboundMessage) -> dict[str, str]:
        """What the message says, under the names of Twilio's API. Raises ChannelError."""

    async def poll(self, sink: Sink) -> None:
        """Ask for the list again and again. Raises ChannelError when Twilio cannot be asked."""
        while True:
            await self._sweep.once(sink)
            sink.beat()
            await asyncio.sleep(self._settings.sweep_seconds)

    def verify(self, envelope: Envelope) -> None:
        """Raises Forged, also where no webhook is configured; Unreadable for what is no form."""
        if not self._settings.webhook:
            raise Forged("this account has no webhook")
        if not envelope.headers.get("content-type", "").lower().startswith(FORM):
            raise Unreadable("no-form", "the content type is not a form's")
        try:
            credentials = self._settings.credentials
        except (ConfigError, OSError) as error:
            raise Forged(f"no secret to verify it with ({type(error).__name__})") from None
        url = f"{self._settings.public_url.rstrip('/')}{envelope.headers.get(':path', '')}"
        verify(url, read_form(envelope.body), envelope.headers.get(SIGNATURE, ""), credentials)

    def identified(self, envelope: Envelope) -> Envelope:
        fields = read_form(envelope.body)
        other = fields.get("To" if status_of(fields) else "From", "")
        key = key_of(fields) or f"sha256:{hashlib.sha256(envelope.body).hexdigest()}"
        return replace(envelope, key=key, stream=lane(other))

    def answer(self) -> Answer:
        """Nothing: what is to be said is sent by the outbox, once."""
        return NOTHING_TO_SAY

    def parse(self, envelope: Envelope) -> Sequence[Parsed]:
        """Raises Unreadable, and nothing else."""
        return read_fields(fields_of(envelope), envelope.received_at, frozenset({self._own}))

    async def fetch(self, envelope: Envelope, message: InboundMessage) -> InboundMessage:
        """Raises ChannelError where trying again may bring more; then none of the files is kept."""
        urls = media.urls(fields_of(envelope))
        named = message.attachments[: len(urls)]
        files = await asyncio.gather(
            *(
                self._rest.call(media.fetch, file, url, self._settings)
                for file, url in zip(named, urls, strict=True)
            )
        )
        cards = [card_line(file.data) for file in files if file.content_type == "text/vcard" and file.data]
        return replace(
            message,
            attachments=(*files, *message.attachments[len(files) :]),
            text="\n".join(filter(None, (message.text, *cards))),
            full_text="\n".join(filter(None, (message.full_text, *cards))),
        )

    async def send(self, message: OutboundMessage) -> Receipt:
        """Raises ChannelError, and nothing else; Uncertain when nobody can tell whether it left."""
        settings = self._settings
        fields = {"To": self.address(message.to.handle), **await self.compose(message)}
        if settings.messaging_service:
            fields["MessagingServiceSid"] = settings.messaging_service
        else:
            fields["From"] = self._own
        if hook := settings.hook_url(self.account):
            fields["StatusCallback"] = hook + RETRIES
        taken = await self._rest.call(self._rest.create, fields)
        return Receipt(taken.sid)

    async def find(self, message: OutboundMessage) -> Sequence[Receipt]:
        """What Twilio's list has of this text to this recipient, oldest first."""
        to = self.address(message.to.handle)
        listed = await self._rest.call(lambda: self._rest.messages(to=to, most=SEARCHED_MOST))
        text = _squeezed(self.written(message))
        return [
            Receipt(found.sid)
            for found in sorted(listed.messages, key=lambda one: (one.at, one.sid))
            if not found.inbound and found.at >= listed.at - SEARCHED and self._says(found, text)
        ]

    def _says(self, found: Message, text: str) -> bool:
        """A template holds the text among words of its own."""
        body = _squeezed(str(found.fields.get("body") or ""))
        return body == text or (bool(self._settings.template) and text in body)

    async def probe(self) -> None:
        """Sign in and ask for what is ours. Raises ChannelError."""
        await self._rest.call(self._rest.probe, self._own)

    def tasks(self) -> Sequence[str]:
        hook = self._settings.hook_url(self.account)
        if not hook:
            return ["nothing to paste: the list of messages is asked; Twilio needs not reach us"]
        return [f'paste {hook} where a message of {self._own} comes in ("A message comes in"), with POST']

    async def close(self) -> None:
        """Let go of the threads; a call that is under way ends by its own time-out."""
        self._rest.close()


def _squeezed(text: str) -> str:
    return " ".join(text.split())
