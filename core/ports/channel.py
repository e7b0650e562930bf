"""What every channel offers, what some offer besides, and what a polling channel asks of us."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, runtime_checkable

from core.capabilities import Capabilities
from core.errors import Forged, Unreadable
from core.message import (
    Attachment,
    Batch,
    EnteredFile,
    Envelope,
    InboundMessage,
    Kept,
    OutboundMessage,
    Parsed,
    Receipt,
)


@runtime_checkable
class Channel(Protocol):
    """One configured account of one kind of platform."""

    account: str
    kind: str
    capabilities: Capabilities

    def parse(self, envelope: Envelope) -> Sequence[Parsed]:
        """Bytes to messages and reports: pure, no clock, no network.

        Raises Unreadable, and nothing else, whatever the bytes.
        """
        ...

    async def send(self, message: OutboundMessage) -> Receipt:
        """Send one message once. Raises ChannelError, and nothing else."""
        ...

    async def probe(self) -> None:
        """Ask the platform whether we may receive and send. Raises ChannelError."""
        ...

    async def close(self) -> None:
        """Let go of threads and sockets."""
        ...


class Sink(Protocol):
    """Where a poller puts what it found. `keep` returns only when the batch is durable."""

    async def cursor(self, stream: str) -> str | None: ...

    async def keep(self, batch: Batch) -> Kept: ...

    async def accept_from(self) -> datetime:
        """Older deliveries than this are not ours to take in (UTC)."""
        ...

    def beat(self, backlog: int = 0) -> None:
        """Say that the connection lives, and how many deliveries the platform still holds for us."""
        ...


@runtime_checkable
class Expiring(Channel, Protocol):
    """An account whose credential ends by itself."""

    def expires_at(self) -> datetime | None:
        """When it does (UTC); None while nobody has said. Raises nothing."""
        ...


@runtime_checkable
class Poller(Channel, Protocol):
    async def poll(self, sink: Sink) -> None:
        """One connection's life: connect, hand over what is there, wait for more, until cancelled.

        Raises ChannelError when the connection ends; the caller waits and calls again.
        """
        ...


@dataclass(frozen=True, slots=True)
class Answer:
    """What a platform hears when its delivery was kept."""

    content_type: str
    body: bytes


@runtime_checkable
class Webhook(Channel, Protocol):
    """An account that its platform calls over HTTP.

    The caller makes an envelope of the request: its body, its headers by lower-case name, and as
    `:path` (RFC 9113 section 8.3.1) path and query as they came, never decoded.
    """

    def verify(self, envelope: Envelope) -> None:
        """Raises Forged when the platform did not send this; Unreadable when it is not of the platform's
        form at all. Pure over the request and the account's settings.
        """
        ...

    def identified(self, envelope: Envelope) -> Envelope:
        """The same delivery, verified before, under the platform's own id (`key`), in the stream in which
        it is read. Raises nothing: what says no id is known by its content.
        """
        ...

    def answer(self) -> Answer: ...


@runtime_checkable
class Greeter(Webhook, Protocol):
    """A webhook whose platform asks, before it brings anything, whether the address is ours."""

    def greet(self, query: Mapping[str, str]) -> Answer:
        """The answer to a GET with this query. Raises Forged for a question that is not the platform's."""
        ...


@runtime_checkable
class Splitter(Webhook, Protocol):
    """A webhook whose platform brings many things at once."""

    def split(self, envelope: Envelope) -> Sequence[Envelope]:
        """A verified delivery as one for each thing in it, `identified` each: at least one. Raises nothing."""
        ...


@runtime_checkable
class Site(Webhook, Protocol):
    """A webhook whose caller is a program of the office's own: it is told what to mend, and gets the ticket."""

    longest_body: int

    def explain(self, error: Forged | Unreadable) -> Answer:
        """What is wrong and how to mend it, without a word of what was sent."""
        ...

    def receipt(self, envelope: Envelope, ticket: str | None) -> Answer:
        """What the caller hands on to the citizen; `ticket` is None while nobody has read the envelope."""
        ...


@runtime_checkable
class Form(Channel, Protocol):
    """An account that citizens reach through a page of ours. Sizes are in bytes, numbers by the hour."""

    most_files: int
    largest_files: int
    per_address: int
    per_site: int

    def inspect(self, file: EnteredFile, number: int) -> Attachment:
        """The file as it would be kept, by what its bytes say; `refused` says why it is not taken."""
        ...


@runtime_checkable
class Guided(Channel, Protocol):
    """An account of which something depends on what a person does at the platform."""

    def tasks(self) -> Sequence[str]:
        """What must have been done there, in plain English sentences: addresses to paste, rights to give,
        templates to register. Without secrets. Pure over the account's settings.
        """
        ...


@runtime_checkable
class Finder(Channel, Protocol):
    """An account whose platform can be asked what became of a message of ours. What the platform took at the
    very end of a time-out is on its list `listed_after` later: not before then is it asked.
    """

    listed_after: timedelta

    async def find(self, message: OutboundMessage) -> Sequence[Receipt]:
        """The receipts of all that may be this message, whose sending was Uncertain, oldest first; the
        caller knows which of them are other messages' that say the same. Empty when the platform has none,
        and sending it again is safe. Raises ChannelError: then nobody knows still.
        """
        ...


@runtime_checkable
class Fetcher(Channel, Protocol):
    """An account whose deliveries name files, or words, that lie with the platform.

    A message that lacks something has an attachment refused as "not-fetched".
    """

    async def fetch(self, envelope: Envelope, message: InboundMessage) -> InboundMessage:
        """A parsed message of this envelope with its files' bytes and all its words; a file that is not to be
        had is refused with its reason. Raises ChannelError where trying again may bring more.
        """
        ...
