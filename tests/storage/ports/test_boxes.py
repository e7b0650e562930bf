"""An opening of the box is on record once, empty ones too, and names its papers' cases in order."""

from __future__ import annotations

from dataclasses import replace

from core.ports.boxes import BoxOpening
from core.ports.store import Unit
from storage.store import SqlStore
from tests.storage.ports.given import ACCOUNT, MINUTE, NOW, complaint, message, open_case

OPENED = BoxOpening(
    account=ACCOUNT,
    opened_at=NOW - MINUTE,
    opened_by="Sari",
    witnesses=("Dede", "Wati"),
    recorded_at=NOW,
    recorded_by="sari",
    papers=("m1", "m2"),
    location="Ruang tunggu MPP",
    remark="Gembok diganti",
)


async def test_it_is_read_back_with_the_tickets_of_its_papers(store: SqlStore) -> None:
    def record(unit: Unit) -> int:
        number = unit.boxes.record("key", OPENED)
        open_case(unit, complaint("T2"), message("m2"))
        return number

    number = await store.write(record)
    found = await store.read(lambda unit: unit.boxes.minutes(number))
    assert found is not None
    assert (found.number, found.tickets) == (number, ("", "T2"))
    assert found.opening == replace(OPENED, papers=())


async def test_the_same_form_again_is_the_same_opening(store: SqlStore) -> None:
    number = await store.write(lambda unit: unit.boxes.record("key", OPENED))
    assert await store.write(lambda unit: unit.boxes.record("key", replace(OPENED, papers=()))) == number
    found = await store.read(lambda unit: unit.boxes.minutes(number))
    assert found is not None
    assert found.tickets == ("", "")


async def test_an_empty_box_is_on_record(store: SqlStore) -> None:
    number = await store.write(lambda unit: unit.boxes.record("key", replace(OPENED, papers=())))
    found = await store.read(lambda unit: unit.boxes.minutes(number))
    assert found is not None
    assert found.tickets == ()


async def test_the_latest_come_first(store: SqlStore) -> None:
    first = await store.write(lambda unit: unit.boxes.record("one", OPENED))
    second = await store.write(lambda unit: unit.boxes.record("two", replace(OPENED, papers=())))
    assert [found.number for found in await store.read(lambda unit: unit.boxes.latest(5))] == [second, first]
    assert len(await store.read(lambda unit: unit.boxes.latest(1))) == 1
    assert await store.read(lambda unit: unit.boxes.minutes(second + 1)) is None
