"""When a mail was received is the mailbox's word; what is older than the account is not ours to answer."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest

from app.accounts import StoreSink, Watch
from channels.mail import open_channel
from core.message import Terminal
from sandbox.mail.imap import ImapServer
from tests.pipeline.letters import ASEP, SITI, late_permit
from tests.pipeline.office import ACCOUNT, NOON, Office, settings

OLD = "Date: Thu, 02 Jan 2020 08:00:00 +0700"
FIVE_DAYS_AGO = NOON - timedelta(days=5)
CONNECTED = NOON  # by the fixture `office`
BUDI = "budi.misal@example.com"


@pytest.fixture(scope="module")
def server() -> Iterator[ImapServer]:
    started = ImapServer()
    started.start()
    yield started
    started.stop()


@pytest.fixture
def mailbox(server: ImapServer) -> ImapServer:
    server.empty()
    return server


async def poll(office: Office, mailbox: ImapServer, newest: bytes, accept_from: datetime | None) -> str:
    """Run the account as `serve` does until its newest mail has been read; returns the cursor."""
    watch = Watch(office.clock)
    watch.start(ACCOUNT, "mail")
    channel = open_channel(
        ACCOUNT, settings(office.post.server, imap_port=mailbox.port, poll_seconds=0.2, spam=False)
    )
    sink = StoreSink(ACCOUNT, office.store, office.clock, watch, accept_from)
    polling = asyncio.ensure_future(channel.poll(sink))
    try:
        async with asyncio.timeout(20):
            while await office.fate(newest) is None:
                assert not polling.done(), polling
                await asyncio.sleep(0.02)
                await office.work()
    finally:
        polling.cancel()
        await asyncio.gather(polling, return_exceptions=True)
        await channel.close()
    return await sink.cursor("INBOX") or ""


async def test_a_mail_is_due_from_its_internal_date_whatever_its_date_header_says(
    office: Office, mailbox: ImapServer
) -> None:
    """INTERNALDATE of five days ago, Date of 2020: 18 November 2026 and fourteen working days."""
    old, new = late_permit(headers=(OLD,)), late_permit(ASEP, "Asep Umpama", headers=(OLD,))
    mailbox.append(old, internaldate=FIVE_DAYS_AGO)
    mailbox.append(new, internaldate=NOON + timedelta(minutes=1))
    office.clock.pass_by(minutes=2)
    await poll(office, mailbox, new, accept_from=NOON - timedelta(days=30))
    case = await office.case(SITI)
    assert case.received_at == FIVE_DAYS_AGO
    assert case.deadline.due == date(2026, 12, 8)
    assert not office.post.to(SITI), "it was written before this account was ours"
    (why,) = [e.detail["why"] for e in await office.entries(case.ticket) if e.what == "not_acknowledged"]
    assert why == "older_than_the_account"
    assert (await office.case(ASEP)).deadline.due == date(2026, 12, 11)
    assert len(office.post.to(ASEP)) == 1


async def test_by_default_mail_from_before_the_first_connection_is_passed_over(
    office: Office, mailbox: ImapServer
) -> None:
    old, new = late_permit(), late_permit(ASEP, "Asep Umpama")
    mailbox.append_all([old, late_permit(BUDI)], internaldate=CONNECTED - timedelta(hours=1))
    mailbox.append(new, internaldate=CONNECTED + timedelta(minutes=1))
    office.clock.pass_by(minutes=2)
    cursor = await poll(office, mailbox, new, accept_from=None)
    assert not await office.cases(SITI)
    assert not await office.cases(BUDI)
    assert await office.fate(new) is Terminal.OPENED
    uidvalidity, last = cursor.split(":")[:2]
    with mailbox.connect() as client:
        _, answers = client.status("INBOX", "(UIDNEXT UIDVALIDITY)")
    assert f"UIDNEXT {int(last) + 1}".encode() in answers[0]
    assert f"UIDVALIDITY {uidvalidity}".encode() in answers[0]
    assert await office.adds_up()


async def test_a_mail_of_the_very_minute_of_the_first_connection_is_taken_in_and_answered(
    office: Office, mailbox: ImapServer
) -> None:
    """A mail server's clock may be behind ours."""
    raw = late_permit()
    mailbox.append(raw, internaldate=CONNECTED - timedelta(minutes=3))
    await poll(office, mailbox, raw, accept_from=None)
    assert len(office.post.to(SITI)) == 1


async def test_a_mail_back_filled_late_keeps_its_date_and_is_answered(office: Office) -> None:
    """The service was down for three days: the clock of the law was not."""
    arrived = office.clock.now() + timedelta(minutes=5)
    office.clock.pass_by(days=3)
    await office.mail(late_permit(), at=arrived)
    case = await office.case(SITI)
    assert case.received_at == arrived
    assert case.opened_at == office.clock.now()
    assert case.deadline.due == date(2026, 12, 11)
    assert len(office.post.to(SITI)) == 1
