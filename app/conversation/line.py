"""What dialogues are said on: turns come in as envelopes, answers are kept. A mail is a mail, read as every one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

from app.conversation.dialogue import Turn
from channels.mail.reading import read_mail
from core.capabilities import Capabilities
from core.errors import Unreadable
from core.message import Address, Attachment, Envelope, InboundMessage, OutboundMessage, Parsed, Receipt

OFFICE, DOMAIN = "aduan@office.example", "example.com"


@dataclass(frozen=True, slots=True)
class Citizen:
    """Who speaks: a name that no other dialogue has, and what the account merely shows."""

    name: str
    display_name: str = ""


@dataclass
class Line:
    """Fulfils core.ports.channel.Channel, with what its kind can do: a chat, in which people just write."""

    account: str
    kind: str
    capabilities: Capabilities
    sent: list[OutboundMessage] = field(default_factory=list)

    def say(self, citizen: Citizen, key: str, turn: Turn) -> Envelope:
        """A turn as a delivery."""
        body = {
            "citizen": asdict(citizen),
            "text": turn.text,
            "files": [asdict(file) for file in turn.attachments],
        }
        return Envelope(self.account, "dialogues", key, json.dumps(body).encode(), turn.at)

    def parse(self, envelope: Envelope) -> Sequence[Parsed]:
        """Raises Unreadable for what `say` did not make."""
        try:
            told = json.loads(envelope.body)
            citizen = Citizen(**told["citizen"])
            files = tuple(Attachment(**one) for one in told["files"])
        except (ValueError, KeyError, TypeError) as error:
            raise Unreadable("no-turn", type(error).__name__) from None
        message = InboundMessage(
            external_id=envelope.key,
            sender=Address(self.kind, citizen.name, citizen.display_name),
            text=told["text"],
            full_text=told["text"],
            received_at=envelope.received_at,
            sent_at=envelope.received_at,
            thread_key=citizen.name,
            attachments=files,
        )
        return (message,)

    async def send(self, message: OutboundMessage) -> Receipt:
        self.sent.append(message)
        return Receipt(answer_id(len(self.sent)), thread_key=message.to.handle)

    def heard(self, citizen: Citizen, start: int, end: int) -> list[str]:
        """The texts that reached a citizen among the answers [start, end)."""
        return [one.text for one in self.sent[start:end] if citizen.name in one.to.handle.split("@")]

    async def probe(self) -> None:
        """There is nobody to ask."""

    async def close(self) -> None:
        """Nothing is held."""


class MailLine(Line):
    """Turns are mails, each but the first an answer to the office's last one."""

    def say(self, citizen: Citizen, key: str, turn: Turn) -> Envelope:
        address = f"{citizen.name}@{DOMAIN}"
        places = [place for place, one in enumerate(self.sent, 1) if one.to.handle == address]
        mail = EmailMessage(policy=SMTP)
        mail["From"] = formataddr((citizen.display_name, address))
        mail["To"] = OFFICE
        mail["Date"] = format_datetime(turn.at)
        mail["Message-ID"] = f"<{key.replace(':', '.')}@{DOMAIN}>"
        if places:
            mail["Subject"] = f"Re: {self.sent[places[-1] - 1].subject}"
            mail["In-Reply-To"] = mail["References"] = answer_id(places[-1])
        mail.set_content(turn.text)
        for file in turn.attachments:
            main, _, sub = (file.declared_type or "application/octet-stream").partition("/")
            mail.add_attachment(b"", main, sub or "octet-stream", filename=file.filename)
        return Envelope(self.account, "dialogues", key, mail.as_bytes(), turn.at)

    def parse(self, envelope: Envelope) -> Sequence[Parsed]:
        return read_mail(envelope.body, received_at=envelope.received_at, own_addresses=(OFFICE,))


def answer_id(place: int) -> str:
    """What an answer of ours is known by: its place among all."""
    return f"<answer-{place}@office.example>"
