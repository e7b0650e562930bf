"""When a case counts as answered: what was sent as the answer has reached its citizen (R36)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from channels.desk import Settings, open_channel
from core.case.complaint import Complaint, State
from core.dispatch.answered import answered_next
from core.law.deadline import jakarta_date
from core.message import Purpose
from core.ports.inbox import View
from core.ports.send import SendState
from core.work.by_hand import told
from core.work.reply import reply
from tests.pipeline.letters import SITI, bounce, late_permit
from tests.pipeline.office import ACCOUNT, SARI, Office
from tests.pipeline.test_desk import ENTRY, LOKET, enter

KINDS = {ACCOUNT: "mail", LOKET: "desk"}


@pytest.fixture
async def case(office: Office) -> Complaint:
    await office.mail(late_permit())
    return await office.case(SITI)


async def answer(office: Office, ticket: str, *, final: bool = True) -> datetime:
    """An officer writes, and it leaves; when it left."""
    version = (await office.get(ticket)).version
    now = office.clock.now()
    await office.do(
        lambda unit: reply(office.desk, unit, ticket, SARI, "Sudah terbit.", now, version, final=final)
    )
    office.clock.pass_by(seconds=11)
    await office.send()
    return office.clock.now()


async def look(office: Office) -> None:
    while await answered_next(office.store, KINDS, office.clock):
        pass


async def test_a_mail_counts_as_told_after_three_days_without_a_bounce(
    office: Office, case: Complaint
) -> None:
    left = await answer(office, case.ticket)
    office.clock.pass_by(days=2, seconds=86_000)
    await look(office)
    assert (await office.get(case.ticket)).answered_at is None
    office.clock.pass_by(seconds=400)
    await look(office)
    after = await office.get(case.ticket)
    assert (after.state, after.answered_at) == (State.ANSWERED, left), "it was answered when it left"
    await look(office)
    assert (await office.history(case.ticket)).count("answered") == 1
    office.clock.pass_by(days=16)
    assert not await office.rows(view=View.DUE), "it is not due any more"


async def test_what_is_no_final_answer_leaves_the_clock_running(office: Office, case: Complaint) -> None:
    await answer(office, case.ticket, final=False)
    office.clock.pass_by(days=16)
    await look(office)
    assert (await office.get(case.ticket)).answered_at is None
    assert await office.rows(view=View.DUE)


async def test_an_answer_that_bounced_answers_nothing_however_late_that_is_known(
    office: Office, case: Complaint
) -> None:
    await answer(office, case.ticket)
    _, mail = office.post.to(SITI)
    office.clock.pass_by(days=4)
    await look(office)
    assert (await office.get(case.ticket)).state is State.ANSWERED
    await office.mail(bounce(mail, SITI))
    await look(office)
    after = await office.get(case.ticket)
    assert (after.state, after.answered_at) == (State.UNDER_REVIEW, None)
    assert (await office.history(case.ticket))[-1] == "not_answered"
    await look(office)
    assert (await office.get(case.ticket)).answered_at is None
    left = await answer(office, case.ticket)
    office.clock.pass_by(days=3)
    await look(office)
    assert (await office.get(case.ticket)).answered_at == left, "the second one did arrive"


async def test_at_the_desk_the_officer_s_day_counts(office: Office) -> None:
    office.channels[LOKET] = open_channel(LOKET, Settings())
    ticket = await enter(office, ENTRY)
    await answer(office, ticket)
    await look(office)
    assert (await office.get(ticket)).answered_at is None, "nobody has told the citizen yet"
    message = next(m for m in (await office.view(ticket)).messages if m.purpose is Purpose.ANSWER)
    office.clock.pass_by(days=2)
    now, day = office.clock.now(), jakarta_date(office.clock.now()) - timedelta(days=1)
    await office.do(lambda unit: told(unit, ticket, message.id, SARI, day, now))
    await look(office)
    after = await office.get(ticket)
    assert after.state is State.ANSWERED
    assert after.answered_at is not None
    assert jakarta_date(after.answered_at) == day


async def test_where_the_platform_reports_only_its_word_of_delivery_counts(
    office: Office, case: Complaint
) -> None:
    await answer(office, case.ticket)
    office.clock.pass_by(days=30)
    assert not await answered_next(office.store, {ACCOUNT: "whatsapp"}, office.clock)
    assert (await office.get(case.ticket)).answered_at is None
    assert not await answered_next(office.store, {ACCOUNT: "telegram"}, office.clock)
    assert (await office.get(case.ticket)).state is State.ANSWERED
    sent = next(m for m in (await office.view(case.ticket)).messages if m.purpose is Purpose.ANSWER)
    assert sent.send_state is SendState.SENT
