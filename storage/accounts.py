"""How each account fares, where its cursors stand, and since when it is ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from functools import cache

import sqlalchemy as sa

from core.ports.accounts import AccountHealth, Health
from storage import schema
from storage.rows.bulk import insert_into
from storage.transaction import Dialect, Transaction

row = schema.account.c
CONNECTED = sa.select(row.connected_at).where(row.name == sa.bindparam("account"))


class SqlAccounts:
    """Fulfils `core.ports.accounts.Accounts`."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def connected(self, account: str, now: datetime) -> datetime:
        known = self._tx.driver.fetch(CONNECTED, account=account)
        if known and known[0].connected_at is not None:
            first: datetime = known[0].connected_at
            return first
        added = insert_into(self._tx.dialect, schema.account).values(name=account, connected_at=now)
        self._tx.connection.execute(
            added.on_conflict_do_update(
                index_elements=["name"],
                set_={"connected_at": sa.func.coalesce(row.connected_at, added.excluded.connected_at)},
            )
        )
        stored: datetime = self._tx.connection.execute(
            sa.select(row.connected_at).where(row.name == account)
        ).scalar_one()
        return stored

    def cursor(self, account: str, stream: str) -> str | None:
        place = schema.cursor.c
        return self._tx.connection.execute(
            sa.select(place.value).where(place.account == account, place.stream == stream)
        ).scalar_one_or_none()

    def report(self, health: AccountHealth) -> None:
        values = asdict(health)
        name = values.pop("account")
        values["state"] = health.state.value
        self._tx.connection.execute(
            insert_into(self._tx.dialect, schema.account)
            .values(name=name, **values)
            .on_conflict_do_update(index_elements=["name"], set_=values)
        )

    def health(self) -> Sequence[AccountHealth]:
        reported = sa.select(schema.account).where(row.state != "").order_by(row.name)
        return [
            AccountHealth(
                account=found.name,
                kind=found.kind,
                state=Health(found.state),
                last_success=found.last_success,
                last_error=found.last_error,
                error=found.error,
                next_try=found.next_try,
                backlog=found.backlog,
                reported_at=found.reported_at,
                expires_at=found.expires_at,
            )
            for found in self._tx.connection.execute(reported)
        ]


def move_cursor(tx: Transaction, account: str, stream: str, value: str) -> None:
    """The cursor moves in the unit that kept what lies before it."""
    tx.driver.run(_moving(tx.dialect), account=account, stream=stream, value=value)


@cache
def _moving(dialect: Dialect) -> sa.Insert:
    moved = insert_into(dialect, schema.cursor, "account", "stream", "value")
    return moved.on_conflict_do_update(
        index_elements=["account", "stream"], set_={"value": moved.excluded.value}
    )
