"""The register leaves in a file, page by page through the store, so that no reader holds a snapshot for long."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import BinaryIO

from core.errors import NotAllowed
from core.law.deadline import jakarta_date
from core.ports.clock import Clock
from core.ports.register import Disclosure, Registered
from core.ports.store import Store, Unit
from core.register.line import line_of
from ops.register.columns import Wording
from ops.register.formats import FORMATS

PAGE = 200  # cases; a page is some tens of milliseconds


@dataclass(frozen=True, slots=True)
class Wish:
    """What shall leave. `since` and `until` (both included) are dates of reception in Asia/Jakarta. `by` is
    who takes it; with `identities` or `restricted` cases a `reason` is wanted.
    """

    format: str = "csv"
    since: date | None = None
    until: date | None = None
    identities: bool = False
    restricted: bool = False
    by: str = ""
    reason: str = ""

    @property
    def discloses(self) -> bool:
        return self.identities or self.restricted

    def covers(self, day: date) -> bool:
        return (self.since or day) <= day <= (self.until or day)

    def described(self) -> str:
        """What stands in the file, for the record: `xlsx 2026-01-01..2026-12-31 identities`."""
        said = [self.format, f"{self.since or ''}..{self.until or ''}"]
        said += ["identities"] * self.identities + ["restricted"] * self.restricted
        return " ".join(said)


@dataclass(frozen=True, slots=True)
class Written:
    """How many lines stand in the file, and how many restricted cases were left out of it."""

    lines: int
    restricted: int


async def export(
    store: Store,
    clock: Clock,
    wish: Wish,
    file: BinaryIO,
    *,
    kinds: Mapping[str, str],
    wording: Wording,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> Written:
    """Write the register to `file`. A disclosure is on record before the first line leaves.

    Raises NotAllowed where a reason is missing; StoreError, and then the file is not whole.
    """
    if wish.discloses:
        await put_on_record(store, clock, wish)
    size = await store.read(lambda unit: unit.register.size())
    writer = FORMATS[wish.format].open(file, wording)
    lines, hidden, after = 0, 0, 0
    while page := await store.read(partial(_page, after, wish)):
        after = page[-1].complaint.id
        asked = [found for found in page if wish.covers(jakarta_date(found.complaint.received_at))]
        shown = [found for found in asked if wish.restricted or not found.complaint.restricted]
        told = [line_of(found, kinds, identities=wish.identities) for found in shown]
        await asyncio.to_thread(writer.add, told)
        lines, hidden = lines + len(shown), hidden + len(asked) - len(shown)
        progress(after, size)
    await asyncio.to_thread(writer.end)
    return Written(lines, hidden)


def _page(after: int, wish: Wish, unit: Unit) -> Sequence[Registered]:
    return unit.register.page(after, PAGE, texts=wish.identities)


async def put_on_record(store: Store, clock: Clock, wish: Wish) -> None:
    """Raises NotAllowed where a reason is missing."""
    if not wish.reason.strip():
        raise NotAllowed("identities and restricted cases leave with a reason only: say which, it is kept")
    disclosure = Disclosure(clock.now(), wish.by, wish.reason.strip(), wish.described())
    await store.write(lambda unit: unit.register.disclose(disclosure))
