"""A wrong secret or a wrong public address shows as a run of forgeries, and the list fills the hole."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from app.accounts import StoreSink, Watch
from channels.whatsapp import WhatsAppChannel
from core.message import Terminal
from core.ports.accounts import AccountHealth, Health
from sandbox.twilio import Twilio
from tests.channels.sink import polling
from tests.channels.twilio.office import settings
from tests.web.hooks.conftest import OURS, Gate
from web.hooks.standing import RUN

NEW = "token-yang-baru-di-twilio-sekarang"


async def health(gate: Gate, watch: Watch) -> AccountHealth:
    """What the ops page shows of the account, reported as the service does."""
    await watch.report(gate.store, gate.standing.is_failing)
    return {line.account: line for line in await gate.store.read(lambda unit: unit.accounts.health())}["wa"]


async def sweep(gate: Gate, channel: WhatsAppChannel, watch: Watch) -> None:
    """The list is asked once, from beginning to end, into the real store."""
    sink = StoreSink("wa", gate.store, gate.clock, watch, accept=datetime(2000, 1, 1, tzinfo=UTC))
    async with polling(channel, sink) as task:
        while sink.beats < 3 and not task.done():  # noqa: ASYNC110 - each of its two streams, and its end
            await asyncio.sleep(0.02)


@pytest.fixture
def watch(gate: Gate) -> Watch:
    return watching(gate)


def watching(gate: Gate) -> Watch:
    """An account that is well so far."""
    made = Watch(gate.clock)
    made.start("wa", "whatsapp")
    made.succeeded("wa", 0)
    return made


async def test_a_wrong_public_address_fails_the_account_and_the_list_brings_what_was_shut_out(
    gate: Gate, watch: Watch
) -> None:
    """The proxy's address was written into the configuration, and Twilio calls another one."""
    _, reached = gate.twilio.hooks[OURS]
    gate.twilio.connect(OURS, "https://www.office.example/hooks/wa", reached)
    assert (await health(gate, watch)).state is Health.OK
    written = [await gate.called(f"Izin apotek nomor {number} belum terbit") for number in range(RUN)]
    assert written == [403] * RUN
    told = await health(gate, watch)
    assert (told.state, told.error) == (Health.FAILING, "forged")
    assert await gate.views() == []

    await sweep(gate, gate.chat, watch)
    await gate.work()
    (view,) = await gate.views()
    arrived = [message.at for message in gate.twilio.account.messages.values() if message.inbound]
    assert len([said for said in view.messages if said.inbound]) == RUN
    assert abs(view.complaint.received_at - arrived[0]) < timedelta(seconds=1), "its true reception"
    assert (await health(gate, watch)).state is Health.FAILING, "a poller's success must not hide it"

    gate.twilio.connect(OURS, "https://aduan.office.example/hooks/wa", reached)
    assert await gate.called("Sudah 4 minggu sekarang") == 200
    assert (await health(gate, watch)).state is Health.OK


async def test_a_rotated_token_shuts_the_door_until_the_new_one_is_written_down(
    gate: Gate, watch: Watch
) -> None:
    """The secret is asked for anew each time: nothing has to be restarted."""
    secret = [Twilio.auth_token]
    channel = WhatsAppChannel("wa", settings(gate.twilio, credential=lambda: secret[0]))
    gate.doors["wa"] = channel
    gate.twilio.rotate(NEW)
    assert [await gate.called(f"pesan {number}") for number in range(RUN)] == [403] * RUN
    assert (await health(gate, watch)).error == "forged"
    secret[0] = f"{NEW} {Twilio.auth_token}"
    assert await gate.called("Izin apotek saya belum terbit") == 200
    assert (await health(gate, watch)).state is Health.OK
    await sweep(gate, channel, watch)
    await gate.work()
    (balance,) = await gate.store.read(lambda unit: unit.ledger.balances())
    assert balance.received - balance.ended.get(Terminal.REDELIVERED, 0) == RUN + 1
    assert balance.missing == 0
    await channel.close()
