"""A case changes with a version and a line of history, or not at all; its chain shows any other change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from core.case.complaint import Complaint, Entry, Party, State
from core.errors import Stale
from core.message import Address, InboundMessage, Purpose, Terminal
from core.ports.cases import ChainFault
from core.ports.filing import Filed
from core.ports.inbox import Role, Viewer
from core.ports.store import Unit
from storage import schema
from storage.rows.chain import link
from storage.store import SqlStore
from storage.unit import SqlUnit
from tests.storage.ports.given import (
    ACCOUNT,
    BUDI,
    MINUTE,
    NOW,
    SITI,
    classification,
    complaint,
    lease,
    message,
    open_case,
    planned,
)

SEEN = Entry(NOW, "wati", "seen", {"why": "dibaca"})


async def test_the_words_of_a_case_are_those_that_were_classified(store: SqlStore) -> None:
    def read(unit: Unit) -> None:
        case = open_case(unit, complaint("T1"), message("<m1@x>", text="satu"))
        (leased,) = lease(unit, 1, "again")
        bubble = replace(message("<m2@x>", text="dua"), subject="")
        unit.filing.file([Filed(leased, 0, Terminal.JOINED, "<m2@x>", message=bubble, joins=case.id)], NOW)
        assert unit.cases.words("T1") == ["Izin lama\nsatu", "dua"]
        assert unit.cases.words("T9") == []

    await store.write(read)


async def test_a_save_is_read_back_whole(store: SqlStore) -> None:
    def save(unit: Unit) -> None:
        case = open_case(unit, complaint("T1"))
        changed = replace(
            case,
            state=State.ANSWERED,
            subject="Izin terlambat",
            restricted=True,
            unread=False,
            missing=("object", "date"),
            awaiting_until=date(2026, 12, 1),
            answered_at=NOW + MINUTE,
            deadline=replace(case.deadline, due=None, sure=False),
            assignment=replace(case.assignment, holder="dede"),
            related=("T7",),
        )
        unit.cases.save(changed, [SEEN], [planned(Purpose.REPLY)], replace(classification(), version="v2"))
        assert unit.cases.get("T1") == replace(changed, version=2)
        shown = unit.inbox.case(Viewer("asep", Role.COMPLAINT_MANAGER), "T1")
        assert shown is not None
        assert shown.classification.version == "v2"
        assert unit.history.of("T1")[-1] == SEEN

    await store.write(save)


async def test_nothing_changes_without_an_entry(store: SqlStore) -> None:
    case = await store.write(lambda unit: open_case(unit, complaint("T1")))
    with pytest.raises(ValueError, match="entry"):
        await store.write(lambda unit: unit.cases.save(replace(case, unread=False), []))


async def test_the_slower_of_two_officers_is_told(store: SqlStore) -> None:
    case = await store.write(lambda unit: open_case(unit, complaint("T1")))
    await store.write(lambda unit: unit.cases.save(case, [SEEN]))
    with pytest.raises(Stale, match="T1"):
        await store.write(lambda unit: unit.cases.save(case, [SEEN]))
    assert len(await store.read(lambda unit: unit.history.of("T1"))) == 3


async def test_each_message_of_a_purpose_has_its_own_number(store: SqlStore) -> None:
    def save(unit: Unit) -> None:
        case = open_case(unit, complaint("T1"))
        unit.cases.save(case, [SEEN], [planned(), planned(Purpose.REPLY), planned(Purpose.REPLY)])
        case = replace(case, version=2)
        unit.cases.save(case, [SEEN], [planned(Purpose.REPLY)])
        assert isinstance(unit, SqlUnit)
        row = schema.outbox.c
        numbers = unit.connection.execute(sa.select(row.purpose, row.number).order_by(row.id)).all()
        assert [tuple(one) for one in numbers] == [
            ("acknowledgement", 1),
            ("acknowledgement", 2),
            ("reply", 1),
            ("reply", 2),
            ("reply", 3),
        ]

    await store.write(save)


async def test_an_answer_goes_to_the_newest_message_of_the_citizen(store: SqlStore) -> None:
    said = replace(message("<m3@x>"), references=("<m1@x>", "<m2@x>"), reply_to=SITI)

    def thread(unit: Unit) -> None:
        open_case(unit, complaint("T1"), said)
        open_case(unit, complaint("T2"), message("<other@x>"))
        assert unit.cases.thread("T1") == ("<m3@x>", ("<m1@x>", "<m2@x>", "<m3@x>"), SITI, ACCOUNT)
        assert unit.cases.thread("T2") == ("<other@x>", ("<other@x>",), BUDI, ACCOUNT)
        assert unit.cases.thread("T9") == ("", (), None, "")

    await store.write(thread)


async def test_an_answer_goes_to_the_last_address_that_can_be_reached(store: SqlStore) -> None:
    def join(unit: Unit, case: Complaint, said: InboundMessage) -> None:
        (leased,) = lease(unit, 1, said.external_id)
        unit.filing.file(
            [Filed(leased, 0, Terminal.JOINED, said.external_id, message=said, joins=case.id)], NOW
        )

    def fail(unit: Unit, to: Address) -> None:
        case = unit.cases.get("T1")
        assert case is not None
        unit.cases.save(case, [SEEN], [planned(Purpose.REPLY, to)])
        (sending,) = unit.outbox.lease(ACCOUNT, NOW, 5, MINUTE)
        unit.outbox.failed(sending, "recipient-gone", None, NOW)

    def thread(unit: Unit) -> None:
        party = Party(None, "Budi Santoso", (BUDI, SITI))
        case = open_case(unit, complaint("T1", party=party), message("<m1@x>"), sends=[])
        join(unit, case, message("<m2@x>", SITI))
        assert unit.cases.thread("T1")[2] == SITI
        fail(unit, SITI)
        assert unit.cases.thread("T1")[2] == BUDI
        fail(unit, BUDI)
        assert unit.cases.thread("T1")[2] == SITI, "none is better than another"
        join(unit, case, replace(message("<m3@x>"), received_at=NOW + MINUTE))
        assert unit.cases.thread("T1")[2] == BUDI, "who writes can be reached again"

    await store.write(thread)


async def test_the_check_code_opens_its_own_case_only(store: SqlStore) -> None:
    def ask(unit: Unit) -> None:
        open_case(unit, complaint("T1"))
        assert unit.cases.opens_with("T1", "K7Q2")
        assert not unit.cases.opens_with("T1", "K7Q3")
        assert not unit.cases.opens_with("T2", "K7Q2")

    await store.write(ask)


async def test_cases_lapse_the_day_after_the_last_day_to_wait(store: SqlStore) -> None:
    def ask(unit: Unit) -> None:
        waiting = open_case(unit, complaint("T1", state=State.AWAITING_DATA))
        open_case(unit, complaint("T2"))
        assert unit.cases.lapsed(date(2026, 11, 25), 10) == []
        assert unit.cases.lapsed(date(2026, 11, 26), 10) == [waiting]
        assert unit.cases.lapsed(date(2026, 11, 26), 0) == []

    await store.write(ask)


async def test_an_untouched_history_verifies(store: SqlStore) -> None:
    def verify(unit: Unit) -> None:
        case = open_case(unit, complaint("T1"))
        open_case(unit, complaint("T2"))
        first = unit.history.anchor(NOW)
        unit.cases.save(case, [SEEN, SEEN])
        assert unit.history.anchor(NOW + MINUTE) != first
        assert unit.history.verify() == []
        assert unit.history.intact("T1")
        assert not unit.history.intact("T3"), "nobody knows this ticket"

    await store.write(verify)


@pytest.mark.parametrize(
    ("tampered", "fault"),
    [
        ({"by": "asep"}, 2),
        ({"what": "told"}, 2),
        ({"detail": b"x"}, 2),
        ({"at": NOW + MINUTE}, 2),
        ({"sequence": 9}, 2),
    ],
)
async def test_a_changed_entry_breaks_its_chain(
    store: SqlStore, tampered: dict[str, object], fault: int
) -> None:
    def tamper(unit: Unit) -> None:
        case = open_case(unit, complaint("T1"))
        open_case(unit, complaint("T2"))
        unit.cases.save(case, [SEEN])
        assert isinstance(unit, SqlUnit)
        row = schema.history.c
        unit.connection.execute(
            sa.update(schema.history).where(row.complaint_id == case.id, row.sequence == 2).values(tampered)
        )
        assert unit.history.verify() == [ChainFault("T1", fault)]
        assert [unit.history.intact(ticket) for ticket in ("T1", "T2")] == [False, True]

    await store.write(tamper)


async def test_an_entry_forged_with_its_own_hash_breaks_the_next(store: SqlStore) -> None:
    def forge(unit: Unit) -> None:
        case = open_case(unit, complaint("T1"))
        unit.cases.save(case, [SEEN])
        assert isinstance(unit, SqlUnit)
        row = schema.history.c
        first, second, _ = unit.connection.execute(
            sa.select(row.hash, row.at, row.what, row.detail).order_by(row.sequence)
        )
        forged = link(first.hash, case.id, 2, second.at, "asep", second.what, second.detail)
        unit.connection.execute(
            sa.update(schema.history).where(row.sequence == 2).values(by="asep", hash=forged)
        )
        assert unit.history.verify() == [ChainFault("T1", 3)]

    await store.write(forge)


async def test_a_missing_last_entry_is_missed(store: SqlStore) -> None:
    def cut(unit: Unit) -> None:
        case = open_case(unit, complaint("T1"))
        unit.cases.save(case, [SEEN])
        assert isinstance(unit, SqlUnit)
        row = schema.history.c
        unit.connection.execute(sa.delete(schema.history).where(row.sequence == 3))
        assert unit.history.verify() == [ChainFault("T1", 3)]

    await store.write(cut)


async def test_a_chain_forged_whole_does_not_fit_its_anchor(store: SqlStore) -> None:
    def forge(unit: Unit) -> None:
        open_case(unit, complaint("T1"))
        unit.history.anchor(NOW)
        assert isinstance(unit, SqlUnit)
        forged = b"\x01" * 32
        unit.connection.execute(
            sa.update(schema.history).where(schema.history.c.sequence == 2).values(hash=forged)
        )
        unit.connection.execute(sa.update(schema.complaint).values(head=forged))
        faults = unit.history.verify()
        assert [fault.ticket for fault in faults] == ["T1", "anchor"]

    await store.write(forge)


async def test_pages_of_any_size_find_the_same_faults(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An office with a million entries cannot verify them in one read of a second."""

    def forge(unit: Unit) -> None:
        for number in range(5):
            open_case(unit, complaint(f"T{number}"))
            unit.history.anchor(NOW + number * MINUTE)
        assert isinstance(unit, SqlUnit)
        entries = sa.update(schema.history).where(schema.history.c.complaint_id.in_([2, 5]))
        anchors = sa.update(schema.anchor).where(schema.anchor.c.id.in_([1, 4]))
        for forged in (entries, anchors):
            unit.connection.execute(forged.values(hash=b"\x01" * 32))

    await store.write(forge)
    found = []
    for cases, anchors in ((2_000, 200), (1, 1), (2, 3)):
        monkeypatch.setattr("storage.history.CASES_AT_ONCE", cases)
        monkeypatch.setattr("storage.history.ANCHORS_AT_ONCE", anchors)
        found.append(await store.read(lambda unit: unit.history.verify()))
    assert found[0] == found[1] == found[2]
    assert [fault.ticket for fault in found[0]][:2] == ["T1", "T4"]
    assert {fault.sequence for fault in found[0] if fault.ticket == "anchor"} >= {1, 2, 4, 5}


async def test_the_history_of_no_case_is_empty(store: SqlStore) -> None:
    assert await store.read(lambda unit: unit.history.of("T9")) == []
