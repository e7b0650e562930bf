"""An office's earlier register is brought in: row by row it is said what becomes of it, and nothing comes twice.

Each row is kept as one delivery of a desk's account, as what an officer enters is; the reader makes the case.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial
from itertools import islice
from typing import BinaryIO

from core.case.complaint import State
from core.case.ticket import parse_ticket
from core.errors import ConfigError
from core.intake.desk_entry import DeskEntry, dump_entry
from core.message import Batch, Envelope
from core.ports.clock import Clock
from core.ports.store import Store, Unit
from core.register.headings import columns_of
from core.register.rows import Misunderstood, Reading, Trouble, Understood, other_state, ticket_in, understand
from ops.register.mapping import Mappings
from ops.register.tables import Row, rows_of

STREAM = "register"
PAGE = 32  # rows: a unit stays short
HEADINGS_WITHIN = 30  # rows in which the headings must come


class Fate(StrEnum):
    """What becomes of a row."""

    NEW = "new"  # it will be, or was, kept: it becomes a case
    EXISTS = "exists"  # it is here already
    TWICE = "twice"  # another row of this file says the same
    BAD = "bad"  # it cannot become a case as it stands


@dataclass(frozen=True, slots=True)
class Outcome:
    """`entry` is set for a NEW row, `ticket` for one that EXISTS ("" while it has not been read), `twin` is the
    row that a TWICE one repeats. `troubles` are faults of a BAD row, else notes.
    """

    line: int
    fate: Fate
    key: str = ""
    ticket: str = ""
    twin: int = 0
    entry: DeskEntry | None = None
    troubles: tuple[Trouble, ...] = ()


@dataclass(slots=True)
class Bringing:
    """A file on its way in. `dry` changes nothing. `labels` are words for labels, as `Reading.labels`."""

    store: Store
    clock: Clock
    account: str
    by: str
    mappings: Mappings = field(default_factory=Mappings)
    labels: Mapping[str, str] = field(default_factory=dict)
    prefix: str = "PWK"
    dry: bool = True
    lines: dict[str, int] = field(default_factory=dict)  # by key: the row that said it first

    async def bring(self, file: BinaryIO, name: str, report: Callable[[Outcome], None]) -> Counter[Fate]:
        """Say of every row what becomes of it, and keep the new ones unless `dry`. Raises ConfigError where the
        file is no table with the headings that are needed; StoreError, and then what was reported is kept.
        """
        rows = rows_of(file, name, self.mappings.sheet)
        reading = await asyncio.to_thread(self._headings, name, rows)
        counts: Counter[Fate] = Counter()
        while page := await asyncio.to_thread(lambda: list(islice(rows, PAGE))):
            outcomes = await self._page(page, reading)
            if not self.dry:
                await self._keep([one for one in outcomes if one.fate is Fate.NEW])
            for outcome in outcomes:
                counts[outcome.fate] += 1
                report(outcome)
        return counts

    def _headings(self, name: str, rows: Iterator[Row]) -> Reading:
        for _, cells in islice(rows, HEADINGS_WITHIN):
            columns = columns_of(cells, self.mappings.columns)
            if columns is not None:
                return Reading(
                    columns=columns,
                    headings=[str(cell) if cell is not None else "" for cell in cells],
                    now=self.clock.now(),
                    by=self.by,
                    letters=self.mappings.letters,
                    states=self.mappings.states,
                    labels=self.labels,
                    letter=self.mappings.default_letter,
                )
        raise ConfigError(
            f"{name}: no row of headings among the first {HEADINGS_WITHIN}: a date of reception and what was said "
            "are needed; name their columns in a mapping file (--mapping, docs/register.md)"
        )

    async def _page(self, page: Sequence[Row], reading: Reading) -> list[Outcome]:
        tickets = {line: parse_ticket(ticket_in(cells, reading), self.prefix) for line, cells in page}
        understood = {line: understand(line, cells, reading) for line, cells in page}
        keys = [one.key for one in understood.values() if isinstance(one, Understood)]
        asked = [ticket for ticket in tickets.values() if ticket]
        states, kept = await self.store.read(partial(_known, self.account, asked, keys))
        outcomes = []
        for (line, one), (_, cells) in zip(understood.items(), page, strict=True):
            ticket = tickets[line]
            if ticket in states:
                outcomes.append(Outcome(line, Fate.EXISTS, ticket=ticket or ""))
            elif one is not None:
                outcomes.append(self._outcome(one, kept))
            else:
                continue
            if (state := states.get(outcomes[-1].ticket)) is not None:
                more = other_state(cells, reading, state)
                outcomes[-1] = replace(outcomes[-1], troubles=(*outcomes[-1].troubles, *more))
        return outcomes

    def _outcome(self, one: Understood | Misunderstood, kept: Mapping[str, str]) -> Outcome:
        if isinstance(one, Misunderstood):
            return Outcome(one.line, Fate.BAD, troubles=one.troubles)
        twin = self.lines.setdefault(one.key, one.line)
        if twin != one.line:
            return Outcome(one.line, Fate.TWICE, one.key, twin=twin, troubles=one.notes)
        if one.key in kept:
            return Outcome(one.line, Fate.EXISTS, one.key, kept[one.key], troubles=one.notes)
        return Outcome(one.line, Fate.NEW, one.key, entry=one.entry, troubles=one.notes)

    async def _keep(self, fresh: Sequence[Outcome]) -> None:
        envelopes = tuple(
            Envelope(self.account, STREAM, one.key, dump_entry(one.entry), one.entry.received_at)
            for one in fresh
            if one.entry is not None
        )
        if envelopes:
            batch = Batch(self.account, STREAM, envelopes, rescan=True)  # a second run is our own doing
            await self.store.write(lambda unit: unit.envelopes.keep(batch, self.clock.now()), bulk=True)


def _known(
    account: str, tickets: Sequence[str], keys: Sequence[str], unit: Unit
) -> tuple[Mapping[str, State], Mapping[str, str]]:
    """The states of the cases that are here, by ticket, and the tickets of what was kept, by key."""
    kept = unit.register.kept(account, keys) if keys else {}
    asked = [*tickets, *(ticket for ticket in kept.values() if ticket)]
    return unit.register.states(asked) if asked else {}, kept
