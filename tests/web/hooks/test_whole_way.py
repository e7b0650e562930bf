"""A citizen writes on WhatsApp, and hears from the office: from the webhook to the delivery report."""

from __future__ import annotations

import asyncio

from core.dispatch.send import dispatch_next
from core.intake.connection import first_connection
from core.intake.read import read_next
from core.message import Terminal
from core.ports.inbox import Filters, Role, View, Viewer
from core.ports.send import SendState
from tests.pipeline.office import HeldClock, desk
from tests.web.hooks.conftest import Gate

DADAN = Viewer("dadan", Role.COMPLAINT_MANAGER)


async def test_a_complaint_on_whatsapp_is_acknowledged_there_and_the_delivery_is_known(gate: Gate) -> None:
    clock = HeldClock()
    gate.clock.advance(clock.now() - gate.clock.now())
    await gate.store.write(lambda unit: first_connection(unit, "wa", clock.now()))
    assert await gate.called("Izin PBG saya di loket sudah 3 minggu belum jadi, mohon dibantu.") == 200
    channels = {"wa": gate.chat}
    while await read_next(gate.store, channels, desk(), clock):
        pass
    while await dispatch_next(gate.store, channels, clock):
        pass
    (sent,) = gate.twilio.sent()
    assert sent.recipient == "whatsapp:+6281200000002"
    assert "PWK-" in sent.body
    for status in ("sent", "read", "delivered"):  # out of order: what is read was delivered
        assert await asyncio.to_thread(gate.twilio.report, sent.sid, status) == 200
    while await read_next(gate.store, channels, desk(), clock):
        pass
    counts = await gate.store.read(lambda unit: unit.outbox.counts())
    assert {state for (_, state), count in counts.items() if count} <= {SendState.DELIVERED}
    page = await gate.store.read(lambda unit: unit.inbox.page(DADAN, Filters(View.OPEN), clock.now().date()))
    (row,) = page.rows
    assert row.complaint.party.addresses[0].handle == "whatsapp:+6281200000002"
    (balance,) = await gate.store.read(lambda unit: unit.ledger.balances())
    assert balance.missing == 0
    assert balance.ended == {Terminal.OPENED: 1, Terminal.REPORT: 3}


async def test_five_bubbles_in_one_minute_make_one_case_and_one_acknowledgement(gate: Gate) -> None:
    clock = HeldClock()
    gate.clock.advance(clock.now() - gate.clock.now())
    await gate.store.write(lambda unit: first_connection(unit, "wa", clock.now()))
    for bubble in (
        "Izin PBG saya lama sekali",
        "sudah 3 minggu",
        "di loket 4",
        "tidak ada kabar",
        "mohon dibantu",
    ):
        assert await gate.called(bubble) == 200
    channels = {"wa": gate.chat}
    while await read_next(gate.store, channels, desk(), clock):
        pass
    while await dispatch_next(gate.store, channels, clock):
        pass
    page = await gate.store.read(lambda unit: unit.inbox.page(DADAN, Filters(View.OPEN), clock.now().date()))
    assert len(page.rows) == 1
    assert len(gate.twilio.sent()) == 1
