"""One bot at Telegram as a channel."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from channels._lanes import lane
from channels.telegram import hook
from channels.telegram.account import Settings
from channels.telegram.api import Api
from channels.telegram.failures import Migrated
from channels.telegram.files import fetch
from channels.telegram.pace import Pace
from channels.telegram.queue import Queue
from channels.telegram.reading import heard, named_files, read_delivery
from channels.telegram.update import key, load, spoken
from core.capabilities import Capabilities
from core.errors import Refused, Uncertain, Unreadable
from core.intake.fetch import NOT_FETCHED
from core.message import DeliveryState, Envelope, InboundMessage, OutboundMessage, Parsed, Receipt
from core.ports.channel import Answer, Sink

LONGEST = 4096  # characters of one message (core.telegram.org/bots/api#sendmessage)

_CHAT = re.compile(r"-?\d{1,19}", re.ASCII)


class TelegramChannel:
    """A `Poller`, `Webhook` and `Fetcher` of core.ports.channel."""

    kind = "telegram"
    capabilities = Capabilities(text=LONGEST, media_in=True, edits=True, bubbles=True)

    def __init__(self, name: str, settings: Settings) -> None:
        self.account = name
        self.capabilities = replace(TelegramChannel.capabilities, publicly=bool(settings.groups))
        self._settings = settings
        self._api = Api(settings)
        self._queue = Queue(name, settings, self._api)
        self._pace = Pace()

    async def poll(self, sink: Sink) -> None:
        """Ask for updates, or see to the webhook that brings them. Raises ChannelError."""
        if self._settings.webhook:
            await hook.watch(self.account, self._settings, self._api, sink)
        else:
            await self._queue.watch(sink)

    def verify(self, envelope: Envelope) -> None:
        """Raises Forged, also where no webhook is configured; Unreadable for what is no JSON by its own word."""
        if not envelope.headers.get("content-type", "").lower().startswith("application/json"):
            raise Unreadable("no-json", "the content type is not JSON's")
        hook.verify(envelope, self.account, self._settings)

    def identified(self, envelope: Envelope) -> Envelope:
        try:
            updates = load(envelope.body)
        except Unreadable:
            return replace(envelope, key=key([{"body": envelope.body.hex()}]))
        said = spoken(updates[0])
        moment = said.moment if said else None
        return replace(
            envelope,
            key=key(updates),
            stream=lane(str(said.chat)) if said else "",
            received_at=moment or envelope.received_at,
            headers={name: value for name, value in envelope.headers.items() if name != hook.SECRET},
        )

    def answer(self) -> Answer:
        """Nothing: what is to be said is sent by the outbox, once."""
        return Answer("application/json", b"{}")

    def parse(self, envelope: Envelope) -> Sequence[Parsed]:
        """Raises Unreadable, and nothing else."""
        return read_delivery(envelope.body, envelope.received_at, self._settings.groups)

    async def fetch(self, envelope: Envelope, message: InboundMessage) -> InboundMessage:
        """Raises ChannelError where trying again may bring more; then none of the files is kept."""
        named = named_files(heard(load(envelope.body)))
        files = [
            await fetch(file, self._api, self._settings)
            if file.attachment.refused == NOT_FETCHED
            else file.attachment
            for file in named
        ]
        return replace(message, attachments=tuple(files))

    async def send(self, message: OutboundMessage) -> Receipt:
        """Raises ChannelError, and nothing else; Uncertain when nobody can tell whether it left."""
        chat, answered = _where(message)
        if len(message.text.encode("utf-16-le")) // 2 > LONGEST:
            raise Refused(f"Telegram: a message holds {LONGEST} characters, the text has {len(message.text)}")
        fields: dict[str, Any] = {"text": message.text, "link_preview_options": {"is_disabled": True}}
        if answered:
            fields["reply_parameters"] = {"message_id": answered, "allow_sending_without_reply": True}
        try:
            taken = await self._sent(chat, fields)
        except Migrated as migrated:
            chat = str(migrated.chat)
            fields.pop("reply_parameters", None)  # messages have other numbers there
            taken = await self._sent(chat, fields)
        number = taken.get("message_id") if isinstance(taken, dict) else None
        if not isinstance(number, int):
            raise Uncertain("Telegram: it took the message and does not say under which number")
        return Receipt(f"{chat}:{number}", DeliveryState.DELIVERED)

    async def _sent(self, chat: str, fields: dict[str, Any]) -> Any:
        async with self._pace.turn(chat):
            return await self._api.ask("sendMessage", sending=True, chat_id=chat, **fields)

    async def probe(self) -> None:
        """Whether the token opens the bot, and whether updates reach us. Raises ChannelError."""
        await self._api.ask("getMe")
        if self._settings.webhook:
            await hook.probe(self.account, self._settings, self._api)
        else:
            await self._queue.probe()

    def tasks(self) -> Sequence[str]:
        own = [
            "BotFather: /newbot gives the token; /setdescription tells people what they may write",
            "BotFather: /setprivacy Enable, so that in groups the bot hears only what is meant for it",
        ]
        if self._settings.webhook:
            url = self._settings.hook_url(self.account)
            return [
                *own,
                f"nothing to paste: the service tells Telegram to call {url}; see that it is reached by HTTPS",
            ]
        return [*own, "let no other program ask for this bot's news, and no webhook be set for it"]

    async def close(self) -> None:
        await self._api.close()


def _where(message: OutboundMessage) -> tuple[str, int]:
    """The chat, and the number of the message in it that is answered (0: none). What is public is said
    where the answered message stands, all else to the person alone.
    """
    chat, _, number = message.in_reply_to.partition(":")
    answered = number.partition(":")[0]
    if not message.public:
        same, chat = chat == message.to.handle, message.to.handle
        answered = answered if same else ""
    if not _CHAT.fullmatch(chat):
        raise Refused("Telegram: the address is not a chat's number")
    return chat, int(answered) if _CHAT.fullmatch(answered) else 0


def open_channel(name: str, settings: Settings) -> TelegramChannel:
    """The account `name`. Nothing is connected before `poll`, `send`, `fetch` or `probe`."""
    return TelegramChannel(name, settings)
