"""What is said of a channel: never "healthy" of one that is dead, never silent about books that do not balance."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.message import Batch, Envelope
from core.ports.accounts import AccountHealth, Health
from core.ports.store import Unit
from ops.health import LAG_LIMIT, LATE_AFTER, SILENT_AFTER, AccountReport, Condition, condition, report
from storage.store import SqlStore, open_store

NOW = datetime(2026, 4, 2, 3, 10, tzinfo=UTC)
SECOND = timedelta(seconds=1)
WELL = AccountHealth("mail", "mail", Health.OK, last_success=NOW, reported_at=NOW)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqlStore]:
    opened = open_store(f"sqlite:///{tmp_path}/aduan.db", bytes(32), tmp_path / "files", create=True)
    yield opened
    await opened.close()


@pytest.mark.parametrize(("days", "soon"), [(None, False), (60, False), (8, False), (6, True), (-1, True)])
async def test_a_credential_that_ends_within_a_week_wants_a_person(
    store: SqlStore, days: int | None, soon: bool
) -> None:
    ends = None if days is None else NOW + timedelta(days=days)
    await store.write(lambda unit: unit.accounts.report(replace(WELL, expires_at=ends)))
    (found,) = (await store.read(lambda unit: report(unit, NOW))).accounts
    assert (found.condition, found.expires_at) == (Condition.OK, ends)
    assert (found.expires_soon, found.needs_action) == (soon, soon)


@pytest.mark.parametrize(
    ("health", "expected"),
    [
        (WELL, Condition.OK),
        (replace(WELL, state=Health.STARTING, last_success=None), Condition.STARTING),
        (replace(WELL, state=Health.FAILING), Condition.FAILING),
        (replace(WELL, state=Health.PAUSED), Condition.PAUSED),
        (replace(WELL, state=Health.PAUSED, reported_at=None), Condition.PAUSED),
        (replace(WELL, reported_at=NOW - SILENT_AFTER), Condition.OK),
        (replace(WELL, reported_at=NOW - SILENT_AFTER - SECOND), Condition.SILENT),
        (replace(WELL, reported_at=None), Condition.SILENT),
        (replace(WELL, state=Health.FAILING, reported_at=NOW - timedelta(hours=1)), Condition.SILENT),
        (replace(WELL, last_success=NOW - LATE_AFTER), Condition.OK),
        (replace(WELL, last_success=NOW - LATE_AFTER - SECOND), Condition.LATE),
        (replace(WELL, last_success=None), Condition.LATE),
    ],
)
def test_a_state_is_believed_only_while_it_is_fresh(health: AccountHealth, expected: Condition) -> None:
    assert condition(health, NOW) is expected


def test_an_account_needs_action_when_it_is_not_well_or_lags() -> None:
    well = AccountReport("mail", "mail", Condition.OK)
    assert not well.needs_action
    assert not replace(well, condition=Condition.STARTING).needs_action
    assert replace(well, condition=Condition.SILENT).needs_action
    assert not replace(well, lag=LAG_LIMIT).needs_action
    assert replace(well, lag=LAG_LIMIT + SECOND).needs_action


async def test_the_report_gathers_what_each_port_knows(store: SqlStore) -> None:
    def happen(unit: Unit) -> None:
        unit.accounts.report(replace(WELL, backlog=4))
        envelopes = tuple(Envelope("mail", "INBOX", f"k{n}", b"raw", NOW) for n in range(3))
        unit.envelopes.keep(Batch("mail", "INBOX", envelopes), NOW - timedelta(minutes=20))
        (first, *_) = unit.envelopes.lease(NOW, 1, timedelta(minutes=1))
        unit.envelopes.quarantine(first, "rusak", "", NOW)

    await store.write(happen)
    found = await store.read(lambda unit: report(unit, NOW))
    (mail,) = found.accounts
    assert (mail.account, mail.kind, mail.condition, mail.backlog) == ("mail", "mail", Condition.OK, 4)
    assert (mail.unread, mail.quarantined) == (2, 1)
    assert mail.lag == timedelta(minutes=20)
    assert found.troubled == (mail,)
    (balance,) = found.balances
    assert (balance.received, balance.waiting, balance.missing) == (3, 2, 0)
    assert found.unbalanced == ()


async def test_an_account_that_never_reported_is_listed_and_silent(store: SqlStore) -> None:
    batch = Batch("lupa", "INBOX", (Envelope("lupa", "INBOX", "k", b"raw", NOW),))
    await store.write(lambda unit: unit.envelopes.keep(batch, NOW))
    found = await store.read(lambda unit: report(unit, NOW))
    assert [(one.account, one.condition) for one in found.accounts] == [("lupa", Condition.SILENT)]


async def test_nothing_at_all_is_a_report_too(store: SqlStore) -> None:
    found = await store.read(lambda unit: report(unit, NOW))
    assert (found.accounts, found.balances, found.troubled) == ((), (), ())
