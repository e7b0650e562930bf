"""What a platform charges for is summed by account and month."""

from __future__ import annotations

from datetime import date

from core.ports.store import Unit
from core.ports.usage import Usage
from storage.store import SqlStore

NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)


async def test_use_adds_up_by_account_and_month(store: SqlStore) -> None:
    def count(unit: Unit) -> None:
        assert unit.usages.add(Usage("x", NOVEMBER, 3, 1, 13_000, 25_000_000)) == Usage(
            "x", NOVEMBER, 3, 1, 13_000, 25_000_000
        )
        assert unit.usages.add(Usage("x", NOVEMBER, 2, 0, 2_000, 30_000_000)) == Usage(
            "x", NOVEMBER, 5, 1, 15_000, 30_000_000
        )
        unit.usages.add(Usage("x", DECEMBER, 1, 0, 10**12, 0))
        unit.usages.add(Usage("a", NOVEMBER))
        assert [usage.account for usage in unit.usages.of(NOVEMBER)] == ["a", "x"]
        assert list(unit.usages.of(DECEMBER)) == [Usage("x", DECEMBER, 1, 0, 10**12, 0)]
        assert list(unit.usages.of(date(2027, 1, 1))) == []

    await store.write(count)
