"""What is missing is asked for, comes or does not come: R11 and back again."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pytest

from core.case.complaint import Assignment, Basis, Complaint, State
from core.classify.labels import Classification, Classifier, Component, Kind, Sector
from core.law.rules import Missing
from core.message import Terminal
from core.work.correct import correct
from core.work.hand_over import hand_over
from tests.pipeline.letters import ASEP, answer_to, letter
from tests.pipeline.office import MANAGER, Office, payload

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


async def test_data_that_comes_later_leaves_a_case_where_an_officer_put_it(
    office: Office, nameless: Complaint
) -> None:
    to, now = Assignment("tim_perizinan", MANAGER.name), office.clock.now()
    await office.do(lambda unit: hand_over(unit, nameless.ticket, MANAGER, to, now, nameless.version))
    (mail,) = office.post.to(ASEP)
    said = "Nama saya Asep Umpama. Yang saya urus PBG rumah tinggal."
    assert await office.mail(answer_to(mail, said, ASEP)) is Terminal.JOINED
    case = await office.get(nameless.ticket)
    assert case.labels.sector is Sector.PUBLIC_WORKS_HOUSING, "the routing table knows a unit for that"
    assert case.assignment == to


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


@pytest.mark.parametrize("answer", ["asep umpama", "a.n. Asep Umpama", "Asep Umpama, 0812-0000-0001"])
async def test_a_bare_name_is_the_answer_where_a_name_was_asked_for(
    answer: str, office: Office, nameless: Complaint
) -> None:
    (mail,) = office.post.to(ASEP)
    await office.mail(answer_to(mail, answer, ASEP))
    assert (await office.get(nameless.ticket)).party.name == "Asep Umpama"


async def test_a_bare_name_renames_nobody_whose_name_was_not_asked_for(office: Office) -> None:
    await office.mail(letter("Nama saya Asep Umpama. Pelayanan jelek.", ASEP, subject=""))
    assert (await office.case(ASEP)).missing == (Missing.OBJECT,)
    (mail,) = office.post.to(ASEP)
    await office.mail(answer_to(mail, "Budi Misal", ASEP))
    assert (await office.case(ASEP)).party.name == "Asep Umpama"


@pytest.fixture
async def vague(office: Office) -> Complaint:
    """A complaint that says neither what it is about nor who writes."""
    await office.mail(letter("pelayanan jelek, saya kecewa", ASEP, subject=""))
    case = await office.case(ASEP)
    assert set(case.missing) == {Missing.IDENTITY, Missing.OBJECT}
    assert case.labels.sector is Sector.UNKNOWN
    return case


async def test_what_was_asked_for_tells_what_the_case_is_about_and_whose_it_is(
    office: Office, vague: Complaint
) -> None:
    office.clock.pass_by(days=1)
    (mail,) = office.post.to(ASEP)
    await office.mail(
        answer_to(mail, "Nama saya Asep Umpama. Izin apotek saya sudah 2 bulan belum terbit", ASEP)
    )
    case = await office.get(vague.ticket)
    assert (case.labels.component, case.labels.sector) == (Component.TURNAROUND_TIME, Sector.HEALTH_DRUG_FOOD)
    assert case.assignment.unit == "tim_kesehatan"
    assert not case.missing
    assert case.deadline == vague.deadline
    assert {"completed", "classified", "routed"} <= set(await office.history(case.ticket))


async def test_half_of_what_was_asked_for_leaves_the_other_half_to_wait_until_the_same_day(
    office: Office, vague: Complaint
) -> None:
    (mail,) = office.post.to(ASEP)
    await office.mail(answer_to(mail, "Izin apotek saya sudah 2 bulan belum terbit", ASEP))
    case = await office.get(vague.ticket)
    assert case.missing == (Missing.IDENTITY,)
    assert case.awaiting_until == vague.awaiting_until
    await office.mail(answer_to(mail, "asep umpama", ASEP))
    assert not (await office.get(vague.ticket)).missing


async def test_half_of_it_after_the_date_stays_a_suggestion_and_is_not_waited_for_again(
    office: Office, vague: Complaint
) -> None:
    office.clock.pass_by(days=40)
    await office.lapse()
    (mail,) = office.post.to(ASEP)[:1]
    await office.mail(answer_to(mail, "Izin apotek saya sudah 2 bulan belum terbit", ASEP))
    case = await office.get(vague.ticket)
    assert (case.labels.kind, case.state, case.awaiting_until) == (Kind.SUGGESTION, State.RECEIVED, None)
    assert case.missing == (Missing.IDENTITY,)
    await office.mail(answer_to(mail, "Asep Umpama", ASEP))
    assert (await office.get(vague.ticket)).labels.kind is Kind.COMPLAINT


async def test_a_question_among_the_answers_makes_no_question_of_a_complaint(
    office: Office, vague: Complaint
) -> None:
    (mail,) = office.post.to(ASEP)
    await office.mail(answer_to(mail, "Nama saya Asep. Apa saja ya syarat NIB?", ASEP))
    assert (await office.get(vague.ticket)).labels.kind is Kind.COMPLAINT


async def test_what_an_officer_said_of_the_case_stays_whatever_is_added(
    office: Office, vague: Complaint
) -> None:
    labels, now = replace(vague.labels, sector=Sector.TOURISM), office.clock.now()
    await office.do(
        lambda unit: correct(office.desk, unit, vague.ticket, MANAGER, labels, now, vague.version)
    )
    (mail,) = office.post.to(ASEP)
    await office.mail(
        answer_to(mail, "Nama saya Asep Umpama. Izin apotek saya sudah 2 bulan belum terbit", ASEP)
    )
    assert (await office.get(vague.ticket)).labels.sector is Sector.TOURISM


async def test_a_complaint_under_a_question_knows_from_it_which_licence_is_meant(office: Office) -> None:
    await office.mail(letter("Berapa hari proses izin apotek?", ASEP, subject=""))
    (mail,) = office.post.to(ASEP)
    await office.mail(answer_to(mail, "kok punya saya berkas masuk 20 Juli sampai sekarang belum ada", ASEP))
    question, complaint = await office.cases(ASEP)
    assert (question.labels.kind, complaint.labels.kind) == (Kind.INFORMATION_REQUEST, Kind.COMPLAINT)
    assert complaint.labels.sector is Sector.HEALTH_DRUG_FOOD
    assert complaint.related == (question.ticket,)
    assert complaint.missing == (Missing.IDENTITY,)
    assert len(office.post.to(ASEP)) == 2, "each is acknowledged, the complaint with its legal date"
    told = office.post.to(ASEP)[-1]
    await office.mail(answer_to(told, "Nama saya Asep Umpama, berkas masuk sejak Juli belum ada kabar", ASEP))
    after = await office.get(complaint.ticket)
    assert (after.labels.sector, after.missing) == (Sector.HEALTH_DRUG_FOOD, ())


@pytest.mark.parametrize("right", ["*Asep Umpamawan", "maaf salah ketik, nama saya Asep Umpamawan"])
async def test_a_name_is_put_right_by_who_says_that_it_was_wrong(right: str, office: Office) -> None:
    await office.mail(letter(f"Nama saya Asep Umpamwan. {RUDE}", ASEP))
    (mail,) = office.post.to(ASEP)
    await office.mail(answer_to(mail, right, ASEP))
    case = await office.case(ASEP)
    assert case.party.name == "Asep Umpamawan"
    assert "name_corrected" in await office.history(case.ticket)


async def test_a_name_said_in_full_replaces_its_beginning_and_another_name_does_not(office: Office) -> None:
    await office.mail(letter(f"Nama saya Asep. {RUDE}", ASEP))
    (mail,) = office.post.to(ASEP)
    await office.mail(answer_to(mail, "terima kasih\n\nHormat saya,\nEuis Misal", ASEP))
    assert (await office.case(ASEP)).party.name == "Asep"
    await office.mail(answer_to(mail, "terima kasih\n\nHormat saya,\nAsep Umpama", ASEP))
    assert (await office.case(ASEP)).party.name == "Asep Umpama"


async def test_who_greets_by_name_is_not_asked_for_it_again(office: Office) -> None:
    await office.mail(letter("Halo, saya Asep Umpama", ASEP, subject=""))
    assert await office.rows() == ()
    await office.mail(letter(RUDE, ASEP, subject=""))
    case = await office.case(ASEP)
    assert (case.party.name, case.missing) == ("Asep Umpama", ())


@dataclass
class Listening:
    """A classifier that remembers what it was asked."""

    other: Classifier
    alarm: str = ""  # a text, and it alone, that it takes for an allegation
    heard: list[str] = field(default_factory=list)

    def classify(self, text: str, written_on: date) -> Classification:
        self.heard.append(text)
        found = self.other.classify(text, written_on)
        return replace(found, integrity=found.integrity or text == self.alarm)

    @property
    def version(self) -> str:
        return self.other.version


async def test_a_name_alone_tells_nothing_new_of_the_matter(office: Office, nameless: Complaint) -> None:
    (mail,) = office.post.to(ASEP)
    listening = Listening(office.desk.classifier)
    office.desk = replace(office.desk, classifier=listening)
    await office.mail(answer_to(mail, "Nama saya Asep Umpama.", ASEP))
    assert not (await office.get(nameless.ticket)).missing
    assert listening.heard == ["Nama saya Asep Umpama."], "the case is not read anew"


async def test_a_part_of_a_thought_alleges_nothing_that_the_whole_does_not(
    office: Office, nameless: Complaint
) -> None:
    (mail,) = office.post.to(ASEP)
    fragment = "yang penting dibenahi dulu, jangan ditunda"
    office.desk = replace(office.desk, classifier=Listening(office.desk.classifier, fragment))
    await office.mail(answer_to(mail, fragment, ASEP))
    case = await office.get(nameless.ticket)
    assert (case.restricted, case.labels.integrity) == (False, False)


async def test_a_name_in_the_same_delivery_as_the_matter_is_known_to_it(office: Office) -> None:
    greeting, matter = letter("Halo, saya Asep Umpama", ASEP, subject=""), letter(RUDE, ASEP, subject="")
    await office.keep(office.envelope(greeting), office.envelope(matter))
    await office.work()
    case = await office.case(ASEP)
    assert (case.party.name, case.missing) == ("Asep Umpama", ())


async def test_an_allegation_under_a_late_permit_is_a_restricted_case_of_its_own(office: Office) -> None:
    await office.mail(
        letter("Nama saya Asep Umpama. Izin apotek saya sudah 2 bulan belum terbit", ASEP, subject="")
    )
    (mail,) = office.post.to(ASEP)
    office.clock.pass_by(days=3)
    bribe = "Kemarin petugas loket minta uang 750 ribu supaya izin apotek saya cepat ditandatangani"
    await office.mail(answer_to(mail, bribe, ASEP))
    permit, allegation = await office.cases(ASEP)
    assert (permit.restricted, allegation.restricted) == (False, True)
    assert allegation.related == (permit.ticket,)
