"""Read what a command has kept: while it holds the database, no service does."""

from __future__ import annotations

from app.build import build_calendar, build_channels, build_desk
from app.config import Config
from core.intake.read import read_next
from core.ports.clock import Clock
from core.ports.store import Store


async def read_all(config: Config, store: Store, clock: Clock) -> None:
    """Until nothing is unread."""
    channels = build_channels(config)
    desk = build_desk(config, build_calendar(config))
    while await read_next(store, channels, desk, clock):
        pass
    for channel in channels.values():
        await channel.close()
