"""What a chat becomes: bubbles are one thought, a closed case stays closed for thanks and not for objections."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.case.complaint import Complaint, Entry, State
from core.classify.labels import Component, Kind, Sector
from core.ports.inbox import Officer, Role
from core.work.correct import correct
from tests.web.hooks.conftest import MANAGER, Gate

BUBBLES = ("Nama saya Siti", "izin apotek saya", "sudah 3 minggu", "belum terbit", "mohon dibantu ya")
PBG = "Saya Siti Contoh. Izin PBG saya di loket sudah 3 minggu belum jadi, mohon dibantu."
APOTEK = "Izin apotek saya sudah 3 minggu belum terbit"


async def whats(gate: Gate, ticket: str) -> list[str]:
    return [entry.what for entry in await gate.store.read(lambda unit: unit.history.of(ticket))]


async def close(gate: Gate, state: State = State.CLOSED) -> Complaint:
    """An officer closes the one case; an hour goes by."""
    case = (await gate.view()).complaint
    closed, now = replace(case, state=state), gate.clock.now()
    await gate.store.write(lambda unit: unit.cases.save(closed, [Entry(now, "siti", "closed")]))
    gate.clock.pass_by(hours=1)
    return closed


@pytest.mark.parametrize("together", [True, False], ids=["read together", "read one by one"])
async def test_five_bubbles_in_one_minute_are_one_thought_and_one_acknowledgement(
    gate: Gate, together: bool
) -> None:
    for bubble in BUBBLES:
        assert await gate.called(bubble) == 200
        if not together:
            await gate.work()
        gate.clock.pass_by(seconds=12)
    await gate.work()
    view = await gate.view()
    case = view.complaint
    assert [said.text for said in view.messages if said.inbound] == list(BUBBLES)
    assert len(gate.said_to()) == 1
    assert (case.labels.kind, case.labels.component, case.labels.sector) == (
        Kind.COMPLAINT,
        Component.TURNAROUND_TIME,
        Sector.HEALTH_DRUG_FOOD,
    )
    assert case.party.name == "Siti"
    assert case.assignment.unit == "tim_kesehatan"
    assert view.classification.kind is Kind.COMPLAINT
    assert (await whats(gate, case.ticket)).count("wrote") == len(BUBBLES) - 1


async def test_the_first_bubble_is_acknowledged_at_once(gate: Gate) -> None:
    await gate.heard(BUBBLES[0])
    assert len(gate.said_to()) == 1


async def test_after_a_minute_of_quiet_a_matter_of_its_own_is_a_case_of_its_own(gate: Gate) -> None:
    other = "Petugas loket 2 membentak saya waktu mengurus izin apotek"
    await gate.heard(PBG)
    gate.clock.pass_by(seconds=45)
    await gate.heard(other)
    assert len(await gate.views()) == 1, "within a minute it is the same breath"
    gate.clock.pass_by(seconds=75)
    await gate.heard(other)
    first, second = await gate.views()
    assert second.complaint.related == (first.complaint.ticket,)
    assert len(gate.said_to()) == 2


async def test_days_later_a_greeting_and_another_matter_are_no_bubbles_of_the_old_case(gate: Gate) -> None:
    await gate.heard(PBG)
    gate.clock.pass_by(days=3)
    await gate.heard("Halo min")
    gate.clock.pass_by(seconds=15)
    await gate.heard("Petugas loket 2 membentak saya waktu mengurus izin apotek")
    first, second = await gate.views()
    assert second.complaint.related == (first.complaint.ticket,)
    assert first.complaint.labels.sector is Sector.PUBLIC_WORKS_HOUSING


async def test_a_bubble_with_an_allegation_restricts_the_case_at_once(gate: Gate) -> None:
    await gate.heard(PBG)
    await gate.heard("petugasnya minta uang 500 ribu supaya cepat")
    case = (await gate.view()).complaint
    assert case.restricted
    assert case.labels.integrity


async def test_thanks_in_the_same_minute_take_no_complaint_back(gate: Gate) -> None:
    await gate.heard(PBG)
    await gate.heard("terima kasih banyak")
    case = (await gate.view()).complaint
    assert (case.labels.kind, case.state.open) == (Kind.COMPLAINT, True)


async def test_what_an_officer_corrected_no_bubble_changes(gate: Gate) -> None:
    await gate.heard(BUBBLES[0])
    case = (await gate.view()).complaint
    officer = Officer(MANAGER.name, "Dadan", Role.COMPLAINT_MANAGER, "complaint_manager")
    chosen = replace(case.labels, kind=Kind.INFORMATION_REQUEST, sector=Sector.TOURISM)
    now, version = gate.clock.now(), case.version
    await gate.store.write(lambda unit: correct(gate.desk, unit, case.ticket, officer, chosen, now, version))
    await gate.heard(APOTEK)
    view = await gate.view()
    assert view.complaint.labels == chosen
    assert len(view.messages) == 3


async def test_thanks_leave_a_closed_case_closed_and_get_no_answer(gate: Gate) -> None:
    await gate.heard(PBG)
    await close(gate)
    for thanks in ("Baik, terima kasih banyak", "ok siap 🙏"):
        await gate.heard(thanks)
    view = await gate.view()
    assert view.complaint.state is State.CLOSED
    assert len(gate.said_to()) == 1


async def test_an_objection_reopens_the_case_and_its_new_date_is_told(gate: Gate) -> None:
    await gate.heard(PBG)
    closed = await close(gate)
    gate.clock.pass_by(days=30)
    await gate.heard("Saya keberatan, izin saya masih belum terbit")
    case = (await gate.view()).complaint
    assert case.state is State.RECEIVED
    assert case.unread
    assert closed.deadline.due is not None
    assert case.deadline.due is not None
    assert case.deadline.due > closed.deadline.due
    first, second = gate.said_to()
    assert closed.ticket in first
    assert closed.ticket in second
    assert "14 hari kerja" in second, "the citizen has just written: the whole text passes"
    assert "reopened" in await whats(gate, case.ticket)


async def test_another_matter_after_the_closing_is_a_new_case_that_names_the_old_one(gate: Gate) -> None:
    await gate.heard(PBG)
    closed = await close(gate)
    await gate.heard(APOTEK)
    first, second = await gate.views()
    assert first.complaint.state is State.CLOSED
    assert second.complaint.related == (closed.ticket,)
    assert second.complaint.state.open
    assert len(gate.said_to()) == 2


async def test_a_complaint_after_praise_is_not_lost_in_what_closed_by_itself(gate: Gate) -> None:
    await gate.heard("Terima kasih banyak, pelayanan izinnya cepat dan ramah")
    gate.clock.pass_by(minutes=10)
    await gate.heard(APOTEK)
    _, second = await gate.views()
    assert (second.complaint.labels.kind, second.complaint.state.open) == (Kind.COMPLAINT, True)


async def test_a_greeting_after_the_closing_is_asked_what_it_is_about(gate: Gate) -> None:
    await gate.heard(PBG)
    await close(gate)
    gate.clock.pass_by(days=2)
    await gate.heard("Assalamualaikum")
    assert len(await gate.views()) == 1
    assert "silakan" in gate.said_to()[-1].lower()


async def test_quoting_the_answer_of_an_older_case_means_that_case(gate: Gate) -> None:
    """WhatsApp says which message is answered; that is surer than the chat it stands in."""
    await gate.heard(PBG)
    closed = await close(gate)
    quoted = gate.twilio.sent()[0].sid
    await gate.heard(APOTEK)
    gate.clock.pass_by(minutes=5)
    await gate.heard("ini belum selesai", OriginalRepliedMessageSid=quoted)
    first, second = await gate.views()
    assert first.complaint.ticket == closed.ticket
    assert first.complaint.state.open
    assert len([said for said in second.messages if said.inbound]) == 1
