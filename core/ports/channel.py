"""What every channel offers, and what a polling channel asks of us."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol, runtime_checkable

from core.message import Batch, Envelope, Kept, Limits, OutboundMessage, Parsed, Receipt


@runtime_checkable
class Channel(Protocol):
    """One configured account of one kind of platform."""

    account: str
    kind: str
    limits: Limits

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
class Poller(Channel, Protocol):
    async def poll(self, sink: Sink) -> None:
        """One connection's life: connect, hand over what is there, wait for more, until cancelled.

        Raises ChannelError when the connection ends; the caller waits and calls again.
        """
        ...
