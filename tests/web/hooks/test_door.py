"""What platforms bring is verified, kept, and only then acknowledged; strangers learn nothing."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from channels._twilio.form import read_form
from core.intake.keep import keep
from core.message import Envelope, Terminal
from core.ports.store import Unit
from sandbox.twilio.calls import Signer
from storage.store import open_store
from tests.channels.sink import MemorySink
from tests.channels.twilio.office import swept
from tests.web.conftest import IN_CLEAR, served
from tests.web.hooks.conftest import OURS, Gate
from tests.web.office import MASTER_KEY
from web.hooks.application import LONGEST_BODY, beside, build_hooks
from web.hooks.standing import RUN, Standing

FORM = {"content-type": "application/x-www-form-urlencoded"}


async def kept(gate: Gate) -> list[Envelope]:
    """What is unread."""

    def lease(unit: Unit) -> list[Envelope]:
        return [one.envelope for one in unit.envelopes.lease(gate.clock.now(), 50, timedelta(seconds=1))]

    return await gate.store.write(lease)


async def test_a_genuine_delivery_is_kept_whole_and_answered_with_nothing(
    gate: Gate, client: httpx.AsyncClient
) -> None:
    message = gate.twilio.write("whatsapp:+6281200000002", OURS, "Jalan rusak é 🙏", call=False, Baru="nilai")
    headers = gate.twilio.signer.headers("https://aduan.office.example/hooks/wa?a=%2B1", message.form)
    answer = await client.post(
        "/hooks/wa?a=%2B1", content=urlencode(message.form), headers={**FORM, **headers, "cookie": "x=1"}
    )
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/xml")
    assert answer.text.endswith("<Response/>")
    (envelope,) = await kept(gate)
    assert (envelope.key, envelope.received_at) == (message.sid, gate.clock.now())
    assert dict(read_form(envelope.body)) == message.form
    assert envelope.headers["x-twilio-signature"] == headers["X-Twilio-Signature"]
    assert envelope.headers[":path"] == "/hooks/wa?a=%2B1"
    assert "cookie" not in envelope.headers


async def test_twilio_calling_again_changes_nothing(gate: Gate) -> None:
    message = gate.twilio.write("whatsapp:+6281200000002", OURS, "Jalan rusak", call=False)
    for _ in range(3):
        assert await asyncio.to_thread(gate.twilio.call, message) == 200
    assert await gate.unread() == 1
    balances = await gate.store.read(lambda unit: unit.ledger.balances())
    assert balances[0].ended == {Terminal.REDELIVERED: 2}
    assert balances[0].missing == 0


async def test_the_list_and_the_webhook_bring_one_message_once(gate: Gate) -> None:
    """Whichever comes first, under pressure from both sides."""
    await gate.called("lewat webhook")
    missed = gate.twilio.write("whatsapp:+6281200000002", OURS, "terlewat", call=False)
    sink = await swept(gate.chat, MemorySink())
    for batch in sink.batches:
        await keep(gate.store, batch, gate.clock)
    assert await gate.unread() == 2
    assert await asyncio.to_thread(gate.twilio.call, missed) == 200
    assert await gate.unread() == 2


FORGERIES = {
    "an unsigned one": {"X-Twilio-Signature": ""},
    "another signature": {"X-Twilio-Signature": "AAAAAAAAAAAAAAAAAAAAAAAAAAA="},
    "two signatures": {"X-Twilio-Signature": "AAAA, BBBB"},
}


@pytest.mark.parametrize("headers", FORGERIES.values(), ids=FORGERIES)
async def test_a_forgery_gets_403_without_a_word_and_leaves_nothing(
    gate: Gate, client: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    answer = await client.post("/hooks/wa", content="MessageSid=SM1&Body=palsu", headers={**FORM, **headers})
    assert (answer.status_code, answer.content) == (403, b"")
    assert await gate.unread() == 0
    assert gate.standing.forged["wa"] == 1


async def test_a_delivery_for_another_account_is_a_forgery_here(
    gate: Gate, client: httpx.AsyncClient
) -> None:
    """The address is signed too: the same secret does not open the other door."""
    message = gate.twilio.write("whatsapp:+6281200000002", OURS, "Jalan rusak", call=False)
    headers = gate.twilio.signer.headers("https://aduan.office.example/hooks/wa", message.form)
    answer = await client.post("/hooks/sms", content=urlencode(message.form), headers={**FORM, **headers})
    assert answer.status_code == 403


async def test_the_address_is_the_configured_one_whatever_the_request_says(
    gate: Gate, client: httpx.AsyncClient
) -> None:
    message = gate.twilio.write("whatsapp:+6281200000002", OURS, "Jalan rusak", call=False)
    proxied = {"host": "10.0.0.5:8000", "x-forwarded-proto": "http", "x-forwarded-host": "lain.example"}
    genuine = gate.twilio.signer.headers("https://aduan.office.example/hooks/wa", message.form)
    answer = await client.post(
        "/hooks/wa", content=urlencode(message.form), headers={**FORM, **genuine, **proxied}
    )
    assert answer.status_code == 200
    steered = gate.twilio.signer.headers("http://10.0.0.5:8000/hooks/wa", message.form)
    answer = await client.post(
        "/hooks/wa", content=urlencode(message.form), headers={**FORM, **steered, **proxied}
    )
    assert answer.status_code == 403


async def test_a_run_of_forgeries_fails_the_account_until_something_genuine_comes(gate: Gate) -> None:
    wrong = Signer("token-yang-lama")
    for number in range(RUN):
        assert not gate.standing.is_failing("wa"), number
        message = gate.twilio.write("whatsapp:+6281200000002", OURS, f"pesan {number}", call=False)
        assert await asyncio.to_thread(gate.twilio.call, message, wrong) == 403
    assert gate.standing.is_failing("wa")
    assert not gate.standing.is_failing("sms")
    assert await gate.called() == 200
    assert not gate.standing.is_failing("wa")
    assert (gate.standing.forged["wa"], gate.standing.genuine["wa"]) == (RUN, 1)


async def test_what_the_wrong_secret_shut_out_comes_by_the_list(gate: Gate) -> None:
    for number in range(RUN):
        message = gate.twilio.write("whatsapp:+6281200000002", OURS, f"pesan {number}", call=False)
        await asyncio.to_thread(gate.twilio.call, message, Signer("token-yang-lama"))
    sink = await swept(gate.chat, MemorySink())
    assert len(sink.kept) == RUN


MALFORMED: dict[str, tuple[str, bytes, int]] = {
    "JSON": ("application/json", b'{"Body": "halo"}', 400),
    "multipart": ("multipart/form-data; boundary=b", b"--b\r\n\r\n--b--\r\n", 400),
    "no type": ("", b"Body=halo", 400),
    "no UTF-8": ("application/x-www-form-urlencoded", b"Body=%FF%FE", 400),
    "empty": ("application/x-www-form-urlencoded", b"", 400),
    "very many fields": ("application/x-www-form-urlencoded", b"a=1&" * 2000, 400),
    "as long as is allowed": ("application/x-www-form-urlencoded", b"a=" + b"b" * (LONGEST_BODY - 2), 403),
    "a byte longer": ("application/x-www-form-urlencoded", b"a=" + b"b" * (LONGEST_BODY - 1), 413),
}


@pytest.mark.parametrize(("kind", "body", "status"), MALFORMED.values(), ids=MALFORMED)
async def test_a_malformed_body_is_refused_without_a_word(
    gate: Gate, client: httpx.AsyncClient, kind: str, body: bytes, status: int
) -> None:
    answer = await client.post("/hooks/wa", content=body, headers={"content-type": kind})
    assert (answer.status_code, answer.content) == (status, b"")
    assert await gate.unread() == 0


async def test_a_body_that_hides_its_length_is_cut_off_all_the_same(
    gate: Gate, client: httpx.AsyncClient
) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(LONGEST_BODY // 1024 + 2):
            yield b"a=1&" * 256

    answer = await client.post("/hooks/wa", content=endless(), headers=FORM)
    assert answer.status_code == 413
    assert await gate.unread() == 0


@pytest.mark.parametrize(
    "path", ["/hooks/lain", "/hooks/", "/hooks/wa/", "/hooks/wa/x", "/", "/hooks/..%2Fwa"]
)
async def test_there_is_nothing_beside_the_doors(gate: Gate, client: httpx.AsyncClient, path: str) -> None:
    assert (await client.post(path, content=b"a=1", headers=FORM)).status_code in {404, 307}


async def test_a_door_is_not_looked_at(client: httpx.AsyncClient) -> None:
    assert (await client.get("/hooks/wa")).status_code == 405


async def test_a_busy_store_asks_to_come_again_and_nothing_is_lost(gate: Gate, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/busy.db"
    open_store(url, MASTER_KEY, tmp_path / "busy", create=True).close_now()
    busy = open_store(url, MASTER_KEY, tmp_path / "busy", live_limit=0)
    app = build_hooks(busy, gate.webhooks, clock=gate.clock, standing=Standing())
    async with served(app) as address, httpx.AsyncClient(verify=IN_CLEAR, trust_env=False) as client:
        message = gate.twilio.write("whatsapp:+6281200000002", OURS, "Jalan rusak", call=False)
        headers = gate.twilio.signer.headers("https://aduan.office.example/hooks/wa", message.form)
        answer = await client.post(
            f"{address}/hooks/wa", content=urlencode(message.form), headers={**FORM, **headers}
        )
        assert (answer.status_code, answer.headers["retry-after"], answer.content) == (503, "5", b"")
    await busy.close()
    assert await asyncio.to_thread(gate.twilio.call, message) == 200  # the provider's next try


async def test_what_was_acknowledged_is_in_the_database(gate: Gate, tmp_path: Path) -> None:
    """Another connection sees it the moment Twilio hears 200."""
    assert await gate.called() == 200
    other = open_store(f"sqlite:///{tmp_path}/aduan.db", MASTER_KEY, tmp_path / "files", write=False)
    lags = await other.read(lambda unit: unit.ledger.lag())
    await other.close()
    assert lags["wa"][0] == 1


async def test_many_deliveries_at_once_are_each_kept_once(gate: Gate) -> None:
    messages = [
        gate.twilio.write(f"whatsapp:+62812{number:07d}", OURS, f"pesan {number}", call=False)
        for number in range(60)
    ]
    twice = [asyncio.to_thread(gate.twilio.call, message) for message in messages * 2]
    assert set(await asyncio.gather(*twice)) == {200}
    assert await gate.unread() == 60


async def test_a_genuine_delivery_of_an_unknown_kind_is_kept(gate: Gate, client: httpx.AsyncClient) -> None:
    form = {"AccountSid": gate.twilio.account_sid, "EventKind": "something-new"}
    headers = gate.twilio.signer.headers("https://aduan.office.example/hooks/wa", form)
    for _ in range(2):
        answer = await client.post("/hooks/wa", content=urlencode(form), headers={**FORM, **headers})
        assert answer.status_code == 200
    (envelope,) = await kept(gate)
    assert envelope.key.startswith("sha256:")


async def test_a_fault_of_ours_quotes_nobody(
    gate: Gate, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(envelope: Envelope) -> None:
        raise KeyError(envelope.body)

    monkeypatch.setattr(gate.chat, "verify", broken)
    caplog.set_level(logging.DEBUG)
    assert await gate.called("rahasia warga") == 500
    assert "fault of a webhook: KeyError" in caplog.text
    assert "rahasia" not in caplog.text


async def test_a_stranger_who_keeps_trying_does_not_fill_the_log(
    gate: Gate, client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(RUN * 3):
        await client.post("/hooks/wa", content="MessageSid=SM1", headers=FORM)
    assert len([record for record in caplog.records if "forged" in record.getMessage()]) == 2
    assert gate.standing.forged["wa"] == RUN * 3


async def test_pages_and_doors_live_under_one_address(gate: Gate) -> None:
    pages = Starlette(routes=[Route("/{path:path}", lambda _: PlainTextResponse("page"))])
    hooks = build_hooks(gate.store, gate.webhooks, clock=gate.clock, standing=gate.standing)
    transport = httpx.ASGITransport(beside(pages, hooks))
    async with httpx.AsyncClient(transport=transport, base_url="http://aduan.example") as client:
        assert (await client.get("/hooks")).text == "page"
        assert (await client.get("/kasus")).text == "page"
        assert (await client.post("/hooks/wa", content=b"a=1", headers=FORM)).status_code == 403
