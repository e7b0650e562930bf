"""What becomes of our messages when the mail server does not take them, over real SMTP."""

from __future__ import annotations

import pytest

from core.case.complaint import Complaint
from core.message import Terminal
from core.ports.inbox import ShownMessage, View
from core.ports.send import SendState
from core.work.reply import reply
from sandbox.mail.smtp import DROP_AFTER_DATA
from tests.pipeline.letters import ASEP, SITI, late_permit
from tests.pipeline.office import SARI, Office


async def ours(office: Office, case: Complaint) -> list[ShownMessage]:
    return [said for said in (await office.view(case.ticket)).messages if not said.inbound]


async def undelivered(office: Office) -> list[str]:
    return [row.complaint.ticket for row in await office.rows(view=View.UNDELIVERED)]


@pytest.mark.parametrize("answer", ["450 4.2.0 try again later", "421 4.3.0 shutting down"])
async def test_what_fails_for_now_is_sent_again_later_and_once(answer: str, office: Office) -> None:
    office.post.server.faults.data = [answer, answer]
    await office.mail(late_permit())
    case = await office.case(SITI)
    (message,) = await ours(office, case)
    assert message.send_state is SendState.DUE
    assert not office.post.taken
    assert not await undelivered(office), "nobody is alarmed while it is tried"
    await office.send()
    assert not office.post.taken, "not at once"
    for _ in range(4):
        office.clock.pass_by(minutes=10)
        await office.settle()
        await office.send()
    assert len(office.post.to(SITI)) == 1
    (message,) = await ours(office, case)
    assert message.send_state is SendState.SENT


async def test_a_server_that_asks_to_wait_holds_up_no_other_account(office: Office) -> None:
    office.post.server.faults.sender = "451 4.7.1 slow down"
    await office.mail(late_permit())
    counts = await office.store.read(lambda unit: unit.outbox.counts())
    assert counts == {("surat", SendState.DUE): 1}
    office.post.server.forgive()
    office.clock.pass_by(hours=2)
    await office.send()
    assert len(office.post.taken) == 1


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        pytest.param("550 5.1.1 no such user", "recipient-gone", id="there is no such person"),
        pytest.param("554 5.7.1 we do not want this", "refused", id="it is refused"),
    ],
)
async def test_what_is_refused_for_good_goes_to_a_person_and_is_not_sent_again(
    fault: str, code: str, office: Office
) -> None:
    if code == "recipient-gone":
        office.post.server.faults.recipients[SITI] = fault
    else:
        office.post.server.faults.data = [fault]
    await office.mail(late_permit())
    office.post.server.forgive()
    case = await office.case(SITI)
    (message,) = await ours(office, case)
    assert message.send_state is SendState.FAILED
    assert await undelivered(office) == [case.ticket]
    (entry,) = [entry for entry in await office.entries(case.ticket) if entry.what == "send_failed"]
    assert entry.detail == {"purpose": "acknowledgement", "code": code}
    office.clock.pass_by(days=3)
    await office.settle()
    await office.send()
    assert not office.post.taken


async def test_what_perhaps_left_is_settled_by_one_repeat_that_looks_the_same(office: Office) -> None:
    """The server took the mail and hung up without a word."""
    office.post.server.faults.data = [DROP_AFTER_DATA]
    await office.mail(late_permit())
    case = await office.case(SITI)
    (message,) = await ours(office, case)
    assert message.send_state is SendState.UNKNOWN
    await office.send()
    assert len(office.post.taken) == 1, "what is uncertain is never simply sent again"
    await office.settle()
    await office.send()
    first, second = office.post.to(SITI)
    assert first["Message-ID"] == second["Message-ID"]
    assert first["X-Aduan-Repeat"] is None
    assert second["X-Aduan-Repeat"] == "yes"
    assert first.get_payload() == second.get_payload()
    (message,) = await ours(office, case)
    assert message.send_state is SendState.SENT


async def test_a_repeat_that_is_uncertain_too_is_held_for_a_person(office: Office) -> None:
    office.post.server.faults.data = [DROP_AFTER_DATA, DROP_AFTER_DATA]
    await office.mail(late_permit())
    case = await office.case(SITI)
    for _ in range(3):
        await office.settle()
        await office.send()
        office.clock.pass_by(hours=1)
    assert len(office.post.taken) == 2
    (message,) = await ours(office, case)
    assert message.send_state is SendState.HELD
    assert await undelivered(office) == [case.ticket]
    assert "send_held" in await office.history(case.ticket)


async def test_a_message_that_was_leaving_when_the_process_died_is_repeated_once(office: Office) -> None:
    """Leased, and nobody came back: the lease runs out."""
    await office.keep(office.envelope(late_permit()))
    office.post.server.faults.sender = "421 4.3.0 not now"
    await office.work()
    office.clock.pass_by(hours=2)
    office.post.server.forgive()
    now, lasts = office.clock.now(), office.desk.lease

    assert await office.do(lambda unit: unit.outbox.lease("surat", now, 10, lasts))
    await office.settle()
    await office.send()
    assert not office.post.taken, "another process may be at it"
    office.clock.pass_by(minutes=5)
    await office.settle()
    await office.send()
    (mail,) = office.post.to(SITI)
    assert mail["X-Aduan-Repeat"] == "yes"


async def test_messages_to_one_citizen_leave_in_order_and_hold_up_no_other(office: Office) -> None:
    office.post.server.faults.recipients[SITI] = "450 4.2.1 mailbox busy"
    await office.mail(late_permit())
    case = await office.case(SITI)
    now = office.clock.now()
    await office.do(
        lambda unit: reply(office.desk, unit, case.ticket, SARI, "Izin terbit hari ini.", now, case.version)
    )
    office.clock.pass_by(seconds=20)
    assert await office.mail(late_permit(ASEP, "Asep Umpama")) is Terminal.OPENED
    assert len(office.post.to(ASEP)) == 1, "others are served"
    assert not office.post.to(SITI), "the reply does not overtake the acknowledgement"
    office.post.server.forgive()
    office.clock.pass_by(hours=2)
    await office.send()
    first, second = office.post.to(SITI)
    assert first["Auto-Submitted"] == "auto-replied"
    assert second["Auto-Submitted"] is None


async def test_a_provider_that_refuses_the_null_sender_gets_the_offices_address(office: Office) -> None:
    office.post.server.faults.null_sender = "550 5.1.7 null sender not allowed"
    await office.mail(late_permit())
    for _ in range(3):
        office.clock.pass_by(hours=2)
        await office.settle()
        await office.send()
    (mail,) = office.post.to(SITI)
    assert office.post.taken[0].sender == "aduan@office.example"
    assert mail["Auto-Submitted"] == "auto-replied"


async def test_refused_credentials_lose_no_message(office: Office) -> None:
    office.post.server.faults.sign_in = "535 5.7.8 wrong password"
    await office.mail(late_permit())
    assert not office.post.taken
    office.post.server.forgive()
    for _ in range(3):
        office.clock.pass_by(hours=2)
        await office.send()
    assert len(office.post.taken) == 1
