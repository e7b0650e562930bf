"""What is due leaves, and the test goes on when all of it has."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.dispatch.send import Flow
from core.errors import Unreadable
from core.message import Envelope, Parsed
from core.ports.channel import Channel
from core.ports.clock import Clock
from core.ports.store import Store


class SendingOnly:
    """The part of a channel that these tests do not ask: nothing comes in, and nobody is connected to."""

    kind = "chat"

    def parse(self, envelope: Envelope) -> Sequence[Parsed]:
        raise Unreadable("sending-only", f"{envelope.account} takes nothing in")

    async def probe(self) -> None: ...

    async def close(self) -> None: ...


@dataclass
class Leaving:
    """The flows of a service's accounts, which remember what their platforms asked them to wait for."""

    store: Store
    clock: Clock
    flows: dict[tuple[str, int], Flow] = field(default_factory=dict)

    async def all(self, channels: Mapping[str, Channel]) -> None:
        """Raises what nobody foresaw."""
        for account, channel in channels.items():
            flow = self.flows.setdefault(
                (account, id(channel)), Flow(account, channel, self.store, self.clock)
            )
            async with asyncio.TaskGroup() as leaving:
                await flow.next(leaving)
            flow.raise_faults()
