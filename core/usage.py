"""Meters are kept: what was counted goes to the store, and each meter learns the month's sum and the day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC

from core.meter import Counts
from core.ports.channel import Channel
from core.ports.clock import Clock
from core.ports.store import Store
from core.ports.usage import Metered, Usage


async def keep_usage(store: Store, channels: Mapping[str, Channel], clock: Clock) -> bool:
    """Always False: there is never more at once. What the store does not take is counted next time."""
    for channel in _metered(channels.values()):
        today = clock.now().astimezone(UTC).date()
        counted = channel.meter.take()
        more = Usage(
            channel.account,
            today.replace(day=1),
            counted.reads,
            counted.writes,
            counted.cost,
            channel.meter.ceiling,
        )
        try:
            month = await store.write(lambda unit, more=more: unit.usages.add(more))  # type: ignore[misc]  # mypy cannot infer a lambda's default
        except BaseException:
            channel.meter.give_back(counted)
            raise
        channel.meter.turn(today, Counts(month.reads, month.writes, month.cost))
    return False


def _metered(channels: Iterable[Channel]) -> Iterable[Metered]:
    return [channel for channel in channels if isinstance(channel, Metered)]
