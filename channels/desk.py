"""The desk as a channel: what came by phone, counter, letter, form or box, entered by an officer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from channels._entered import attachment, phone_handle
from core.capabilities import Capabilities
from core.errors import ByHand, ConfigError, Unreadable
from core.intake.desk_entry import DeskEntry, load_entry
from core.message import (
    Address,
    Envelope,
    InboundMessage,
    OutboundMessage,
    Parsed,
    Receipt,
    Record,
)
from core.ports.clock import JAKARTA

LETTERS = ("a", "b", "c", "d", "l", "m")  # officer, counter, letter, phone, form, box (domain 1.1)


@dataclass(frozen=True)
class Settings:
    """`letters`: which ways of the register of channels this desk takes in."""

    letters: tuple[str, ...] = LETTERS

    def __post_init__(self) -> None:
        if not self.letters or not set(self.letters) <= set(LETTERS):
            raise ConfigError(f"letters: one or more of {', '.join(LETTERS)} are wanted")


class DeskChannel:
    """An officer's entries (a `core.ports.channel.Channel`). Nothing leaves by it: the receipt is handed over."""

    kind = "desk"
    capabilities = Capabilities(privately=False, media_in=True)

    def __init__(self, name: str, settings: Settings) -> None:
        self.account = name
        self._settings = settings

    def parse(self, envelope: Envelope) -> Sequence[Parsed]:
        """One message. Raises Unreadable, and nothing else."""
        entry = load_entry(envelope.body)
        if entry.past is None and entry.letter not in self._settings.letters:
            raise Unreadable("desk-letter", "this desk does not take in that way of the register")
        contacts = (entry.phone, entry.email, entry.postal_address)
        message = InboundMessage(
            external_id=envelope.key,
            sender=Address(self.kind, handle(entry, envelope.key)),
            text=entry.text,
            received_at=entry.received_at,
            full_text="\n".join((*_head(entry), "", entry.text)),
            sent_at=None,
            attachments=tuple(attachment(file, n) for n, file in enumerate(entry.files, 1)),
            answerable=False,
            record=Record(
                by=entry.recorded_by,
                letter=entry.letter,
                stated_name=" ".join(entry.name.split()),
                reachable=any(contact.strip() for contact in contacts),
                check_code=entry.check_code,
                evidence=entry.evidence,
                anonymity=entry.anonymity,
                references=entry.references,
                past=entry.past,
            ),
        )
        return (message,)

    async def send(self, message: OutboundMessage) -> Receipt:
        """Raises ByHand: a person at the counter, on the phone or behind a letter is told by a person."""
        raise ByHand(f"no {message.purpose} leaves by the desk: an officer tells the citizen")

    async def probe(self) -> None:
        """There is nothing to ask: the desk is this system itself."""

    async def close(self) -> None:
        """Nothing is open."""


def handle(entry: DeskEntry, key: str) -> str:
    """What makes two entries one person's: the same phone number, else the same e-mail address. A letter
    or a note without either stands for itself.
    """
    return phone_handle(entry.phone) or entry.email.strip().lower() or f"entry-{key[:16]}"


def _head(entry: DeskEntry) -> Iterator[str]:
    """What the officer set down beside the words, for the case's page."""
    moment = entry.received_at.astimezone(JAKARTA)
    lines = {
        "Nama": entry.name,
        "Telepon": entry.phone,
        "E-mail": entry.email,
        "Alamat": entry.postal_address,
        "Diterima": f"{moment:%d-%m-%Y %H.%M} WIB",
        "Bukti tanggal terima": entry.evidence,
        "Tertulis tanggal": f"{entry.written_on:%d-%m-%Y}" if entry.written_on else "",
        "Dicatat oleh": entry.recorded_by,
    }
    return (f"{name}: {said}" for name, said in lines.items() if said)


def open_channel(name: str, settings: Settings) -> DeskChannel:
    """The account `name`."""
    return DeskChannel(name, settings)
