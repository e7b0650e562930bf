"""Who entered something waits a little for its ticket: another process may be the one that reads it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from core.ports.store import Store, Unit

PATIENCE = 2.0  # seconds that a page waits for the number before it shows the check code alone
PAUSE = 0.05  # seconds between two looks


async def await_ticket(store: Store, accounts: Iterable[str], key: str) -> str | None:
    """The number of the case that the entry of this key opened; None when patience ends first."""
    asked = tuple(accounts)

    def look(unit: Unit) -> str | None:
        found = (unit.ledger.ticket_of(account, key) for account in asked)
        return next((ticket for ticket in found if ticket), None)

    loop = asyncio.get_running_loop()
    ends = loop.time() + PATIENCE
    while (ticket := await store.read(look)) is None and loop.time() < ends:  # noqa: ASYNC110 - another process may be the one that reads
        await asyncio.sleep(PAUSE)
    return ticket
