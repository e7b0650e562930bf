"""Groups of cases: proposed, decided, shown without what a viewer may not see."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.case.complaint import Party, State
from core.classify.labels import Component, Kind, Sector
from core.errors import Stale
from core.group.likeness import Proposal
from core.message import Address
from core.ports.inbox import Role, Viewer
from core.ports.store import Unit
from storage.store import SqlStore
from tests.storage.ports.given import MINUTE, NOW, classification, complaint, message, open_case

WATI = Viewer("wati", Role.OFFICER)
MANAGER = Viewer("asep", Role.COMPLAINT_MANAGER)
SINCE = NOW - timedelta(days=1)
TEXT = "OSS tidak bisa login"


def person(number: int) -> Address:
    return Address("mail", f"warga{number}@example.com", f"Warga {number}")


def fill(unit: Unit, count: int = 4) -> None:
    for number in range(1, count + 1):
        who = person(number)
        case = complaint(f"T{number}", party=Party(None, f"Warga {number}", (who,)))
        open_case(unit, case, message(f"<{number}@example.com>", who, f"{TEXT} {number}"))


def proposal(*tickets: str, joins: int | None = None) -> Proposal:
    return Proposal(tickets, Component.TURNAROUND_TIME, Sector.INDUSTRY, joins)


async def test_reports_are_open_complaints_with_their_first_words(store: SqlStore) -> None:
    def prepare(unit: Unit) -> None:
        fill(unit, 2)
        open_case(unit, complaint("CLOSED", state=State.CLOSED))
        open_case(unit, complaint("SECRET", restricted=True))
        open_case(unit, complaint("PRAISE", found=classification(Kind.APPRECIATION)))

    await store.write(prepare)
    reports = await store.read(lambda unit: unit.groups.reports(SINCE, 10))
    assert [(one.ticket, one.text) for one in reports] == [("T2", f"{TEXT} 2"), ("T1", f"{TEXT} 1")]
    assert len({one.party for one in reports}) == 2
    assert await store.read(lambda unit: unit.groups.reports(NOW, 10)) == []
    assert len(await store.read(lambda unit: unit.groups.reports(SINCE, 1))) == 1


async def test_a_proposal_is_written_once_however_often_it_is_made(store: SqlStore) -> None:
    await store.write(fill)
    assert await store.write(lambda unit: unit.groups.propose([proposal("T1", "T2", "T3")], NOW)) == 3
    (group,) = await store.read(lambda unit: unit.groups.listed(WATI))
    again = [proposal("T3", "T4", joins=group.id)]
    assert await store.write(lambda unit: unit.groups.propose(again, NOW + MINUTE)) == 1
    (group,) = await store.read(lambda unit: unit.groups.listed(WATI))
    assert [row.complaint.ticket for row in group.proposed] == ["T4", "T3", "T2", "T1"]
    assert (group.members, group.confirmed, group.proposed_at) == ((), False, NOW)
    standing = await store.read(lambda unit: unit.groups.reports(SINCE, 10))
    assert {one.group for one in standing} == {group.id}


async def test_a_decision_confirms_some_and_refuses_others_for_good(store: SqlStore) -> None:
    await store.write(fill)
    await store.write(lambda unit: unit.groups.propose([proposal("T1", "T2", "T3", "T4")], NOW))
    (group,) = await store.read(lambda unit: unit.groups.listed(WATI))
    await store.write(lambda unit: unit.groups.decide(group.id, ["T1", "T2", "T3"], ["T4"], "wati"))
    found = await store.read(lambda unit: unit.groups.get(WATI, group.id))
    assert found is not None
    assert [row.complaint.ticket for row in found.members] == ["T3", "T2", "T1"]
    assert (found.proposed, found.confirmed_by) == ((), "wati")
    assert await store.read(lambda unit: unit.groups.of("T2")) == group.id
    assert await store.read(lambda unit: unit.groups.of("T4")) is None
    assert "T4" not in {one.ticket for one in await store.read(lambda unit: unit.groups.reports(SINCE, 10))}


async def test_a_group_that_is_refused_whole_is_gone(store: SqlStore) -> None:
    await store.write(fill)
    await store.write(lambda unit: unit.groups.propose([proposal("T1", "T2")], NOW))
    (group,) = await store.read(lambda unit: unit.groups.listed(WATI))
    await store.write(lambda unit: unit.groups.decide(group.id, [], ["T1", "T2"], "wati"))
    assert await store.read(lambda unit: unit.groups.listed(WATI)) == []


async def test_what_is_not_of_the_group_is_not_decided(store: SqlStore) -> None:
    await store.write(fill)
    await store.write(lambda unit: unit.groups.propose([proposal("T1", "T2")], NOW))
    (group,) = await store.read(lambda unit: unit.groups.listed(WATI))
    for stranger in ("T4", "NONE"):
        with pytest.raises(Stale):
            await store.write(
                lambda unit, one=stranger: unit.groups.decide(group.id, ["T1", one], [], "wati")  # type: ignore[misc]  # a default binds
            )
    (group,) = await store.read(lambda unit: unit.groups.listed(WATI))
    assert len(group.proposed) == 2


async def test_a_restricted_member_is_there_for_the_complaint_manager_alone(store: SqlStore) -> None:
    def prepare(unit: Unit) -> None:
        fill(unit, 2)
        who = person(9)
        secret = complaint("T9", restricted=True, party=Party(None, "Warga 9", (who,)))
        open_case(unit, secret, message("<9@example.com>", who, TEXT))
        unit.groups.propose([proposal("T1", "T2", "T9")], NOW)

    await store.write(prepare)
    (seen,) = await store.read(lambda unit: unit.groups.listed(WATI))
    (whole,) = await store.read(lambda unit: unit.groups.listed(MANAGER))
    assert [row.complaint.ticket for row in seen.proposed] == ["T2", "T1"]
    assert [row.complaint.ticket for row in whole.proposed] == ["T9", "T2", "T1"]
    assert await store.read(lambda unit: unit.groups.get(WATI, 999)) is None
