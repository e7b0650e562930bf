"""What no program may send becomes an officer's task, and until it is settled nobody has been told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from channels.desk import Settings, open_channel
from core.case.complaint import Entry
from core.errors import NotAllowed
from core.message import Purpose
from core.ports.inbox import ShownMessage, View
from core.ports.send import SendState
from core.work.by_hand import not_told, told
from core.work.reply import reply
from tests.pipeline.office import SARI, Office
from tests.pipeline.test_desk import ENTRY, LOKET, enter

TODAY = date(2026, 11, 23)


@pytest.fixture
async def counter(office: Office) -> Office:
    office.channels[LOKET] = open_channel(LOKET, Settings())
    return office


async def prepared(office: Office) -> tuple[str, ShownMessage]:
    """A case of the desk with an answer that a person must tell."""
    ticket = await enter(office, ENTRY)
    version = (await office.get(ticket)).version
    await office.store.write(
        lambda unit: reply(office.desk, unit, ticket, SARI, "Berkas selesai.", office.clock.now(), version)
    )
    office.clock.pass_by(seconds=11)
    await office.send()
    return ticket, await task(office, ticket)


async def task(office: Office, ticket: str) -> ShownMessage:
    (message,) = [one for one in (await office.view(ticket)).messages if not one.inbound]
    return message


async def last(office: Office, ticket: str) -> Entry:
    return (await office.entries(ticket))[-1]


async def waiting(office: Office) -> list[str]:
    return [row.complaint.ticket for row in await office.rows(view=View.BY_HAND)]


async def test_an_answer_at_the_desk_is_a_task_that_keeps_its_text(counter: Office) -> None:
    ticket, message = await prepared(counter)
    assert (message.send_state, message.purpose) == (SendState.BY_HAND, Purpose.REPLY)
    assert "Berkas selesai." in message.text
    assert await waiting(counter) == [ticket]
    assert (await last(counter, ticket)).what == "by_hand"
    counter.clock.pass_by(days=3)
    await counter.settle()
    await counter.send()
    assert (await task(counter, ticket)).send_state is SendState.BY_HAND, (
        "it waits for a person, however long"
    )


async def test_the_officer_s_word_settles_it_with_name_and_day(counter: Office) -> None:
    ticket, message = await prepared(counter)
    counter.clock.pass_by(days=2)
    now, yesterday = counter.clock.now(), TODAY + timedelta(days=1)
    assert await counter.store.write(lambda unit: told(unit, ticket, message.id, SARI, yesterday, now))
    entry = await last(counter, ticket)
    assert (entry.by, entry.what) == (SARI.name, "told")
    assert entry.detail == {"purpose": "reply", "on": yesterday.isoformat()}
    settled = await task(counter, ticket)
    assert settled.send_state is SendState.TOLD
    assert settled.settled_at is not None
    assert message.at < settled.settled_at < now
    assert await waiting(counter) == []
    again = await counter.store.write(lambda unit: told(unit, ticket, message.id, SARI, yesterday, now))
    assert not again
    assert (await last(counter, ticket)) == entry


async def test_an_answer_counts_as_one_once_it_was_told(counter: Office) -> None:
    """The page where the citizen looks it up, and the file for LAPOR!, show it from then on."""
    ticket, message = await prepared(counter)
    assert await counter.store.read(lambda unit: unit.cases.answers(ticket)) == []
    now = counter.clock.now()
    await counter.store.write(lambda unit: told(unit, ticket, message.id, SARI, TODAY, now))
    (said,) = await counter.store.read(lambda unit: unit.cases.answers(ticket))
    assert "Berkas selesai." in said.text


@pytest.mark.parametrize("days", [-1, 1])
async def test_a_day_that_cannot_be_is_refused(counter: Office, days: int) -> None:
    ticket, message = await prepared(counter)
    day, now = TODAY + timedelta(days=days), counter.clock.now()
    with pytest.raises(ValueError, match="not between"):
        await counter.store.write(lambda unit: told(unit, ticket, message.id, SARI, day, now))
    assert (await task(counter, ticket)).send_state is SendState.BY_HAND


async def test_what_cannot_be_told_needs_a_reason_and_stands_as_not_told(counter: Office) -> None:
    ticket, message = await prepared(counter)
    now = counter.clock.now()
    with pytest.raises(ValueError, match="reason"):
        await counter.store.write(lambda unit: not_told(unit, ticket, message.id, SARI, " ", now))
    reason = "Nomor tidak aktif"
    assert await counter.store.write(lambda unit: not_told(unit, ticket, message.id, SARI, reason, now))
    assert (await last(counter, ticket)).detail == {"purpose": "reply", "reason": reason}
    assert [row.complaint.ticket for row in await counter.rows(view=View.UNDELIVERED)] == [ticket]
    assert await waiting(counter) == []


async def test_an_officer_settles_nothing_in_a_case_out_of_sight(counter: Office) -> None:
    bribe = "Petugas loket dua minta uang pelicin dua ratus ribu supaya izin PBG saya cepat keluar."
    ticket = await enter(counter, replace(ENTRY, text=bribe), "bribe")
    assert (await counter.get(ticket)).restricted
    now = counter.clock.now()
    with pytest.raises(NotAllowed):
        await counter.store.write(lambda unit: told(unit, ticket, 1, SARI, TODAY, now))
    with pytest.raises(NotAllowed):
        await counter.store.write(lambda unit: not_told(unit, ticket, 1, SARI, "x", now))
