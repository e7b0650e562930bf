"""What every port of the store works with: one transaction's connection, its sealer, its notices."""

from __future__ import annotations

from functools import cached_property
from typing import Literal, Self

import sqlalchemy as sa

from storage.driver import Driver
from storage.seal import Sealer

Dialect = Literal["sqlite", "postgresql"]

LOCK = sa.select(sa.func.pg_advisory_xact_lock(sa.cast(sa.bindparam("number"), sa.BigInteger)))


class Transaction:
    """The inside of one unit. Ports never commit, roll back or keep it longer than their call."""

    def __init__(self, connection: sa.Connection, sealer: Sealer, dialect: Dialect) -> None:
        self.connection = connection
        self.sealer = sealer
        self.dialect = dialect
        self.topics: set[str] = set()

    @cached_property
    def driver(self) -> Driver:
        """The same transaction by the driver's own cursor, for the hottest path."""
        return Driver(self.connection)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Lets go of the cursor. A unit and its ports refer to each other, so it would fall to the garbage
        collector, in whatever thread that runs: it resets the prepared statement of a cursor that it frees, which
        another cursor of this connection may be running at that moment, and SQLite calls that a misuse.
        """
        if "driver" in vars(self):
            self.driver.close()

    def notify(self, topic: str) -> None:
        """Wakes those who subscribed to the topic once this transaction is durable."""
        self.topics.add(topic)

    def lock(self, key: bytes) -> None:
        """Waits until no other transaction holds the key (a conversation's, say), and holds it to the
        end of this one. On SQLite the one writer is lock enough. Batches lock in sorted order.
        """
        if self.dialect == "postgresql":
            number = int.from_bytes(key[:8], "big", signed=True)
            self.driver.fetch(LOCK, number=number)
