"""The writer: runs the units that wait, then one COMMIT, then tells their callers.

    take a group -> BEGIN -> each unit -> COMMIT -> callers and subscribers hear of it
                      └ one raises: ROLLBACK, and each unit again in a transaction of its own

Without savepoints (they cost more than the rare second run), which is why units must be repeatable.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable, Set
from dataclasses import dataclass
from threading import Lock, Thread

import sqlalchemy as sa

from core.errors import StoreError
from storage.errors import is_repeatable, store_error
from storage.jobs import Job, Jobs, tell_all
from storage.seal import Sealer
from storage.transaction import Dialect
from storage.unit import SqlUnit

log = logging.getLogger(__name__)

TRIES = 5
"""How often a unit that loses races (PostgreSQL) or its connection is run before its caller is told."""

SLOW_SECONDS = 0.25


@dataclass(slots=True)
class Counts:
    """What this process's writers did since they began."""

    units: int = 0
    commits: int = 0
    failed: int = 0
    repeated: int = 0


class Writer:
    """Daemon threads that write what is put into `jobs`; one thread on SQLite, several on PostgreSQL."""

    def __init__(
        self,
        engine: sa.Engine,
        sealer: Sealer,
        jobs: Jobs,
        changed: Callable[[Set[str]], None],
        *,
        name: str,
        threads: int = 1,
    ) -> None:
        self.counts = Counts()
        self._counting = Lock()
        self._engine = engine
        self._sealer = sealer
        self._dialect: Dialect = "sqlite" if engine.dialect.name == "sqlite" else "postgresql"
        self._jobs = jobs
        self._changed = changed
        self._name = name
        self._threads = [Thread(target=self._run, name=f"writer-{n}", daemon=True) for n in range(threads)]
        for thread in self._threads:
            thread.start()

    def join(self, seconds: float) -> bool:
        """Waits for the queues, closed before, to be written; whether they were in time."""
        end = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, end - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def _run(self) -> None:
        while group := self._jobs.take():
            began = time.monotonic()
            self._write(group)
            tell_all(group)
            if (took := time.monotonic() - began) > SLOW_SECONDS:
                log.warning("writing %d units took %.2f s", len(group), took)

    def _write(self, group: list[Job]) -> None:
        if len(group) > 1 and self._write_together(group):
            return
        for job in group:
            self._write_alone(job)

    def _write_together(self, group: list[Job]) -> bool:
        try:
            topics = self._transact(group)
        except BaseException as error:  # noqa: BLE001 - units may raise anything; each shall get its own
            log.debug("a group of %d is written one by one: %s", len(group), type(error).__name__)
            self._count(repeated=len(group))
            return False
        self._durable(len(group), topics)
        return True

    def _write_alone(self, job: Job) -> None:
        for attempt in range(1, TRIES + 1):
            try:
                topics = self._transact([job])
            except BaseException as error:  # noqa: BLE001 - whatever a unit raises belongs to its caller
                if attempt < TRIES and is_repeatable(error):
                    self._count(repeated=1)
                    time.sleep(random.uniform(0, 0.005 * 2**attempt))  # noqa: S311 - only spreads rivals
                    continue
                job.error = self._explained(error)
                self._count(failed=1)
                return
            self._durable(1, topics)
            return

    def _transact(self, group: list[Job]) -> set[str]:
        """Runs the units in one transaction and commits it; returns the topics they touched. What gives way
        to live units leaves the group.
        """
        topics: set[str] = set()
        with self._engine.connect() as connection:
            transaction = connection.begin()
            for number, job in enumerate(group):
                if number and job.bulk and self._jobs.give_way(group, number):
                    break
                with SqlUnit(connection, self._sealer, self._dialect) as unit:
                    job.result = job.run(unit)
                require_standing(connection, transaction)
                topics |= unit.topics
            commit(connection, transaction)
        return topics

    def _durable(self, units: int, topics: set[str]) -> None:
        self._count(units=units, commits=1)
        if topics:
            self._changed(topics)

    def _explained(self, error: BaseException) -> Exception:
        explained: Exception
        if isinstance(error, sa.exc.DBAPIError):
            explained = store_error(error, self._name)
        elif isinstance(error, Exception) and not isinstance(error, StopIteration):
            return error
        else:  # what a future does not carry, or would end the caller's loop
            explained = RuntimeError(f"the unit raised {type(error).__name__}")
        explained.__cause__ = error
        return explained

    def _count(self, **more: int) -> None:
        with self._counting:
            for name, number in more.items():
                setattr(self.counts, name, getattr(self.counts, name) + number)


def require_standing(connection: sa.Connection, transaction: sa.RootTransaction) -> None:
    """Raises StoreError when the transaction no longer stands.

    A unit that swallows a driver's error may go on without one: SQLite rolls back by itself on a
    full disk, PostgreSQL answers COMMIT with a silent ROLLBACK. Neither may be acknowledged.
    """
    driver = connection.connection.driver_connection
    if driver is None or not transaction.is_active:
        stands = False
    elif connection.dialect.name == "sqlite":
        stands = driver.in_transaction
    else:
        stands = driver.info.transaction_status.name in {"INTRANS", "IDLE"}  # idle: no statement yet
    if not stands:
        connection.invalidate()
        raise StoreError("the unit's transaction ended inside the unit: it hid a failure or committed itself")


def commit(connection: sa.Connection, transaction: sa.RootTransaction) -> None:
    """COMMIT, after which all is durable. When it fails, what is still open ends with its connection.

    Raises StoreError when the connection was lost in it: then nobody knows, and running the unit
    again would be wrong.
    """
    try:
        transaction.commit()
    except sa.exc.DBAPIError as error:
        if error.connection_invalidated and connection.dialect.name != "sqlite":
            raise StoreError("the connection was lost during COMMIT: look before trying again") from error
        connection.invalidate()
        raise
