"""Reports of LAPOR! come in: row by row it is said what becomes of each, and nothing comes twice."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path

from core.lapor.report import SYSTEM, Report, dump_report
from core.lapor.rows import Fault, understand
from core.message import Batch, Envelope
from core.ports.clock import Clock
from core.ports.store import Store, Unit
from ops.lapor.tables import Cells, reports_of
from ops.register.bring import Fate

STREAM = "file"
PAGE = 64  # rows: a unit stays short
NO_OBJECT = (Fault("row", "it is no object of JSON"),)


@dataclass(frozen=True, slots=True)
class Outcome:
    """`report` is set for a NEW row, `ticket` for one that EXISTS ("" while it has not been read), `twin` is
    the row with the same tracking id.
    """

    line: int
    fate: Fate
    report: Report | None = None
    ticket: str = ""
    twin: int = 0
    faults: tuple[Fault, ...] = ()


@dataclass(slots=True)
class Bringing:
    """A file on its way in. `dry` changes nothing. A tracking id comes once, whatever else its row says."""

    store: Store
    clock: Clock
    account: str
    dry: bool = True
    lines: dict[str, int] = field(default_factory=dict)  # by tracking id: the row that named it first

    async def bring(self, path: Path, report: Callable[[Outcome], None]) -> Counter[Fate]:
        """Say of every row what becomes of it, and keep the new ones unless `dry`. Raises ConfigError where
        the file cannot be read; StoreError, and then what was reported is kept.
        """
        rows = reports_of(path)
        counts: Counter[Fate] = Counter()
        while page := await asyncio.to_thread(lambda: list(islice(rows, PAGE))):
            outcomes = await self._page(page)
            if not self.dry:
                await self._keep([one.report for one in outcomes if one.report])
            for outcome in outcomes:
                counts[outcome.fate] += 1
                report(outcome)
        return counts

    async def _page(self, page: Sequence[tuple[int, Cells | None]]) -> list[Outcome]:
        now = self.clock.now()
        read = [(line, NO_OBJECT if cells is None else understand(cells, now)) for line, cells in page]
        ids = [found.tracking_id for _, found in read if isinstance(found, Report)]
        kept = await self.store.read(partial(_kept, self.account, ids))
        return [self._outcome(line, found, kept) for line, found in read]

    def _outcome(self, line: int, found: Report | Sequence[Fault], kept: Mapping[str, str]) -> Outcome:
        if not isinstance(found, Report):
            return Outcome(line, Fate.BAD, faults=tuple(found))
        twin = self.lines.setdefault(found.tracking_id, line)
        if twin != line:
            return Outcome(line, Fate.TWICE, twin=twin)
        if found.tracking_id in kept:
            return Outcome(line, Fate.EXISTS, ticket=kept[found.tracking_id])
        return Outcome(line, Fate.NEW, report=found)

    async def _keep(self, fresh: Sequence[Report]) -> None:
        envelopes = tuple(
            Envelope(self.account, STREAM, one.tracking_id, dump_report(one), one.received_at)
            for one in fresh
        )
        if envelopes:
            batch = Batch(self.account, STREAM, envelopes, rescan=True)  # a second run is our own doing
            await self.store.write(lambda unit: unit.envelopes.keep(batch, self.clock.now()), bulk=True)


def _kept(account: str, ids: Sequence[str], unit: Unit) -> Mapping[str, str]:
    """The ticket of each report that is here ("" while it has not been read): brought in, or set down by an
    officer on a case that came otherwise.
    """
    if not ids:
        return {}
    kept = unit.register.kept(account, ids)
    return {**unit.register.named(SYSTEM, [one for one in ids if one not in kept]), **kept}
