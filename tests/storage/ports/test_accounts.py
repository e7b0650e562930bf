"""Accounts: since when they are ours, where their cursors stand, how they fare."""

from __future__ import annotations

from dataclasses import replace

from core.ports.accounts import AccountHealth, Health
from core.ports.store import Unit
from storage.store import SqlStore
from tests.storage.ports.given import ACCOUNT, MINUTE, NOW, batch


async def test_the_first_connection_is_remembered(store: SqlStore) -> None:
    def connect(unit: Unit) -> None:
        assert unit.accounts.connected(ACCOUNT, NOW) == NOW
        assert unit.accounts.connected(ACCOUNT, NOW + MINUTE) == NOW
        assert unit.accounts.health() == []

    await store.write(connect)


async def test_the_last_report_of_each_account_stands(store: SqlStore) -> None:
    failing = AccountHealth(ACCOUNT, "mail", Health.FAILING, None, NOW, "unreachable", NOW + MINUTE, 12, NOW)

    def report(unit: Unit) -> None:
        unit.accounts.report(failing)
        assert unit.accounts.health() == [failing]
        well = replace(failing, state=Health.OK, last_success=NOW, error="", next_try=None, backlog=0)
        well = replace(well, expires_at=NOW + 60 * MINUTE)
        unit.accounts.report(well)
        assert unit.accounts.health() == [well]
        assert unit.accounts.connected(ACCOUNT, NOW) == NOW

    await store.write(report)


async def test_each_stream_has_its_own_cursor(store: SqlStore) -> None:
    def move(unit: Unit) -> None:
        assert unit.accounts.cursor(ACCOUNT, "INBOX") is None
        unit.envelopes.keep(batch("a", cursor="7:1"), NOW)
        unit.envelopes.keep(batch("b", cursor="7:2"), NOW)
        unit.envelopes.keep(replace(batch("c", cursor="1"), stream="Junk"), NOW)
        unit.envelopes.keep(batch("d"), NOW)
        assert unit.accounts.cursor(ACCOUNT, "INBOX") == "7:2"
        assert unit.accounts.cursor(ACCOUNT, "Junk") == "1"

    await store.write(move)
