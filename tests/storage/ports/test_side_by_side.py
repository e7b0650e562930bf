"""Two processes on one PostgreSQL: a conversation is never opened twice, a message never leased twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from core.case.complaint import Party
from core.message import Address
from core.ports.filing import Question
from core.ports.store import Unit
from storage.store import SqlStore, open_store
from tests.storage.conftest import MASTER_KEY
from tests.storage.ports.given import (
    ACCOUNT,
    MINUTE,
    NOW,
    SITI,
    batch,
    complaint,
    filed_opening,
    message,
    open_case,
    planned,
)

PROCESSES = 2


@pytest.fixture
async def stores(postgres_url: str, tmp_path: Path) -> AsyncIterator[list[SqlStore]]:
    opened = [open_store(postgres_url, MASTER_KEY, tmp_path / str(number)) for number in range(PROCESSES)]
    yield opened
    for store in opened:
        await store.close()


def keep(account: str, key: str, unit: Unit) -> None:
    unit.envelopes.keep(batch(key, account=account), NOW)


async def test_two_messages_of_one_stranger_open_one_case(stores: list[SqlStore]) -> None:
    """Each process asks first and opens only where nothing is open yet."""

    keys = [f"m{number}" for number in range(PROCESSES)]
    for number, key in enumerate(keys):  # an account each, so that no stream holds the other up
        await stores[0].write(partial(keep, f"akun{number}", key))
    leased = await stores[0].write(lambda unit: unit.envelopes.lease(NOW, PROCESSES, MINUTE))
    assert len(leased) == PROCESSES

    def open_or_not(number: int, unit: Unit) -> bool:
        (known,) = unit.filing.background([Question(ACCOUNT, keys[number], SITI)], NOW)
        if known.open_cases:
            return False
        case = complaint(f"T{number}", party=Party(None, None, (SITI,)))
        unit.filing.file([filed_opening(leased[number], case, message(keys[number], SITI))], NOW)
        return True

    opened = await asyncio.gather(
        *(store.write(partial(open_or_not, number)) for number, store in enumerate(stores))
    )
    assert sorted(opened) == [False, True]


async def test_no_message_is_leased_by_two(stores: list[SqlStore]) -> None:
    people = [Address("mail", f"warga{number}@example.com") for number in range(40)]
    await stores[0].write(
        lambda unit: open_case(unit, complaint("T1"), sends=[planned(to=person) for person in people])
    )

    async def lease_all(store: SqlStore) -> list[int]:
        taken: list[int] = []
        while some := await store.write(lambda unit: unit.outbox.lease(ACCOUNT, NOW, 3, MINUTE)):
            taken += [sending.message.id for sending in some]
        return taken

    mine, theirs = await asyncio.gather(*map(lease_all, stores))
    assert sorted(mine + theirs) == sorted(set(mine + theirs))
    assert len(mine + theirs) == len(people)


async def test_a_delivery_kept_by_two_is_one_and_counted_twice(stores: list[SqlStore]) -> None:
    kept = await asyncio.gather(
        *(store.write(lambda unit: unit.envelopes.keep(batch("a", "b", "c"), NOW)) for store in stores)
    )
    assert sorted((one.fresh, one.redelivered) for one in kept) == [(0, 3), (3, 0)]
    (balance,) = await stores[1].read(lambda unit: unit.ledger.balances())
    assert (balance.received, balance.waiting, balance.missing) == (6, 3, 0)
