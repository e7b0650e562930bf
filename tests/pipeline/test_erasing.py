"""A citizen who was erased: what they ask, answer and send again, over the real pipeline."""

from __future__ import annotations

import re
from email.message import Message

import pytest
import sqlalchemy as sa

from core.case.complaint import Complaint
from core.message import Batch, Terminal
from core.ports.store import Unit
from core.work.erase import Order, erase
from core.work.reply import reply
from storage import schema
from storage.unit import SqlUnit
from tests.pipeline.letters import ASEP, SITI, answer_to, bounce, late_permit, letter
from tests.pipeline.office import ACCOUNT, MANAGER, Office, payload

RAW = late_permit()


@pytest.fixture
async def case(office: Office) -> Complaint:
    """Siti's case, answered; the answer bounced."""
    await office.mail(RAW)
    opened = await office.case(SITI)
    await office.do(
        lambda unit: reply(
            office.desk, unit, opened.ticket, MANAGER, "Rabu.", office.clock.now(), opened.version
        )
    )
    office.clock.pass_by(seconds=11)
    await office.send()
    _, answer = office.post.to(SITI)
    await office.mail(bounce(answer, SITI))
    return await office.get(opened.ticket)


async def forget(office: Office, case: Complaint) -> Message:
    """Erase the person; returns the acknowledgement that they have."""
    order = Order(case.ticket, "siti", withdrawn=True, tickets=(case.ticket,))
    await office.do(lambda unit: erase(unit, order, office.clock.now()))
    office.clock.pass_by(minutes=5)
    return office.post.to(SITI)[0]


async def test_who_answers_opens_a_case_of_their_own_and_is_acknowledged_again(
    office: Office, case: Complaint
) -> None:
    mail = await forget(office, case)
    assert await office.mail(answer_to(mail, "Izin PBG saya masih belum terbit juga.")) is Terminal.OPENED
    fresh = await office.case(SITI)
    assert fresh.ticket != case.ticket
    assert fresh.related == ()
    assert fresh.ticket in payload(office.post.to(SITI)[-1])
    assert case.ticket not in payload(office.post.to(SITI)[-1])


async def test_the_check_code_still_tells_how_the_case_stands_and_nothing_else_does(
    office: Office, case: Complaint
) -> None:
    mail = await forget(office, case)
    code = re.search(r"STATUS \S+ (\w{8})", payload(mail))
    assert code
    assert await office.mail(letter(f"STATUS {case.ticket}", SITI, subject="")) is Terminal.SERVED
    stranger = payload(office.post.to(SITI)[-1])
    assert await office.mail(letter(f"STATUS {case.ticket} {code[1]}", ASEP, subject="")) is Terminal.SERVED
    told = payload(office.post.to(ASEP)[-1])
    assert case.ticket in told
    assert case.ticket not in stranger
    assert await office.mail(letter("STATUS PWK-2026-999999-0", SITI, subject="")) is Terminal.SERVED
    assert payload(office.post.to(SITI)[-1]) == stranger, "as one that never was"


async def test_the_mail_that_is_read_again_does_not_come_back(office: Office, case: Complaint) -> None:
    """The mailbox was numbered anew; its mails are the office's to delete."""
    await forget(office, case)
    batch = Batch(ACCOUNT, "INBOX", (office.envelope(RAW),), "2:1", rescan=True)
    await office.do(lambda unit: unit.envelopes.keep(batch, office.clock.now()))
    await office.work()
    assert await office.cases(SITI) == []
    assert await office.adds_up()


async def test_no_delivery_message_or_answer_keeps_its_key(office: Office, case: Complaint) -> None:
    """The complaint, our two mails, the delivery of the bounce."""
    await forget(office, case)

    def standing_keys(unit: Unit) -> int:
        assert isinstance(unit, SqlUnit)
        key = schema.data_key.c
        return len(unit.connection.execute(sa.select(key.id).where(key.wrapped.is_not(None))).all())

    assert await office.store.read(standing_keys) == 0
    view = await office.view(case.ticket)
    assert {(message.text, message.erased) for message in view.messages} == {("", True)}
    assert "bounced" in [entry.what for entry in view.entries]
    assert not await office.store.read(lambda unit: unit.history.verify())
