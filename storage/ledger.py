"""Received against ended and waiting: counted at two ends, so that the sums are a real check."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache

import sqlalchemy as sa

from core.message import Terminal
from core.ports.accounts import Balance
from storage import schema
from storage.rows import literal
from storage.rows.bulk import insert_into
from storage.rows.hashes import item_hash
from storage.transaction import Dialect, Transaction

SHARDS = 16  # processes on PostgreSQL count side by side instead of waiting for one row

AccountDay = tuple[str, date]


class SqlLedger:
    """Fulfils `core.ports.accounts.Ledger`."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def balances(self, since: date | None = None) -> Sequence[Balance]:
        received = self._received(since)
        waiting = self._envelopes("unread", since)
        ended: defaultdict[AccountDay, Counter[Terminal]] = defaultdict(Counter)
        for account, day, state, count in self._ended(since):
            ended[account, day][Terminal(state)] += count
        for key, count in self._envelopes("quarantined", since).items():
            ended[key][Terminal.QUARANTINED] += count
        return [
            Balance(
                account,
                day,
                received.get((account, day), 0),
                waiting.get((account, day), 0),
                ended[account, day],
            )
            for account, day in sorted({*received, *waiting, *ended})
        ]

    def fate(self, account: str, unique_id: str) -> Terminal | None:
        row = schema.item.c
        hashed = item_hash(self._tx.sealer, unique_id)
        ended = sa.select(row.state).where(row.account == account, row.external_hash == hashed)
        state = self._tx.connection.execute(ended).scalar()
        return Terminal(state) if state else None

    def ticket_of(self, account: str, unique_id: str) -> str | None:
        row, case = schema.item.c, schema.complaint.c
        hashed = item_hash(self._tx.sealer, unique_id)
        found = (
            sa.select(case.ticket)
            .join_from(schema.item, schema.complaint, row.complaint_id == case.id)
            .where(row.account == account, row.external_hash == hashed)
        )
        return self._tx.connection.execute(found).scalar()

    def lag(self) -> Mapping[str, tuple[int, datetime | None]]:
        row = schema.envelope.c
        unread = (
            sa.select(row.account, sa.func.count(), sa.func.min(row.kept_at))
            .where(row.state == literal("unread"))
            .group_by(row.account)
        )
        return {account: (count, oldest) for account, count, oldest in self._tx.connection.execute(unread)}

    def _received(self, since: date | None) -> dict[AccountDay, int]:
        row = schema.ledger.c
        sums = sa.select(row.account, row.day, sa.func.sum(row.received)).group_by(row.account, row.day)
        if since is not None:
            sums = sums.where(row.day >= since)
        return {(account, day): int(total) for account, day, total in self._tx.connection.execute(sums)}

    def _envelopes(self, state: str, since: date | None) -> dict[AccountDay, int]:
        row = schema.envelope.c
        counts = (
            sa.select(row.account, row.day, sa.func.count())
            .where(row.state == literal(state))
            .group_by(row.account, row.day)
        )
        if since is not None:
            counts = counts.where(row.day >= since)
        return {(account, day): count for account, day, count in self._tx.connection.execute(counts)}

    def _ended(self, since: date | None) -> Iterable[tuple[str, date, str, int]]:
        row = schema.item.c
        counts = sa.select(row.account, row.day, row.state, sa.func.count()).group_by(
            row.account, row.day, row.state
        )
        if since is not None:
            counts = counts.where(row.day >= since)
        return self._tx.connection.execute(counts)


def count_received(tx: Transaction, counts: Iterable[tuple[str, date, int]]) -> None:
    """Add to what was received, by account and day. Sorted, so that transactions do not deadlock."""
    sums: Counter[AccountDay] = Counter()
    for account, day, count in counts:
        sums[account, day] += count
    rows = [
        {"account": account, "day": day, "received": total}
        for (account, day), total in sorted(sums.items())
        if total
    ]
    if rows:
        tx.driver.run_many(_adding(tx.dialect), rows)


@cache
def _adding(dialect: Dialect) -> sa.Insert:
    shard = sa.func.pg_backend_pid() % SHARDS if dialect == "postgresql" else sa.literal(0)
    added = insert_into(dialect, schema.ledger, "account", "day", "received").values(shard=shard)
    return added.on_conflict_do_update(
        index_elements=["account", "day", "shard"],
        set_={"received": schema.ledger.c.received + added.excluded.received},
    )
