"""A form's entry becomes a case; its contact belongs to the case once it has shown the check code, and not before."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from email.message import Message

import pytest

from channels.web import Settings, open_channel
from core.case.complaint import Complaint
from core.desk import Carrier
from core.intake.keep import keep
from core.intake.web_entry import WebEntry, dump_web
from core.message import Address, Anonymity, Batch, Envelope, Terminal
from core.work.reply import reply
from tests.pipeline.letters import ASEP, SITI, answer_to, letter
from tests.pipeline.office import ACCOUNT, MANAGER, NOON, Office, payload

SITUS = "situs"
CODE = "K7Q2M4XH"
TEXT = "Izin PBG rumah saya sudah dua bulan belum terbit, padahal berkas sudah lengkap sejak Januari."
ENTRY = WebEntry(TEXT, NOON, CODE, service="PBG", name="Siti Contoh", email=SITI)


@pytest.fixture
def site(office: Office) -> Office:
    office.channels[SITUS] = open_channel(SITUS, Settings())
    office.desk = replace(office.desk, letters={SITUS: "j"}, carriers={"mail": Carrier(ACCOUNT, "mail")})
    return office


async def report(site: Office, entry: WebEntry = ENTRY, key: str = "one") -> Complaint:
    envelope = Envelope(SITUS, "form", key, dump_web(entry), entry.received_at)
    await keep(site.store, Batch(SITUS, "form", (envelope,)), site.clock)
    await site.work()
    ticket = await site.store.read(lambda unit: unit.ledger.ticket_of(SITUS, key))
    assert ticket is not None
    return await site.get(ticket)


async def answer(site: Office, ticket: str, text: str = "Izin terbit hari Rabu.") -> None:
    """The officer answers, and what is due leaves."""
    case, now = await site.get(ticket), site.clock.now()
    await site.do(lambda unit: reply(site.desk, unit, ticket, MANAGER, text, now, case.version))
    site.clock.pass_by(seconds=11)
    await site.send()


def notice(site: Office, address: str = SITI) -> Message:
    (mail,) = site.post.to(address)
    return mail


async def test_the_notice_leaves_by_mail_without_a_word_of_it_and_without_the_code(site: Office) -> None:
    case = await report(site)
    mail = notice(site)
    assert case.ticket in str(mail["Subject"])
    words = payload(mail)
    for secret in (CODE, "PBG", "rumah", "Siti"):
        assert secret not in words + str(mail["Subject"])


async def test_without_a_mailbox_nothing_leaves_and_the_page_alone_answers(site: Office) -> None:
    site.desk = replace(site.desk, carriers={})
    case = await report(site)
    await answer(site, case.ticket)
    assert site.post.taken == []
    (said,) = await site.store.read(lambda unit: unit.cases.answers(case.ticket))
    assert said.on_page
    assert "Izin terbit hari Rabu." in said.text


async def test_the_answer_stays_on_the_page_until_the_code_was_shown(site: Office) -> None:
    case = await report(site)
    await answer(site, case.ticket)
    told = [payload(mail) for mail in site.post.to(SITI)]
    assert len(told) == 2
    assert all("Rabu" not in words for words in told)
    assert case.ticket in told[1]


async def test_a_reply_with_the_code_proves_the_address_and_answers_go_there(site: Office) -> None:
    case = await report(site)
    fate = await site.mail(answer_to(notice(site), f"Ini kode saya: {CODE}. Terima kasih."))
    assert fate is Terminal.JOINED
    confirmed = await site.get(case.ticket)
    assert Address("mail", SITI).key in {address.key for address in confirmed.party.addresses}
    assert "address_confirmed" in {entry.what for entry in await site.entries(case.ticket)}
    await answer(site, case.ticket)
    assert "Izin terbit hari Rabu." in payload(site.post.to(SITI)[-1])
    (said,) = await site.store.read(lambda unit: unit.cases.answers(case.ticket))
    assert not said.on_page


async def test_a_reply_without_the_code_joins_and_proves_nothing(site: Office) -> None:
    case = await report(site)
    assert await site.mail(answer_to(notice(site), "Ini fotonya, mohon dicek.")) is Terminal.JOINED
    assert len(await site.rows()) == 1
    await answer(site, case.ticket)
    assert all("Rabu" not in payload(mail) for mail in site.post.to(SITI))


async def test_a_stranger_with_the_thread_and_the_ticket_stays_a_stranger(site: Office) -> None:
    case = await report(site)
    fate = await site.mail(
        answer_to(notice(site), f"{case.ticket}: PBG saya juga belum terbit.", sender=ASEP)
    )
    assert fate is Terminal.OPENED
    assert len(await site.rows()) == 2


async def test_a_form_that_names_somebody_s_ticket_does_not_enter_that_case(site: Office) -> None:
    await site.mail(letter("Nama saya Siti Contoh. PBG saya diajukan 3 minggu lalu, belum terbit.", SITI))
    first = await site.case(SITI)
    second = await report(site, replace(ENTRY, text=f"Mengenai {first.ticket}: saya cabut saja."))
    assert second.ticket != first.ticket
    assert second.party.id != first.party.id


async def test_no_more_than_the_bound_of_notices_goes_to_one_address(site: Office) -> None:
    for n in range(site.desk.caps.answers_per_day + 3):
        await report(site, key=f"entry-{n}")
    assert len(site.post.to(SITI)) == site.desk.caps.answers_per_day


async def test_t0_is_the_submission_however_late_it_is_read(site: Office) -> None:
    case = await report(site, replace(ENTRY, received_at=NOON - timedelta(days=3)))
    assert case.received_at == NOON - timedelta(days=3)
    assert case.letter == "j"


async def test_who_is_hidden_is_restricted_and_who_has_no_name_waits_for_one(site: Office) -> None:
    hidden = await report(site, replace(ENTRY, anonymity=Anonymity.HIDDEN_FROM_RESPONDENT), "a")
    nameless = await report(site, replace(ENTRY, anonymity=Anonymity.NO_IDENTITY), "b")
    assert (hidden.restricted, hidden.party.name) == (True, "Siti Contoh")
    assert (nameless.party.name, "identity" in nameless.missing) == (None, True)
    assert await site.adds_up()
