"""Twilio's list of messages: brings what no webhook brought, and everything where no webhook can come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from channels._lanes import lane
from channels._twilio.account import Settings
from channels._twilio.form import RESOURCE, SWEPT
from channels._twilio.reading import STATES
from channels._twilio.resource import Message
from channels._twilio.rest import Rest
from core.message import Batch, DeliveryState, Envelope
from core.ports.channel import Sink

RECEIVED, SENT = "list-received", "list-sent"
BATCH = 50
REPORTED_FOR = timedelta(hours=24)  # what became of a message of ours may be told this much later
_NEWS = {name for name, state in STATES.items() if state is not DeliveryState.ACCEPTED}


class Sweep:
    """Hands over what the list says of one number. Remembers what it handed over, to fetch it once."""

    def __init__(self, account: str, own: str, settings: Settings, rest: Rest) -> None:
        self._account = account
        self._own = own
        self._settings = settings
        self._rest = rest
        self._handed: dict[str, set[str]] = {RECEIVED: set(), SENT: set()}

    async def once(self, sink: Sink) -> None:
        """Everything new since the last time, oldest first. Raises ChannelError, and what the sink raises."""
        since = await self._since(sink, RECEIVED, timedelta(minutes=self._settings.overlap_minutes))
        received = await self._rest.call(lambda: self._rest.messages(to=self._own, since=since))
        ripe = [m for m in received.messages if m.inbound and m.at >= since and self._is_ripe(m, received.at)]
        await self._hand_over(sink, RECEIVED, ripe)
        since = await self._since(sink, SENT, REPORTED_FOR)
        sent = await self._rest.call(lambda: self._rest.messages(from_=self._own, since=since))
        await self._hand_over(sink, SENT, [m for m in sent.messages if not m.inbound and m.status in _NEWS])

    def _is_ripe(self, message: Message, now: datetime) -> bool:
        """Whether its webhook, which tells more, has had its time."""
        delay = timedelta(seconds=self._settings.delay_seconds if self._settings.webhook else 0)
        return not delay or message.at <= now - delay

    async def _since(self, sink: Sink, stream: str, overlap: timedelta) -> datetime:
        accept_from = await sink.accept_from()
        cursor = await sink.cursor(stream)
        return max(datetime.fromisoformat(cursor) - overlap, accept_from) if cursor else accept_from

    async def _hand_over(self, sink: Sink, stream: str, messages: Sequence[Message]) -> None:
        """The cursor goes with its batch, and never over a message that was not kept."""
        ordered = sorted(messages, key=lambda message: (message.at, message.sid))
        handed = self._handed[stream]
        fresh = [message for message in ordered if _key(message) not in handed]
        for group in _groups(fresh):
            envelopes = [await self._envelope(message) for message in group]
            # Most of these came by webhook before: what is known already is no redelivery.
            cursor = group[-1].at.isoformat()
            await sink.keep(Batch(self._account, stream, tuple(envelopes), cursor, rescan=True))
            handed.update(map(_key, group))
        handed.intersection_update(map(_key, ordered))

    async def _envelope(self, message: Message) -> Envelope:
        sid = message.sid
        media = await self._rest.call(self._rest.media, sid) if message.inbound and message.files else []
        other = message.fields["from"] if message.inbound else message.fields["to"]
        return Envelope(
            self._account,
            lane(str(other)),
            _key(message),
            message.body(media),
            message.at if message.inbound else message.updated,
            {SWEPT: "yes", "content-type": RESOURCE},
        )


def _key(message: Message) -> str:
    """As `reading.key_of` makes it of the webhook's form."""
    return message.sid if message.inbound else f"{message.sid}:{message.status}"


def _groups(messages: Sequence[Message]) -> Iterator[Sequence[Message]]:
    for start in range(0, len(messages), BATCH):
        yield messages[start : start + BATCH]
