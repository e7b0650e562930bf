"""The step that reads: nothing is leased before classifier and calendar are made.

That takes a moment at the first text. Whoever is killed meanwhile would have tried a delivery that it never
looked at, and five such starts would set the delivery aside as one that kills its reader.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from core.desk import Desk
from core.intake.read import read_next
from core.law.deadline import jakarta_date
from core.ports.channel import Channel
from core.ports.clock import Clock
from core.ports.envelopes import Leased
from core.ports.store import Store, Unit


@dataclass
class Reading:
    store: Store
    channels: Mapping[str, Channel]
    desk: Desk
    clock: Clock
    ready: bool = False
    owed: list[Leased] = field(default_factory=list)

    async def next(self) -> bool:
        """As `core.intake.read.read_next`."""
        if not self.ready:
            if not await self.store.read(_anything_unread):
                return False
            today = jakarta_date(self.clock.now())
            await asyncio.to_thread(self._make, today)  # the doors stay open meanwhile
            self.ready = True
        return await read_next(self.store, self.channels, self.desk, self.clock, self.owed)

    def _make(self, today: date) -> None:
        self.desk.classifier.classify("", today)
        self.desk.calendar.add_working_days(today, 1)  # a tenth of a second, in which no unit may wait


def _anything_unread(unit: Unit) -> bool:
    return any(count for count, _ in unit.ledger.lag().values())
