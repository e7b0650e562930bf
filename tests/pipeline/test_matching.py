"""Which case a mail joins: a sure key and a known party, else one of its own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.case.complaint import Complaint, Entry, State
from core.message import Terminal
from tests.pipeline.letters import ASEP, SITI, answer_to, late_permit, letter
from tests.pipeline.office import Office


@pytest.fixture
async def case(office: Office) -> Complaint:
    await office.mail(late_permit())
    return await office.case(SITI)


async def test_a_reply_in_the_thread_joins_and_is_not_acknowledged_again(
    office: Office, case: Complaint
) -> None:
    (mail,) = office.post.to(SITI)
    office.clock.pass_by(minutes=5)
    raw = answer_to(mail, "Tambahan: nomor permohonan saya PBG-327400-2026.")
    assert await office.mail(raw) is Terminal.JOINED
    assert [said.inbound for said in (await office.view(case.ticket)).messages] == [True, False, True]
    assert len(office.post.taken) == 1
    assert (await office.get(case.ticket)).unread


async def test_the_citizens_own_second_mail_in_the_thread_joins(office: Office) -> None:
    """Without ever having seen our acknowledgement."""
    await office.mail(late_permit(headers=("Message-ID: <first@example.com>",)))
    again = letter("Masih belum ada kabar.", headers=("In-Reply-To: <first@example.com>",))
    assert await office.mail(again) is Terminal.JOINED


async def test_two_mails_of_one_thread_that_are_read_together_make_one_case(office: Office) -> None:
    first = late_permit(headers=("Message-ID: <first@example.com>",))
    again = letter("Lupa: nomornya PBG-327400-2026.", headers=("In-Reply-To: <first@example.com>",))
    await office.keep(office.envelope(first), office.envelope(again))
    await office.work()
    assert (await office.fate(first), await office.fate(again)) == (Terminal.OPENED, Terminal.JOINED)
    assert len(office.post.taken) == 1


@pytest.mark.parametrize("by_thread", [True, False], ids=["in the thread", "by the ticket number"])
async def test_a_stranger_who_quotes_a_ticket_gets_a_case_of_the_strangers_own(
    by_thread: bool, office: Office, case: Complaint
) -> None:
    (mail,) = office.post.to(SITI)
    said = f"Saya Asep Umpama, izin bengkel saya juga belum keluar, lihat tiket {case.ticket}."
    raw = answer_to(mail, said, ASEP) if by_thread else letter(said, ASEP, subject=case.ticket)
    assert await office.mail(raw) is Terminal.OPENED
    assert len((await office.view(case.ticket)).messages) == 2
    other = await office.case(ASEP)
    assert other.ticket != case.ticket
    (answer,) = office.post.to(ASEP)
    assert case.ticket not in answer.as_string(), "a stranger hears nothing of the case"


async def test_a_ticket_in_the_subject_joins_when_a_party_of_the_case_writes(
    office: Office, case: Complaint
) -> None:
    raw = letter("Apakah sudah ada kabar?", subject=f"tanya {case.ticket}")
    assert await office.mail(raw) is Terminal.JOINED


async def test_thanks_never_reopen_a_closed_case(office: Office, case: Complaint) -> None:
    closed = replace(case, state=State.CLOSED)
    now = office.clock.now()
    await office.do(lambda unit: unit.cases.save(closed, [Entry(now, "siti", "closed")]))
    (mail,) = office.post.to(SITI)
    assert await office.mail(answer_to(mail, "Baik, terima kasih banyak atas bantuannya.")) is Terminal.JOINED
    after = await office.get(case.ticket)
    assert after.state is State.CLOSED
    assert len(await office.cases(SITI)) == 1
    assert len(office.post.taken) == 1


async def test_a_reply_with_a_matter_of_its_own_opens_a_linked_case(office: Office, case: Complaint) -> None:
    (mail,) = office.post.to(SITI)
    said = "Saya juga mau lapor hal lain: untuk izin apotek saya, petugas loket judes dan marah-marah."
    assert await office.mail(answer_to(mail, said)) is Terminal.OPENED
    first, second = await office.cases(SITI)
    assert second.related == (first.ticket,)
    assert "linked" in await office.history(second.ticket)
    assert second.assignment.unit == "tim_kesehatan"
    assert len(office.post.to(SITI)) == 2, "it has a reception of its own"


async def test_a_status_question_is_served_to_a_party_and_tells_a_stranger_nothing(
    office: Office, case: Complaint
) -> None:
    assert await office.mail(letter(f"STATUS {case.ticket}", subject="")) is Terminal.SERVED
    assert case.ticket in office.post.to(SITI)[1].as_string()
    assert await office.mail(letter(f"STATUS {case.ticket}", ASEP, subject="")) is Terminal.SERVED
    assert await office.mail(letter("STATUS PWK-2026-999999-0", ASEP, subject="")) is Terminal.SERVED
    known, unknown = (mail.get_payload() for mail in office.post.to(ASEP))
    assert known == unknown, "a wrong code and an unknown ticket get the same answer"


async def test_the_same_matter_from_the_same_person_in_a_new_thread_is_linked_to_the_first_case(
    office: Office, case: Complaint
) -> None:
    office.clock.pass_by(minutes=200)
    again = late_permit(headers=("Message-ID: <new-thread@example.com>",))
    assert await office.mail(again) is Terminal.OPENED
    second = (await office.cases(SITI))[-1]
    assert second.ticket != case.ticket
    assert second.related == (case.ticket,)
    view = await office.view(second.ticket)
    assert [entry.detail for entry in view.entries if entry.what == "repeats"] == [{"ticket": case.ticket}]
    assert len(office.post.to(SITI)) == 2


async def test_another_matter_of_the_same_person_is_no_repeat(office: Office, case: Complaint) -> None:
    other = letter("Toilet di MPP Bale Madukara jorok dan mampet. Siti Aminah", subject="Toilet")
    assert await office.mail(other) is Terminal.OPENED
    second = (await office.cases(SITI))[-1]
    assert case.ticket not in second.related
