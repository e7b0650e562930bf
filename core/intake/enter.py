"""What officers entered is kept: entries, the paper forms they stood on, and the opening of the box, in one unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.intake.desk_entry import DeskEntry, dump_entry
from core.message import Batch, Envelope
from core.ports.boxes import BoxOpening
from core.ports.clock import Clock
from core.ports.store import Store, Unit

STREAM = "desk"


@dataclass(frozen=True, slots=True)
class Entered:
    """Entries of one account by their unique ids, and the code of the paper form of each that has one."""

    account: str
    by: str
    entries: Mapping[str, DeskEntry]
    form_codes: Mapping[str, str] = field(default_factory=dict)

    def envelopes(self) -> Sequence[Envelope]:
        """The entries as they are kept; 25 MB of files are not written out in no time."""
        return [
            Envelope(self.account, STREAM, key, dump_entry(entry), entry.received_at)
            for key, entry in self.entries.items()
        ]


async def keep_entries(store: Store, entered: Entered, envelopes: Sequence[Envelope], clock: Clock) -> bool:
    """Whether any of them is new. Raises NotAllowed where a paper form is unknown, entered already or void,
    and StoreError; then nothing was kept.
    """
    return await store.write(lambda unit: _keep(unit, entered, envelopes, clock))


async def keep_opening(
    store: Store,
    key: str,
    opening: BoxOpening,
    entered: Entered,
    envelopes: Sequence[Envelope],
    clock: Clock,
) -> int:
    """The number of the opening, kept with its papers' entries. Raises as `keep_entries`."""

    def keep(unit: Unit) -> int:
        if envelopes:
            _keep(unit, entered, envelopes, clock)
        return unit.boxes.record(key, opening)

    return await store.write(keep)


def _keep(unit: Unit, entered: Entered, envelopes: Sequence[Envelope], clock: Clock) -> bool:
    now = clock.now()
    for unique_id, code in entered.form_codes.items():
        unit.forms.enter(code, entered.account, unique_id, entered.by, now)
    return unit.envelopes.keep(Batch(entered.account, STREAM, tuple(envelopes)), now).fresh > 0
