"""Deliveries are kept once, leased in order, set aside when they cannot be read, and read again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.errors import Stale
from core.message import Batch, Kept, Terminal
from core.ports.envelopes import Leased
from core.ports.filing import Filed
from core.ports.store import Unit
from storage.store import SqlStore
from tests.storage.ports.given import (
    ACCOUNT,
    MINUTE,
    NOW,
    batch,
    complaint,
    envelope,
    filed_opening,
    message,
)

LASTS = 5 * MINUTE


def numbers(leased: object) -> list[str]:
    assert isinstance(leased, list)
    return [one.envelope.key for one in leased]


async def test_an_envelope_comes_back_as_it_was_handed_over(store: SqlStore) -> None:
    whole = envelope("m1", body=b"\x00\xff raw \r\n")

    def keep(unit: Unit) -> None:
        assert unit.envelopes.keep(Batch(ACCOUNT, "INBOX", (whole,), "7"), NOW) == Kept(1, 0)
        (leased,) = unit.envelopes.lease(NOW, 10, LASTS)
        assert leased.envelope == whole
        assert leased.tries == 1
        assert unit.accounts.cursor(ACCOUNT, "INBOX") == "7"

    await store.write(keep)


async def test_what_was_kept_before_counts_as_redelivered(store: SqlStore) -> None:
    def keep(unit: Unit) -> None:
        assert unit.envelopes.keep(batch("a", "b"), NOW) == Kept(2, 0)
        assert unit.envelopes.keep(batch("b", "c"), NOW) == Kept(1, 1)
        assert unit.envelopes.keep(batch("c", "c", "c"), NOW) == Kept(0, 3)
        (balance,) = unit.ledger.balances()
        assert balance.received == 7
        assert balance.waiting == 3
        assert balance.ended == {Terminal.REDELIVERED: 4}

    await store.write(keep)


async def test_a_rescan_counts_nothing_that_is_known(store: SqlStore) -> None:
    def keep(unit: Unit) -> None:
        unit.envelopes.keep(batch("a"), NOW)
        assert unit.envelopes.keep(batch("a", "b", rescan=True), NOW) == Kept(1, 0)
        (balance,) = unit.ledger.balances()
        assert (balance.received, balance.missing) == (2, 0)

    await store.write(keep)


async def test_the_same_key_in_another_account_is_another_delivery(store: SqlStore) -> None:
    def keep(unit: Unit) -> None:
        unit.envelopes.keep(batch("a"), NOW)
        assert unit.envelopes.keep(batch("a", account="wa"), NOW) == Kept(1, 0)

    await store.write(keep)


async def test_an_empty_batch_moves_the_cursor_alone(store: SqlStore) -> None:
    def keep(unit: Unit) -> None:
        assert unit.envelopes.keep(batch(cursor="9"), NOW) == Kept(0, 0)
        assert unit.accounts.cursor(ACCOUNT, "INBOX") == "9"
        assert unit.ledger.balances() == []

    await store.write(keep)


async def test_the_oldest_come_first_and_only_once(store: SqlStore) -> None:
    def lease(unit: Unit) -> None:
        unit.envelopes.keep(batch("a", "b", "c"), NOW)
        assert numbers(unit.envelopes.lease(NOW, 2, LASTS)) == ["a", "b"]
        # "c" is of the same stream: it waits for those before it
        assert numbers(unit.envelopes.lease(NOW, 2, LASTS)) == []
        unit.envelopes.keep(batch("x", account="wa"), NOW)
        assert numbers(unit.envelopes.lease(NOW, 2, LASTS)) == ["x"]

    await store.write(lease)


async def test_an_envelope_tried_before_comes_alone(store: SqlStore) -> None:
    def lease(unit: Unit) -> None:
        unit.envelopes.keep(batch("a"), NOW)
        unit.envelopes.lease(NOW, 10, LASTS)
        unit.envelopes.keep(batch("b", "c"), NOW)
        later = NOW + LASTS
        assert numbers(unit.envelopes.lease(later, 10, LASTS)) == ["a"]

    await store.write(lease)


async def test_what_is_given_back_waits_as_if_nobody_had_tried_it(store: SqlStore) -> None:
    def lease(unit: Unit) -> None:
        unit.envelopes.keep(batch("a", "b", "c"), NOW)
        unit.envelopes.give_back(unit.envelopes.lease(NOW, 10, LASTS))
        again = unit.envelopes.lease(NOW, 10, LASTS)
        assert [(one.envelope.key, one.tries) for one in again] == [("a", 1), ("b", 1), ("c", 1)]

    await store.write(lease)


async def test_only_what_is_still_held_is_given_back(store: SqlStore) -> None:
    def lease(unit: Unit) -> None:
        unit.envelopes.keep(batch("filed", "ours"), NOW)
        filed, ours = first = unit.envelopes.lease(NOW, 10, LASTS)
        unit.filing.file([ended(filed)], NOW)
        (theirs,) = unit.envelopes.lease(NOW + LASTS, 10, LASTS)
        unit.envelopes.give_back(first)
        assert numbers(unit.envelopes.lease(NOW + LASTS, 10, LASTS)) == [], "the other reader has it"
        assert theirs.id == ours.id
        unit.envelopes.give_back([theirs])
        assert [one.tries for one in unit.envelopes.lease(NOW + LASTS, 10, LASTS)] == [2]

    await store.write(lease)


async def test_first_tries_stop_before_one_that_was_tried(store: SqlStore) -> None:
    def lease(unit: Unit) -> None:
        unit.envelopes.keep(batch("old", account="wa"), NOW)
        unit.envelopes.keep(batch("tried"), NOW)
        tried = unit.envelopes.lease(NOW, 2, LASTS)
        assert numbers(tried) == ["old", "tried"]
        unit.filing.file([ended(tried[0])], NOW)
        unit.envelopes.keep(batch("new", account="wa"), NOW)
        unit.envelopes.keep(batch("newer", account="wa"), NOW)
        assert numbers(unit.envelopes.lease(NOW + LASTS, 9, LASTS)) == ["tried"]
        assert numbers(unit.envelopes.lease(NOW + LASTS, 9, LASTS)) == ["new", "newer"]

    await store.write(lease)


async def test_one_that_kills_its_reader_is_set_aside_after_five_tries(store: SqlStore) -> None:
    def lease(unit: Unit) -> None:
        unit.envelopes.keep(batch("killer"), NOW)
        numbers_seen = set()
        for tried in range(1, 6):
            (leased,) = unit.envelopes.lease(NOW + tried * LASTS, 10, LASTS)
            assert leased.tries == tried
            numbers_seen.add(leased.id)
        moment = NOW + 6 * LASTS
        assert unit.envelopes.lease(moment, 10, LASTS) == []
        (number,) = numbers_seen
        assert unit.envelopes.quarantined(10) == [(number, ACCOUNT, "kills-the-reader", moment)]

    await store.write(lease)


async def test_a_lost_lease_cannot_set_aside(store: SqlStore) -> None:
    def lose(unit: Unit) -> Leased:
        unit.envelopes.keep(batch("a"), NOW)
        (mine,) = unit.envelopes.lease(NOW, 1, LASTS)
        unit.envelopes.lease(NOW + LASTS, 1, LASTS)
        return mine

    mine = await store.write(lose)
    with pytest.raises(Stale):
        await store.write(lambda unit: unit.envelopes.quarantine(mine, "unreadable", "", NOW))
    with pytest.raises(Stale):
        await store.write(lambda unit: unit.filing.file([ended(mine)], NOW))


async def test_an_expired_lease_that_nobody_took_is_still_ours(store: SqlStore) -> None:
    def late(unit: Unit) -> None:
        unit.envelopes.keep(batch("a"), NOW)
        (mine,) = unit.envelopes.lease(NOW, 1, LASTS)
        unit.filing.file([ended(mine)], NOW + 2 * LASTS)

    await store.write(late)


async def test_quarantine_ends_the_item_until_it_is_read_again(store: SqlStore) -> None:
    def set_aside(unit: Unit) -> None:
        unit.envelopes.keep(batch("a", "b"), NOW)
        first, second = unit.envelopes.lease(NOW, 2, LASTS)
        unit.envelopes.quarantine(first, "no-charset", "Budi wrote it", NOW)
        unit.envelopes.quarantine(second, "no-date", "", NOW + MINUTE)
        assert [code for _, _, code, _ in unit.envelopes.quarantined(10)] == ["no-date", "no-charset"]
        (balance,) = unit.ledger.balances()
        assert (balance.waiting, balance.ended, balance.missing) == (0, {Terminal.QUARANTINED: 2}, 0)

    def again(unit: Unit) -> None:
        assert unit.envelopes.reread("another", None) == 0
        assert unit.envelopes.reread(ACCOUNT, "no-charset") == 1
        (leased,) = unit.envelopes.lease(NOW, 10, LASTS)
        assert (leased.envelope.key, leased.tries) == ("a", 1)
        assert unit.envelopes.reread(None, None) == 1
        (balance,) = unit.ledger.balances()
        assert (balance.waiting, balance.missing) == (2, 0)

    await store.write(set_aside)
    await store.write(again)


async def test_released_flood_is_read_again_and_adds_up(store: SqlStore) -> None:
    def flood(unit: Unit) -> None:
        unit.envelopes.keep(batch("a"), NOW)
        (leased,) = unit.envelopes.lease(NOW, 1, LASTS)
        unit.filing.file(
            [
                replace(filed_opening(leased, complaint("T1")), last=False),
                Filed(leased, 1, Terminal.FLOOD, "m2", last=False, message=message("m2")),
                Filed(leased, 2, Terminal.FLOOD, "m3", message=message("m3")),
            ],
            NOW,
        )
        (before,) = unit.ledger.balances()
        assert (before.received, before.missing) == (3, 0)
        assert unit.envelopes.reread(None, "flood") == 1
        (after,) = unit.ledger.balances()
        assert (after.waiting, after.ended, after.missing) == (1, {Terminal.OPENED: 1}, 0)
        (again,) = unit.envelopes.lease(NOW, 1, LASTS)
        assert again.envelope.key == "a"
        assert unit.envelopes.reread(None, "flood") == 0

    await store.write(flood)


async def test_a_delivery_counts_in_the_jakarta_day_it_was_kept(store: SqlStore) -> None:
    evening = NOW.replace(hour=17, minute=30)  # half past midnight in Jakarta

    def keep(unit: Unit) -> None:
        unit.envelopes.keep(batch("a"), NOW)
        unit.envelopes.keep(batch("b"), evening)
        assert [balance.day for balance in unit.ledger.balances()] == [date(2026, 11, 22), date(2026, 11, 23)]
        assert [balance.day for balance in unit.ledger.balances(date(2026, 11, 23))] == [date(2026, 11, 23)]
        for leased in unit.envelopes.lease(evening, 2, LASTS):
            unit.filing.file([ended(leased)], evening + timedelta(days=3))
        assert [balance.missing for balance in unit.ledger.balances()] == [0, 0]

    await store.write(keep)


async def test_the_lag_names_the_oldest_unread(store: SqlStore) -> None:
    def keep(unit: Unit) -> None:
        assert unit.ledger.lag() == {}
        unit.envelopes.keep(batch("a"), NOW)
        unit.envelopes.keep(batch("b"), NOW + MINUTE)
        assert unit.ledger.lag() == {ACCOUNT: (2, NOW)}

    await store.write(keep)


async def test_keeping_wakes_the_readers_and_redelivery_does_not(store: SqlStore) -> None:
    woken = store.subscribe("envelopes")
    await store.write(lambda unit: unit.envelopes.keep(batch("a"), NOW))
    assert woken.is_set()
    woken.clear()
    await store.write(lambda unit: unit.envelopes.keep(batch("a"), NOW))
    assert not woken.is_set()


def ended(leased: Leased) -> Filed:
    return Filed(leased, 0, Terminal.AUTOMATIC, leased.envelope.key)


async def test_flood_is_not_released_while_its_envelope_is_being_read(store: SqlStore) -> None:
    def flood(unit: Unit) -> None:
        unit.envelopes.keep(batch("a"), NOW)
        (leased,) = unit.envelopes.lease(NOW, 1, LASTS)
        unit.filing.file([Filed(leased, 0, Terminal.FLOOD, "m1", last=False)], NOW)
        assert unit.envelopes.reread(None, "flood") == 0
        (balance,) = unit.ledger.balances()
        assert (balance.received, balance.waiting, balance.missing) == (2, 1, 0)

    await store.write(flood)
