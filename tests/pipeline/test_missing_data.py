"""What is missing is asked for, comes or does not come: R11 and back again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.case.complaint import Basis, Complaint, State
from core.classify.labels import Kind
from core.law.rules import Missing
from core.message import Terminal
from tests.pipeline.letters import ASEP, answer_to, letter
from tests.pipeline.office import Office, payload

RUDE = "petugas loket izin reklame judes banget, ditanya malah marah, kejadian kemarin"


@pytest.fixture
async def nameless(office: Office) -> Complaint:
    """A complaint that gives no name."""
    await office.mail(letter(RUDE, ASEP))
    case = await office.case(ASEP)
    assert case.state is State.AWAITING_DATA
    assert Missing.IDENTITY in case.missing
    return case


@pytest.fixture
async def display_named(office: Office) -> Complaint:
    """A complaint whose From field alone tells a name."""
    await office.mail(letter(RUDE, ASEP, "Asep Umpama"))
    case = await office.case(ASEP)
    assert Missing.NAME_CONFIRMATION in case.missing
    return case


async def test_a_signature_completes_the_case_under_its_ticket_and_date(
    office: Office, nameless: Complaint
) -> None:
    office.clock.pass_by(days=2)
    (mail,) = office.post.to(ASEP)
    assert await office.mail(answer_to(mail, "Nama saya Asep Umpama.", ASEP)) is Terminal.JOINED
    case = await office.get(nameless.ticket)
    assert case.party.name == "Asep Umpama"
    assert Missing.IDENTITY not in case.missing
    assert case.state is State.RECEIVED
    assert case.deadline == nameless.deadline, "answer_due counts from T0, whatever comes later"
    assert "completed" in await office.history(case.ticket)
    assert len(office.post.to(ASEP)) == 1


@pytest.mark.parametrize("yes", ["YA", "ya, betul", "Leres, sumuhun", "Yes", "Correct"])
async def test_a_yes_confirms_the_name_of_the_from_field(
    yes: str, office: Office, display_named: Complaint
) -> None:
    assert display_named.party.name is None, "a display name is a proposal"
    (mail,) = office.post.to(ASEP)
    await office.mail(answer_to(mail, yes, ASEP, "Asep Umpama"))
    case = await office.get(display_named.ticket)
    assert case.party.name == "Asep Umpama"
    assert Missing.NAME_CONFIRMATION not in case.missing


async def test_a_no_confirms_nothing(office: Office, display_named: Complaint) -> None:
    (mail,) = office.post.to(ASEP)
    await office.mail(answer_to(mail, "Bukan, itu akun anak saya.", ASEP, "Asep Umpama"))
    assert (await office.get(display_named.ticket)).party.name is None


async def test_after_the_date_of_r11_it_is_treated_as_a_suggestion_and_the_citizen_is_told_why(
    office: Office, nameless: Complaint
) -> None:
    assert nameless.awaiting_until is not None
    office.clock.pass_by(days=30)
    await office.lapse()
    assert (await office.get(nameless.ticket)).state is State.AWAITING_DATA, "the last day is a day"
    office.clock.pass_by(days=1)
    await office.lapse()
    await office.send()
    case = await office.get(nameless.ticket)
    assert (case.labels.kind, case.state) == (Kind.SUGGESTION, State.RECEIVED)
    assert case.deadline.basis is Basis.TARGET
    assert "lapsed" in await office.history(case.ticket)
    _, told = office.post.to(ASEP)
    assert case.ticket in payload(told)
    await office.lapse()
    await office.send()
    assert len(office.post.to(ASEP)) == 2, "told once"


async def test_what_comes_after_the_date_makes_it_a_complaint_again(
    office: Office, nameless: Complaint
) -> None:
    office.clock.pass_by(days=31)
    await office.lapse()
    await office.send()
    _, told = office.post.to(ASEP)
    await office.mail(answer_to(told, "Nama saya Asep Umpama.", ASEP))
    case = await office.get(nameless.ticket)
    assert (case.ticket, case.labels.kind) == (nameless.ticket, Kind.COMPLAINT)
    assert case.deadline.basis is Basis.LEGAL
    assert case.deadline.due == nameless.deadline.due
    assert case.missing == ()


async def test_until_midnight_in_purwakarta_the_last_day_lasts(office: Office, nameless: Complaint) -> None:
    """23:59 there is 16:59 UTC; one minute later it is tomorrow's date by law, and today's by UTC."""
    assert nameless.awaiting_until is not None
    office.clock.moment = office.clock.moment.replace(hour=16, minute=59) + timedelta(days=30)
    await office.lapse()
    assert (await office.get(nameless.ticket)).state is State.AWAITING_DATA
    office.clock.pass_by(minutes=1)
    await office.lapse()
    assert (await office.get(nameless.ticket)).labels.kind is Kind.SUGGESTION
