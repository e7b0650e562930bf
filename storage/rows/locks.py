"""Many advisory locks at once, in sorted order, so that two transactions never wait for each other."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from storage.transaction import Transaction


def lock_all(tx: Transaction, keys: Iterable[bytes]) -> None:
    """As `Transaction.lock` for each key, with one statement."""
    if tx.dialect != "postgresql":
        return
    numbers = sorted({int.from_bytes(key[:8], "big", signed=True) for key in keys})
    if not numbers:
        return
    tx.connection.execute(LOCK_ALL, {"numbers": numbers}).all()


def _select_locks() -> sa.Executable:
    wanted = sa.bindparam("numbers", type_=sa.ARRAY(sa.BigInteger))
    ordered = sa.select(sa.func.unnest(wanted).label("number")).order_by(sa.text("number")).subquery()
    return sa.select(sa.func.pg_advisory_xact_lock(ordered.c.number))


LOCK_ALL = _select_locks()
