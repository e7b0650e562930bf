"""The same person's same matter, once by mail and once through LAPOR!, is proposed as related and never made one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from channels.lapor import Settings, open_channel
from core.case.complaint import Complaint, State
from core.classify.labels import Kind
from core.intake.keep import keep
from core.lapor.report import Report, dump_report
from core.message import Batch, Envelope
from tests.pipeline.letters import SITI, late_permit, letter
from tests.pipeline.office import NOON, Office

LAPOR = "lapor"
REPORT = Report(
    "7310042",
    NOON - timedelta(days=4),
    title="PBG belum terbit",
    body="PBG rumah saya diajukan 3 minggu lalu, sampai sekarang belum terbit. Mohon kejelasan.",
    name="Siti Contoh",
    email=SITI.upper(),
)


@pytest.fixture
def bridge(office: Office) -> Office:
    office.channels[LAPOR] = open_channel(LAPOR, Settings())
    return office


async def bring(office: Office, report: Report = REPORT) -> Complaint:
    envelope = Envelope(LAPOR, "file", report.tracking_id, dump_report(report), report.received_at)
    await keep(office.store, Batch(LAPOR, "file", (envelope,)), office.clock)
    await office.work()
    ticket = await office.store.read(lambda unit: unit.ledger.ticket_of(LAPOR, report.tracking_id))
    assert ticket is not None
    return await office.get(ticket)


async def by_mail(office: Office, raw: bytes) -> Complaint:
    await office.mail(raw)
    return await office.case(SITI)


async def test_the_same_matter_by_the_same_person_is_proposed_as_related(bridge: Office) -> None:
    first = await by_mail(bridge, late_permit())
    second = await bring(bridge)
    assert second.ticket != first.ticket
    assert second.related == (first.ticket,)
    said = {entry.what: entry.detail for entry in await bridge.entries(second.ticket)}
    assert said["repeats"] == {"ticket": first.ticket}
    assert second.state is not State.CLOSED
    assert second.party.id != first.party.id, "a number in a file makes nobody the same person"
    assert (await bridge.get(first.ticket)).version == first.version


async def test_another_matter_of_the_same_person_is_not(bridge: Office) -> None:
    await by_mail(bridge, letter("Nama saya Siti Contoh. Kursi ruang tunggu MPP kurang.", SITI))
    assert (await bring(bridge)).related == ()


async def test_the_same_matter_of_another_person_is_not(bridge: Office) -> None:
    await by_mail(bridge, late_permit())
    assert (await bring(bridge, replace(REPORT, email="orang.lain@example.com"))).related == ()
    assert (await bring(bridge, replace(REPORT, tracking_id="7310043", email=""))).related == ()


@pytest.mark.parametrize("kind", ["pengaduan", ""])
async def test_the_history_says_that_it_came_in_lapor_s_file_and_in_no_register(
    bridge: Office, kind: str
) -> None:
    case = await bring(bridge, replace(REPORT, kind=kind))
    said = await bridge.entries(case.ticket)
    assert [(entry.by, entry.detail) for entry in said if entry.what == "brought_in"] == [
        ("system", {"system": "sp4n_lapor"})
    ]
    assert "taken_over" not in {entry.what for entry in said}


async def test_t0_is_the_report_s_date_and_nobody_is_written_to(bridge: Office) -> None:
    case = await bring(bridge)
    assert case.received_at == REPORT.received_at
    assert bridge.post.taken == []
    assert await bridge.adds_up()


async def test_an_aspiration_is_a_suggestion_with_a_target(bridge: Office) -> None:
    case = await bring(bridge, replace(REPORT, kind="aspirasi"))
    assert (case.labels.kind, case.deadline.basis.value) == (Kind.SUGGESTION, "target")


async def test_a_report_without_a_name_is_not_one_without_identity(bridge: Office) -> None:
    case = await bring(bridge, replace(REPORT, name="", email="", anonymous=True))
    assert case.party.name == "Pelapor SP4N-LAPOR! 7310042"
    assert "identity" not in case.missing
    assert case.restricted
