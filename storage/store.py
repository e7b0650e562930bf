"""The store: units go to the writer or to the readers, attachments to sealed files."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa

from core.errors import StoreError, StoreReadOnly
from core.message import Attachment
from core.ports.erasure import ERASURES
from core.ports.filing import SealedFile
from storage import scour, search
from storage.engine import READ_SECONDS, Deadline
from storage.errors import store_error
from storage.files import ORPHAN_SECONDS, SealedFiles
from storage.jobs import BULK_LIMIT, LIVE_LIMIT, Job, Jobs
from storage.leases import void
from storage.notices import Notices
from storage.opening import Database, open_database
from storage.schema import attachment
from storage.seal import Sealer
from storage.transaction import Dialect
from storage.unit import SqlUnit
from storage.wakeups import Wakeups
from storage.writer import Counts, Writer

T = TypeVar("T")
R = TypeVar("R")

SQLITE_GROUP = 64
POSTGRES_GROUP = 1
"""PostgreSQL commits for several connections at once by itself; a unit's locks end with the unit."""

CLOSE_SECONDS = 10.0
REFERENCES_IN_A_PAGE = 5000


def open_store(
    url: str,
    master_key: bytes,
    files: Path,
    *,
    create: bool = False,
    write: bool = True,
    live_limit: int = LIVE_LIMIT,
    bulk_limit: int = BULK_LIMIT,
) -> SqlStore:
    """Opens the store: `url` is sqlite:///path or postgresql+psycopg://…, `files` the directory of
    sealed attachments. `create` makes what is missing; `write=False` only reads, also beside a
    running service. Blocking, a second at most unless there is an upgrade to do.

    Raises StoreError and its kinds, and ConfigError (URL, master key); each names the remedy.
    """
    sealer = Sealer(master_key)
    database = open_database(url, sealer.key_check, create=create, write=write)
    return SqlStore(database, sealer, SealedFiles(files, sealer), live_limit, bulk_limit)


class SqlStore:
    """Fulfils `core.ports.store.Store`. Its methods may be called from any running loop."""

    def __init__(
        self,
        database: Database,
        sealer: Sealer,
        files: SealedFiles,
        live_limit: int = LIVE_LIMIT,
        bulk_limit: int = BULK_LIMIT,
    ) -> None:
        self.sealer = sealer
        self.files = files
        self._database = database
        self._dialect: Dialect = "sqlite" if database.reader.dialect.name == "sqlite" else "postgresql"
        self._wakeups = Wakeups()
        self._notices = Notices(database.url, self._hear) if self._dialect == "postgresql" else None
        self._readers = ThreadPoolExecutor(database.readers, "reader")
        self._filing = ThreadPoolExecutor(1, "files")
        self._jobs = Jobs(
            SQLITE_GROUP if self._dialect == "sqlite" else POSTGRES_GROUP, live_limit, bulk_limit
        )
        self._writer = self._start_writer()
        self._closed = False

    @property
    def counts(self) -> Counts:
        """Units and commits of this process."""
        return self._writer.counts if self._writer is not None else Counts()

    @property
    def waiting(self) -> int:
        """Units that wait to be written now."""
        return self._jobs.waiting()

    async def write(self, unit: Callable[[SqlUnit], T], *, bulk: bool = False) -> T:
        """Runs the unit in a transaction and returns when it is durable. It may run more than once.

        Raises what the unit raises, StoreBusy when the queue is full, StoreFull, StoreReadOnly,
        StoreError. A caller that is cancelled does not stop a unit that has begun.
        """
        written: T = await self._queued(unit, bulk=bulk).future
        return written

    async def write_in_order(self, units: Sequence[Callable[[SqlUnit], T]]) -> Sequence[T]:
        """Each unit is written after the one before, and after a failed one none; otherwise as `write` for
        bulk work. On SQLite they share commits; PostgreSQL's writers would overtake one another.
        """
        if self._dialect == "postgresql":
            return [await self.write(unit, bulk=True) for unit in units]
        jobs: list[Job] = []
        for unit in units:
            jobs.append(self._queued(unit, bulk=True, after=jobs[-1] if jobs else None))
        written: list[T] = await asyncio.gather(*(job.future for job in jobs))
        return written

    async def read(self, unit: Callable[[SqlUnit], T]) -> T:
        """Runs the unit over one snapshot (PostgreSQL: one per statement) that it cannot change.

        Raises what the unit raises, StoreError when it takes longer than a second.
        """
        if self._closed:
            raise StoreError("the store is closed")
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, unit)

    async def seal_files(self, attachments: Sequence[Attachment]) -> Sequence[SealedFile]:
        """See `SealedFiles.seal`."""
        return await self._on_files_thread(self.files.seal, attachments)

    async def open_file(self, reference: str) -> bytes:
        """See `SealedFiles.open`."""
        return await self._on_files_thread(self.files.open, reference)

    async def sweep_files(self, older_than: float = ORPHAN_SECONDS) -> int:
        """Removes sealed files that no attachment names and that are older than so many seconds (their
        units may be under way until then); returns how many.
        """
        references: list[str] = []
        last: int | None = 0
        while last is not None:
            page, last = await self.read(partial(_references_after, last))
            references += page
        return await self._on_files_thread(partial(self.files.sweep, older_than=older_than), references)

    async def merge_index(self) -> None:
        """Takes what was forgotten out of the oldest parts of the index, too; step by step, as bulk work."""
        first = True
        while await self.write(partial(scour.merge_index, first=first), bulk=True):
            first = False

    async def scour(self, references: Sequence[str] = ()) -> None:
        """After an erasure: takes these sealed files off the disk, and what is left of rows in log and index.

        Raises StoreError and its kinds; what is left then goes with the next call, or within a day.
        """
        await self._on_files_thread(self.files.wipe, references)
        await self.merge_index()
        if self._database.writer is not None:
            await asyncio.to_thread(self._scrub, self._database.writer)
        self.forget()  # what a read that had begun before has opened

    def forget(self) -> None:
        """Lets go of keys and words that this process remembers."""
        self.sealer.forget()
        search.forget(self.sealer)

    async def void_leases(self, now: datetime) -> int:
        """Take back at start what a dead process left leased; returns how many leases there were.

        SQLite only: there the file lock proves that nobody else lives. On PostgreSQL leases run out.
        """
        if self._dialect != "sqlite":
            return 0
        return await self.write(lambda unit: void(unit, now))

    def subscribe(self, topic: str) -> asyncio.Event:
        """An event of the running loop, set after every commit in which a unit notified the topic.
        Clear it, then look, then wait for it: nothing is missed. Letting go of it unsubscribes.
        """
        return self._wakeups.subscribe(topic)

    async def close(self) -> None:
        """Writes what waits (10 s at most), then closes. Raises StoreError when it was not in time."""
        await asyncio.to_thread(self.close_now)

    def close_now(self) -> None:
        """As `close`, where no loop runs; it blocks."""
        if self._closed:
            return
        self._closed = True
        self._jobs.close()
        in_time = self._writer is None or self._writer.join(CLOSE_SECONDS)
        if self._notices is not None:
            self._notices.close()
        self._readers.shutdown()
        self._filing.shutdown()
        self._database.close()
        if not in_time:
            raise StoreError(f"database {self._database.name}: units still waited when it was closed")

    def _queued(self, unit: Callable[[SqlUnit], object], *, bulk: bool, after: Job | None = None) -> Job:
        if self._writer is None:
            raise StoreReadOnly(f"database {self._database.name}: it was opened for reading alone")
        job = Job(unit, asyncio.get_running_loop().create_future(), after)
        self._jobs.put(job, bulk=bulk)
        return job

    def _start_writer(self) -> Writer | None:
        database = self._database
        if database.writer is None:
            return None
        return Writer(
            database.writer,
            self.sealer,
            self._jobs,
            self._tell,
            name=database.name,
            threads=database.writers,
        )

    def _scrub(self, writer: sa.Engine) -> None:
        try:
            scour.scrub(writer)
        except sa.exc.DBAPIError as error:
            raise store_error(error, self._database.name) from error

    def _hear(self, topics: Set[str]) -> None:
        """After a commit, of this process or another."""
        if ERASURES in topics:
            self.forget()
        self._wakeups.wake(topics)

    def _tell(self, topics: Set[str]) -> None:
        self._hear(topics)
        if self._notices is not None:
            self._notices.send(topics)

    def _read(self, unit: Callable[[SqlUnit], T]) -> T:
        try:
            with self._database.reader.connect() as connection:
                deadline = connection.info.get("deadline")
                if isinstance(deadline, Deadline):
                    deadline.at = time.monotonic() + READ_SECONDS
                with connection.begin(), SqlUnit(connection, self.sealer, self._dialect) as opened:
                    return unit(opened)
        except sa.exc.DBAPIError as error:
            raise store_error(error, self._database.name) from error

    async def _on_files_thread(self, function: Callable[[T], R], argument: T) -> R:
        return await asyncio.get_running_loop().run_in_executor(self._filing, function, argument)


def _references_after(last: int, unit: SqlUnit) -> tuple[list[str], int | None]:
    """A page of attachments' references, and where the next page begins."""
    found = unit.connection.execute(
        sa.select(attachment.c.id, attachment.c.reference)
        .where(attachment.c.id > last)
        .order_by(attachment.c.id)
        .limit(REFERENCES_IN_A_PAGE)
    ).all()
    return [row.reference for row in found], found[-1].id if found else None
