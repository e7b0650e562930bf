"""A post on X, the whole way: over X's own protocol into a case, and back to its author alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from channels.twitter import TwitterChannel
from core.classify.labels import Language
from core.intake.keep import keep
from core.message import Purpose
from core.notice.notices import Length, Notice
from core.ports.inbox import View
from core.ports.send import SendState
from core.work.public_line import approve
from sandbox.twitter import Fault, X
from tests.channels.sink import MemorySink
from tests.channels.twitter.office import asked, settings
from tests.pipeline.office import SARI, Office, connect, desk

ACCOUNT = "x"
PERSON = "7001"
COMPLAINT = "@dpmptsp_pwk izin PBG saya belum terbit, sudah 3 minggu. Nama saya Wati Contoh."


@pytest.fixture
def x() -> Iterator[X]:
    platform = X()
    with platform.running():
        platform.square.user(PERSON, "Wati Contoh", "wati_contoh")
        yield platform


@pytest.fixture
async def channel(x: X, office: Office) -> TwitterChannel:
    opened = TwitterChannel(ACCOUNT, settings(x))
    office.channels[ACCOUNT] = opened
    await connect(office, ACCOUNT)
    return opened


async def taken_in(office: Office, channel: TwitterChannel) -> None:
    """X is asked once, what came is read, and what is due leaves."""
    sink = await asked(channel, MemorySink())
    for batch in sink.batches:
        await keep(office.store, batch, office.clock)
    await office.work()


async def test_a_post_is_acknowledged_privately_and_its_line_waits_for_an_officer(
    x: X, office: Office, channel: TwitterChannel
) -> None:
    post = x.square.post(PERSON, COMPLAINT, at=office.clock.now())
    await taken_in(office, channel)
    case = await office.case(PERSON)
    assert case.received_at == office.clock.now()
    (told,) = x.told()
    assert case.ticket in told.text
    assert x.answers() == []
    (line,) = [one for one in (await office.view(case.ticket)).messages if one.purpose is Purpose.PUBLIC]
    assert await office.do(lambda unit: approve(unit, case.ticket, line.id, SARI, office.clock.now()))
    await office.send()
    (said,) = x.answers()
    fixed = desk().notices.render(Notice.PUBLIC, Language.INDONESIAN, Length.SHORT, {}).body
    assert said.text == fixed
    assert said.fields["referenced_tweets"] == [{"type": "replied_to", "id": post.id}]
    assert await office.adds_up()


async def test_the_answer_by_direct_message_and_an_edit_join_the_case(
    x: X, office: Office, channel: TwitterChannel
) -> None:
    post = x.square.post(PERSON, "@dpmptsp_pwk izin PBG saya belum terbit", at=office.clock.now())
    await taken_in(office, channel)
    x.square.message(PERSON, "Nama saya Wati Contoh, tanggal 2 November", at=office.clock.now())
    x.square.post(PERSON, "@dpmptsp_pwk izin PBG saya belum terbit sejak 2 November", edits=post.id)
    await taken_in(office, channel)
    case = await office.case(PERSON)
    said = [one.text for one in (await office.view(case.ticket)).messages if one.inbound]
    assert len(said) == 3
    assert case.party.name == "Wati Contoh"


async def test_a_private_word_whose_answer_was_lost_is_found_and_not_said_twice(
    x: X, office: Office, channel: TwitterChannel
) -> None:
    x.square.post(PERSON, COMPLAINT, at=office.clock.now())
    x.fail("direct", Fault(502, html=True, after=True))
    await taken_in(office, channel)
    case = await office.case(PERSON)
    states = [one.send_state for one in (await office.view(case.ticket)).messages if not one.inbound]
    assert SendState.UNKNOWN in states
    office.clock.pass_by(minutes=5)
    await office.settle()
    await office.send()
    assert len(x.told()) == 1
    states = [one.send_state for one in (await office.view(case.ticket)).messages if not one.inbound]
    assert SendState.SENT in states
    assert SendState.UNKNOWN not in states


async def test_whoever_takes_no_direct_messages_is_shown_as_not_told(
    x: X, office: Office, channel: TwitterChannel
) -> None:
    x.square.users[PERSON].takes_messages = False
    x.square.post(PERSON, COMPLAINT, at=office.clock.now())
    await taken_in(office, channel)
    (row,) = await office.rows(view=View.UNDELIVERED)
    (message,) = [
        one
        for one in (await office.view(row.complaint.ticket)).messages
        if one.purpose is Purpose.ACKNOWLEDGEMENT
    ]
    assert (message.send_state, message.reason) == (SendState.FAILED, "recipient-gone")


async def test_at_the_ceiling_the_acknowledgement_waits_and_leaves_in_the_next_month(
    x: X, office: Office, channel: TwitterChannel
) -> None:
    channel.meter.ceiling = 12_000
    x.square.post(PERSON, COMPLAINT, at=office.clock.now())
    await taken_in(office, channel)
    assert x.told() == []
    assert [
        one.reason
        for one in (await office.view((await office.case(PERSON)).ticket)).messages
        if one.purpose is Purpose.ACKNOWLEDGEMENT
    ] == ["over-budget"]
    channel.meter.ceiling = 25_000_000
    office.clock.pass_by(hours=2)
    await office.send()
    assert len(x.told()) == 1
