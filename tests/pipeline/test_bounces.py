"""A bounce settles the message that it speaks of, and the case shows it."""

from __future__ import annotations

import pytest

from core.message import Terminal
from core.ports.inbox import View
from core.ports.send import SendState
from tests.pipeline.letters import SITI, bounce, late_permit
from tests.pipeline.office import Office


@pytest.fixture
async def acknowledged(office: Office) -> str:
    """The ticket of an acknowledged case."""
    await office.mail(late_permit())
    return (await office.case(SITI)).ticket


async def states(office: Office, ticket: str) -> list[SendState | None]:
    return [said.send_state for said in (await office.view(ticket)).messages if not said.inbound]


async def test_a_bounce_marks_the_acknowledgement_undelivered_in_its_case(
    office: Office, acknowledged: str
) -> None:
    (mail,) = office.post.to(SITI)
    assert await office.mail(bounce(mail, SITI)) is Terminal.REPORT
    assert await states(office, acknowledged) == [SendState.FAILED]
    (row,) = await office.rows(view=View.UNDELIVERED)
    assert row.complaint.ticket == acknowledged
    assert row.undelivered
    assert "bounced" in await office.history(acknowledged)
    (said,) = [s for s in (await office.view(acknowledged)).messages if not s.inbound]
    assert "5.1.1" in said.reason
    assert len(office.post.taken) == 1, "a bounce is never answered"
    assert await office.adds_up()


async def test_news_of_a_delay_changes_nothing(office: Office, acknowledged: str) -> None:
    (mail,) = office.post.to(SITI)
    assert await office.mail(bounce(mail, SITI, "delayed", "4.4.1")) is Terminal.REPORT
    assert await states(office, acknowledged) == [SendState.SENT]
    assert not await office.rows(view=View.UNDELIVERED)
    assert "bounced" not in await office.history(acknowledged)


async def test_a_bounce_that_comes_days_later_still_marks_it(office: Office, acknowledged: str) -> None:
    office.clock.pass_by(days=4)
    (mail,) = office.post.to(SITI)
    await office.mail(bounce(mail, SITI, "delayed", "4.4.1"))
    await office.mail(bounce(mail, SITI))
    assert await states(office, acknowledged) == [SendState.FAILED]
    await office.mail(bounce(mail, SITI, "delivered", "2.0.0"))
    assert await states(office, acknowledged) == [SendState.FAILED], "what failed was not delivered"


async def test_a_bounce_about_a_mail_that_is_not_ours_is_counted_and_changes_no_case(
    office: Office, acknowledged: str
) -> None:
    (mail,) = office.post.to(SITI)
    mail.replace_header("Message-ID", "<somebody-elses@example.org>")
    assert await office.mail(bounce(mail, SITI)) is Terminal.REPORT
    assert await states(office, acknowledged) == [SendState.SENT]
    assert await office.adds_up()
