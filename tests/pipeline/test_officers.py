"""What officers do: answer, correct, note; what they may not see does not exist for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from functools import partial

import pytest

from core.case.complaint import Assignment, Complaint, State
from core.classify.labels import Kind, Sector
from core.desk import Desk
from core.errors import NotAllowed, Stale
from core.law.deadline import jakarta_date
from core.message import Terminal
from core.ports.inbox import Filters, Page, View, Viewer
from core.ports.store import Unit
from core.work.correct import correct
from core.work.hand_over import hand_over
from core.work.note import note
from core.work.reply import reply
from core.work.restrict import lift, restrict
from core.work.undo import undo
from tests.pipeline.letters import ASEP, SITI, answer_to, late_permit, letter
from tests.pipeline.office import MANAGER, SARI, Office, payload

BRIBE = "Saya Asep Umpama. Petugas loket 3 minta uang rokok 200 ribu supaya izin cepat keluar."


@pytest.fixture
async def case(office: Office) -> Complaint:
    await office.mail(late_permit())
    return await office.case(SITI)


async def answer(office: Office, case: Complaint, words: str = "Izin terbit hari ini.") -> None:
    now = office.clock.now()
    await office.do(lambda unit: reply(office.desk, unit, case.ticket, SARI, words, now, case.version))


async def test_an_officers_reply_reaches_the_citizen_in_the_thread_as_a_persons_mail(
    office: Office, case: Complaint
) -> None:
    current = await office.get(case.ticket)
    await answer(office, current)
    await office.send()
    assert len(office.post.taken) == 1, "ten seconds to think again"
    office.clock.pass_by(seconds=10)
    await office.send()
    acknowledgement, mail = office.post.to(SITI)
    assert "Izin terbit hari ini." in payload(mail)
    assert case.ticket in str(mail["Subject"])
    assert mail["In-Reply-To"] == acknowledgement["In-Reply-To"]
    assert mail["Auto-Submitted"] is None
    assert office.post.taken[1].sender == "aduan@office.example", "a person's mail may bounce to us"
    after = await office.get(case.ticket)
    assert after.state is State.UNDER_REVIEW
    assert "replied" in await office.history(case.ticket)


async def test_a_reply_is_refused_when_the_citizen_has_written_in_the_meantime(
    office: Office, case: Complaint
) -> None:
    opened = await office.get(case.ticket)
    (mail,) = office.post.to(SITI)
    await office.mail(answer_to(mail, "Sudah beres, terima kasih."))
    with pytest.raises(Stale):
        await answer(office, opened)
    office.clock.pass_by(minutes=1)
    await office.send()
    assert len(office.post.taken) == 1
    await answer(office, await office.get(case.ticket))


async def test_a_reply_can_be_taken_back_for_ten_seconds_and_not_after(
    office: Office, case: Complaint
) -> None:
    for waited, taken_back in ((9, True), (11, False)):
        await answer(office, await office.get(case.ticket))
        office.clock.pass_by(seconds=waited)
        await office.send()
        newest = [said.id for said in (await office.view(case.ticket)).messages if not said.inbound][-1]
        now = office.clock.now()
        assert await office.do(partial(_undo, case.ticket, newest, now)) is taken_back
        office.clock.pass_by(minutes=1)
        await office.send()
    assert len(office.post.to(SITI)) == 2, "the acknowledgement, and the reply that nobody took back in time"
    assert (await office.history(case.ticket)).count("taken_back") == 1


async def test_a_correction_routes_and_dates_the_case_anew_from_the_same_reception(
    office: Office, case: Complaint
) -> None:
    office.clock.pass_by(days=2)
    labels = replace(case.labels, kind=Kind.INFORMATION_REQUEST, sector=Sector.HEALTH_DRUG_FOOD)
    now = office.clock.now()
    current = await office.get(case.ticket)
    await office.do(lambda unit: correct(office.desk, unit, case.ticket, SARI, labels, now, current.version))
    after = await office.get(case.ticket)
    assert after.received_at == case.received_at
    assert after.deadline.due == date(2026, 11, 30), "five working days after 23 November 2026"
    assert after.assignment.unit == "tim_kesehatan"
    (entry,) = [entry for entry in await office.entries(case.ticket) if entry.what == "corrected"]
    assert entry.by == "sari"
    assert entry.detail["kind"] == "complaint -> information_request"
    assert entry.detail["due"] == "2026-12-11 -> 2026-11-30"
    with pytest.raises(Stale):
        await office.do(
            lambda unit: correct(office.desk, unit, case.ticket, SARI, case.labels, now, current.version)
        )


async def test_an_allegation_against_integrity_is_taken_back_only_with_a_reason(office: Office) -> None:
    await office.mail(letter(BRIBE, ASEP))
    case = await office.case(ASEP)
    assert case.labels.integrity
    now = office.clock.now()
    for reason in ("", "   "):
        with pytest.raises(NotAllowed, match="reason"):
            await office.do(partial(_take_back, office.desk, case, reason, now))
    current = await office.get(case.ticket)
    await office.do(partial(_take_back, office.desk, current, "salah paham, sudah ditelepon", now))
    after = await office.get(case.ticket)
    assert not after.labels.integrity
    assert after.restricted, "lifting the restriction is a deed of its own"


async def test_the_complaint_manager_lifts_a_restriction_once_the_allegation_is_taken_back(
    office: Office,
) -> None:
    await office.mail(letter(BRIBE, ASEP))
    case, now = await office.case(ASEP), office.clock.now()

    def lift_it(reason: str, version: int) -> Callable[[Unit], None]:
        return lambda unit: lift(office.desk, unit, case.ticket, MANAGER, reason, now, version)

    with pytest.raises(NotAllowed, match="an allegation against integrity stands"):
        await office.do(lift_it("keliru", case.version))
    await office.do(partial(_take_back, office.desk, case, "salah paham", now))
    current = await office.get(case.ticket)
    with pytest.raises(ValueError, match="reason"):
        await office.do(lift_it("  ", current.version))
    with pytest.raises(Stale):
        await office.do(lift_it("keliru", current.version - 1))
    await office.do(lift_it("keliru, sudah ditelepon", current.version))
    after = await office.get(case.ticket)
    assert not after.restricted
    assert [row.complaint.ticket for row in await office.rows(SARI)] == [case.ticket]
    assert await office.rows(SARI, search="rokok")
    entry = (await office.entries(case.ticket))[-1]
    assert (entry.by, entry.what, entry.detail) == (
        MANAGER.name, "unrestricted", {"reason": "keliru, sudah ditelepon"},
    )  # fmt: skip


async def test_an_officer_restricts_a_case_and_cannot_open_it_again(office: Office, case: Complaint) -> None:
    now = office.clock.now()
    with pytest.raises(ValueError, match="reason"):
        await office.do(lambda unit: restrict(unit, case.ticket, SARI, " ", now, case.version))
    await office.do(lambda unit: restrict(unit, case.ticket, SARI, "menyebut rekan kami", now, case.version))
    after = await office.get(case.ticket)
    assert (after.restricted, after.assignment.unit) == (True, "complaint_manager")
    assert not await office.rows(SARI)
    with pytest.raises(NotAllowed):
        await office.do(lambda unit: lift(office.desk, unit, case.ticket, SARI, "coba", now, after.version))
    await office.do(lambda unit: lift(office.desk, unit, case.ticket, MANAGER, "aman", now, after.version))
    assert (await office.get(case.ticket)).assignment == case.assignment, "as the routing table says"


async def test_a_case_that_an_officer_took_or_handed_on_stays_there(office: Office, case: Complaint) -> None:
    now = office.clock.now()

    def hand(to: Assignment, version: int, reason: str = "") -> Callable[[Unit], bool]:
        return lambda unit: hand_over(unit, case.ticket, SARI, to, now, version, reason)

    assert await office.do(hand(Assignment("tim_bangunan", SARI.name), case.version))
    mine = await office.get(case.ticket)
    assert not mine.unread, "who takes it has it before the eyes"
    assert [row.complaint.ticket for row in await office.rows(SARI, view=View.MINE)] == [case.ticket]
    assert not await office.do(hand(Assignment("tim_bangunan", SARI.name), mine.version))
    labels = replace(mine.labels, sector=Sector.HEALTH_DRUG_FOOD)
    await office.do(lambda unit: correct(office.desk, unit, case.ticket, SARI, labels, now, mine.version))
    corrected = await office.get(case.ticket)
    assert corrected.assignment == Assignment("tim_bangunan", SARI.name)
    assert await office.do(hand(Assignment("tim_kesehatan"), corrected.version, "izin apotek"))
    after = await office.get(case.ticket)
    assert after.unread, "its new holders have not seen it"
    entry = (await office.entries(case.ticket))[-1]
    assert (entry.what, entry.detail) == (
        "handed_over",
        {"unit": "tim_bangunan -> tim_kesehatan", "holder": "sari -> -", "reason": "izin apotek"},
    )
    with pytest.raises(Stale):
        await office.do(hand(Assignment("tim_bangunan"), corrected.version))


async def test_an_allegation_takes_a_case_from_whom_an_officer_gave_it_to(
    office: Office, case: Complaint
) -> None:
    now, to = office.clock.now(), Assignment("tim_bangunan", "budi")
    await office.do(lambda unit: hand_over(unit, case.ticket, SARI, to, now, case.version))
    current = await office.get(case.ticket)
    labels = replace(current.labels, integrity=True)
    await office.do(lambda unit: correct(office.desk, unit, case.ticket, SARI, labels, now, current.version))
    after = await office.get(case.ticket)
    assert after.assignment.unit == "complaint_manager"
    with pytest.raises(NotAllowed, match="restricted"):
        await office.do(lambda unit: hand_over(unit, case.ticket, MANAGER, to, now, after.version))


async def test_a_restricted_case_does_not_exist_for_an_officer(office: Office, case: Complaint) -> None:
    await office.mail(letter(BRIBE, ASEP))
    bribe = await office.case(ASEP)
    assert bribe.restricted
    assert bribe.assignment.unit == "complaint_manager"
    officer, today = Viewer(SARI.name, SARI.role), jakarta_date(office.clock.now())
    assert [row.complaint.ticket for row in await office.rows(SARI)] == [case.ticket]
    assert len(await office.rows(MANAGER)) == 2
    for view in View:
        page = await office.store.read(partial(_page, officer, Filters(view=view), today))
        assert bribe.ticket not in {row.complaint.ticket for row in page.rows}
    counts = await office.store.read(lambda unit: unit.inbox.counts(officer, today))
    assert counts[View.OPEN] == 1
    for words in ("rokok", bribe.ticket, ASEP):
        assert not await office.rows(SARI, search=words)
        assert await office.rows(MANAGER, search=words), f"the complaint manager finds it by {words}"
    assert await office.store.read(lambda unit: unit.inbox.case(officer, bribe.ticket)) is None
    now = office.clock.now()
    with pytest.raises(NotAllowed) as secret:
        await office.do(lambda unit: note(unit, bribe.ticket, SARI, "halo", now))
    with pytest.raises(NotAllowed) as nothing:
        await office.do(lambda unit: note(unit, "PWK-2026-999999-0", SARI, "halo", now))
    assert str(secret.value).replace(bribe.ticket, "X") == str(nothing.value).replace(
        "PWK-2026-999999-0", "X"
    )


async def test_an_allegation_in_a_later_mail_restricts_the_case_at_once(
    office: Office, case: Complaint
) -> None:
    (mail,) = office.post.to(SITI)
    said = "Tambahan: ternyata harus pakai amplop biar cepat jalan."
    assert await office.mail(answer_to(mail, said)) is Terminal.JOINED
    after = await office.get(case.ticket)
    assert after.restricted
    assert not await office.rows(SARI)


async def test_a_note_never_leaves_the_house(office: Office, case: Complaint) -> None:
    now = office.clock.now()
    await office.do(lambda unit: note(unit, case.ticket, SARI, "pemohon sulit", now))
    office.clock.pass_by(hours=1)
    await office.work()
    assert len(office.post.taken) == 1
    assert [entry.detail["text"] for entry in (await office.view(case.ticket)).notes] == ["pemohon sulit"]


def _undo(ticket: str, outbound_id: int, now: datetime, unit: Unit) -> bool:
    return undo(unit, ticket, outbound_id, SARI, now)


def _take_back(desk: Desk, case: Complaint, reason: str, now: datetime, unit: Unit) -> None:
    mild = replace(case.labels, integrity=False)
    correct(desk, unit, case.ticket, MANAGER, mild, now, case.version, reason)


def _page(viewer: Viewer, filters: Filters, today: date, unit: Unit) -> Page:
    return unit.inbox.page(viewer, filters, today)
