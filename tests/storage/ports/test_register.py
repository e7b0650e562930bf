"""The register is read in pages by id, with what was said first; a disclosure stays on record."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from core.case.complaint import Entry, State
from core.ports.inbox import Filters, Role, Viewer
from core.ports.register import Disclosure, Registered
from core.ports.store import Unit
from storage.store import SqlStore
from tests.storage.ports.given import ACCOUNT, MINUTE, NOW, SITI, batch, complaint, message, open_case


async def fill(store: SqlStore) -> None:
    def write(unit: Unit) -> None:
        for number in range(1, 6):
            text = f"Izin nomor {number} belum terbit"
            open_case(unit, complaint(f"T{number}", restricted=number == 4), message(f"m{number}", text=text))

    await store.write(write)


async def pages(store: SqlStore, limit: int, *, texts: bool) -> list[Registered]:
    found: list[Registered] = []

    def following(unit: Unit) -> Sequence[Registered]:
        return unit.register.page(found[-1].complaint.id if found else 0, limit, texts=texts)

    while page := await store.read(following):
        assert len(page) <= limit
        found += page
    return found


async def test_every_case_comes_once_in_order_restricted_ones_too(store: SqlStore) -> None:
    await fill(store)
    found = await pages(store, 2, texts=True)
    assert [(one.complaint.ticket, one.text) for one in found] == [
        (f"T{number}", f"Izin nomor {number} belum terbit") for number in range(1, 6)
    ]
    assert [one.complaint.restricted for one in found] == [False, False, False, True, False]
    assert await store.read(lambda unit: unit.register.size()) == found[-1].complaint.id


async def test_a_case_is_read_as_it_stands(store: SqlStore) -> None:
    await fill(store)
    standing = await store.read(lambda unit: unit.cases.get("T3"))
    assert (await pages(store, 10, texts=False))[2] == Registered(standing)  # type: ignore[arg-type]  # it is there


async def test_the_text_is_the_first_of_the_case_and_no_machine_s(store: SqlStore) -> None:
    automatic = replace(message("auto", text="Saya sedang cuti"), automatic="auto-submitted")

    def write(unit: Unit) -> None:
        open_case(unit, complaint("T1"), automatic)
        open_case(unit, complaint("T2"), message("m2", sender=SITI, text="Kursi kurang"))

    await store.write(write)
    assert [one.text for one in await pages(store, 10, texts=True)] == ["", "Kursi kurang"]


async def test_an_erased_person_leaves_a_line_without_words(store: SqlStore) -> None:
    await fill(store)
    case = (await pages(store, 1, texts=False))[0].complaint
    assert case.party.id is not None
    await store.write(lambda unit: unit.erasures.erase(case.ticket, NOW))
    found = (await pages(store, 10, texts=True))[0]
    assert (found.complaint.ticket, found.complaint.party.name, found.text) == ("T1", None, "")


async def test_an_empty_register_has_no_page(store: SqlStore) -> None:
    assert await pages(store, 2, texts=True) == []
    assert await store.read(lambda unit: unit.register.size()) == 0


async def test_a_case_is_known_and_found_by_its_number_elsewhere_until_that_is_taken_back(
    store: SqlStore,
) -> None:
    await fill(store)
    viewer = Viewer("siti", Role.COMPLAINT_MANAGER)

    def write(what: str, ticket: str, number: str) -> Callable[[Unit], None]:
        detail = {"system": "sp4n_lapor", "tracking_id": number}

        def change(unit: Unit) -> None:
            case = unit.cases.get(ticket)
            assert case is not None
            unit.cases.save(case, [Entry(NOW, "siti", what, detail)])

        return change

    def look(unit: Unit) -> tuple[Mapping[str, str], list[str]]:
        page = unit.inbox.page(viewer, Filters(search="73-10042"), NOW.date())
        numbers = ["73-10042", "73-10043", "m3", "?"]
        return unit.register.named("sp4n_lapor", numbers), [one.complaint.ticket for one in page.rows]

    await store.write(write("referenced", "T3", "73-10042"))
    await store.write(write("referenced", "T4", "73-10043"))
    assert await store.read(look) == ({"73-10042": "T3", "73-10043": "T4"}, ["T3"])
    assert await store.read(lambda unit: unit.register.named("register", ["73-10042"])) == {}
    await store.write(write("unreferenced", "T4", "73-10043"))
    assert (await store.read(look))[0] == {"73-10042": "T3"}


async def test_disclosures_are_kept_newest_first(store: SqlStore) -> None:
    first = Disclosure(NOW, "dadan", "Laporan triwulan", "csv .. identities")
    second = replace(first, at=NOW + MINUTE, by="siti", reason="Permintaan Ombudsman")

    def write(unit: Unit) -> None:
        unit.register.disclose(first)
        unit.register.disclose(second)

    await store.write(write)
    assert list(await store.read(lambda unit: unit.register.disclosures(5))) == [second, first]
    assert list(await store.read(lambda unit: unit.register.disclosures(1))) == [second]


async def test_tickets_and_deliveries_that_are_here_are_told(store: SqlStore) -> None:
    await fill(store)
    assert await store.read(lambda unit: unit.register.states(["T1", "T9", "T4"])) == dict.fromkeys(
        ("T1", "T4"), State.RECEIVED
    )
    assert await store.read(lambda unit: unit.register.states([])) == {}
    await store.write(lambda unit: unit.envelopes.keep(batch("waiting"), NOW))
    keys = ["m1", "waiting", "unknown"]
    assert await store.read(lambda unit: unit.register.kept(ACCOUNT, keys)) == {"m1": "T1", "waiting": ""}
    assert await store.read(lambda unit: unit.register.kept("another", keys)) == {}
