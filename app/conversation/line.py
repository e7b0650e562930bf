"""The channel that dialogues are said on: turns come in as envelopes, answers are kept."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime

from core.capabilities import Capabilities
from core.errors import Unreadable
from core.message import Address, Attachment, Envelope, InboundMessage, OutboundMessage, Parsed, Receipt


@dataclass
class Line:
    """Fulfils core.ports.channel.Channel, with what its kind can do."""

    account: str
    kind: str
    capabilities: Capabilities
    sent: list[OutboundMessage] = field(default_factory=list)

    def parse(self, envelope: Envelope) -> Sequence[Parsed]:
        """Raises Unreadable for what `envelope` of this module did not make."""
        try:
            told = json.loads(envelope.body)
            return (
                InboundMessage(
                    external_id=envelope.key,
                    sender=Address(self.kind, told["person"], told["display_name"]),
                    text=told["text"],
                    full_text=told["text"],
                    received_at=envelope.received_at,
                    sent_at=envelope.received_at,
                    thread_key=told["person"],
                    in_reply_to=told["in_reply_to"],
                    attachments=tuple(Attachment(**one) for one in told["attachments"]),
                ),
            )
        except (ValueError, KeyError, TypeError) as error:
            raise Unreadable("no-turn", type(error).__name__) from None

    async def send(self, message: OutboundMessage) -> Receipt:
        self.sent.append(message)
        return Receipt(f"answer-{len(self.sent)}", thread_key=message.to.handle)

    async def probe(self) -> None:
        """There is nobody to ask."""

    async def close(self) -> None:
        """Nothing is held."""


def envelope(
    line: Line,
    person: str,
    key: str,
    at: datetime,
    text: str,
    *,
    display_name: str = "",
    attachments: Sequence[Attachment] = (),
) -> Envelope:
    """A turn as a delivery. A mail answers the last mail of ours; in a chat people just write."""
    last = next((place for place, one in enumerate(line.sent, 1) if one.to.handle == person), 0)
    body = {
        "person": person,
        "display_name": display_name,
        "text": text,
        "in_reply_to": f"answer-{last}" if last and line.capabilities.subject else "",
        "attachments": [asdict(one) for one in attachments],
    }
    return Envelope(line.account, "dialogues", key, json.dumps(body).encode(), at)
