"""The store's door: units of work and what may be done in one.

A unit is a plain function of a `Unit`. It may run twice (group commit, serialization failures), so
it has no side effects and decides by what it reads and by its arguments alone. Times are aware
UTC; dates are Asia/Jakarta. Nothing of a citizen's words reaches the disk in clear.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:  # who uses a port imports it: most commands need few of them
    from core.message import Attachment
    from core.ports.accounts import Accounts, Ledger
    from core.ports.boxes import Boxes
    from core.ports.cases import Cases, History
    from core.ports.envelopes import Envelopes
    from core.ports.erasure import Erasures
    from core.ports.filing import Filing, SealedFile
    from core.ports.forms import PaperForms
    from core.ports.groups import Groups
    from core.ports.inbox import InboxQueries, StaffRegister
    from core.ports.judgements import Judgements
    from core.ports.outbox import Outbox
    from core.ports.register import Register
    from core.ports.usage import Usages

T = TypeVar("T")


class Unit(Protocol):
    """All that one transaction may touch."""

    @property
    def envelopes(self) -> Envelopes: ...
    @property
    def filing(self) -> Filing: ...
    @property
    def cases(self) -> Cases: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def accounts(self) -> Accounts: ...
    @property
    def ledger(self) -> Ledger: ...
    @property
    def history(self) -> History: ...
    @property
    def inbox(self) -> InboxQueries: ...
    @property
    def staff(self) -> StaffRegister: ...
    @property
    def usages(self) -> Usages: ...
    @property
    def register(self) -> Register: ...
    @property
    def groups(self) -> Groups: ...
    @property
    def forms(self) -> PaperForms: ...
    @property
    def boxes(self) -> Boxes: ...
    @property
    def judgements(self) -> Judgements: ...
    @property
    def erasures(self) -> Erasures: ...


class Store(Protocol):
    """The database. `write` returns when the unit is durable; many units share one commit."""

    async def write(self, unit: Callable[[Unit], T], *, bulk: bool = False) -> T:
        """Raises what the unit raises, StoreBusy when the queue is full, StoreFull, StoreReadOnly."""
        ...

    async def write_in_order(self, units: Sequence[Callable[[Unit], T]]) -> Sequence[T]:
        """Bulk work cut into units, so that nobody waits long: each is written after the one before, and
        after a failed one none. What is more urgent goes between. Raises what the first failed unit raises.
        """
        ...

    async def read(self, unit: Callable[[Unit], T]) -> T: ...

    async def seal_files(self, attachments: Sequence[Attachment]) -> Sequence[SealedFile]:
        """Write attachments' bytes to sealed files, durable before this returns; refused ones have
        no bytes and an empty reference.
        """
        ...

    async def open_file(self, reference: str) -> bytes: ...

    def subscribe(self, topic: str) -> asyncio.Event:
        """An event of the running loop, set after each commit that touched the topic ("envelopes", or
        `core.ports.outbox.departures`). Clear it, then look, then wait.
        """
        ...

    async def close(self) -> None: ...
