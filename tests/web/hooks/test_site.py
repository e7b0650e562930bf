"""The signed door for the office's own sites: who signs rightly gets a ticket, who errs is told what to mend."""

from __future__ import annotations

import asyncio
import json
import logging
from base64 import b64encode
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from channels.web import Settings as WebSettings
from channels.web import WebChannel, sign
from core.intake.read import read_next
from core.message import Terminal
from core.ports.channel import Site, Webhook
from storage.store import SqlStore
from tests.pipeline.office import HeldClock, desk
from tests.web.conftest import IN_CLEAR, served
from web.hooks.application import build_hooks
from web.hooks.standing import Standing

SECRET, OLDER = "rahasia-situs-baru-0123456789", "rahasia-situs-lama-0123456789"
KEY = "5f1b6f0c9a0b4a35b0d2f4f8b1a7c111"
TEXT = "Izin PBG rumah saya sudah dua bulan belum terbit, padahal berkas sudah lengkap."
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF"


@dataclass
class Caller:
    """One of the office's sites, and the door it calls."""

    store: SqlStore
    clock: HeldClock = field(default_factory=HeldClock)
    standing: Standing = field(default_factory=Standing)
    channel: WebChannel = field(
        default_factory=lambda: WebChannel("situs", WebSettings(lambda: f"{SECRET} {OLDER}", signed=True))
    )
    http: httpx.AsyncClient = field(default_factory=httpx.AsyncClient)

    async def call(
        self,
        body: bytes | None = None,
        secret: str = SECRET,
        at: datetime | None = None,
        key: str = KEY,
        **changed: Any,
    ) -> httpx.Response:
        body = json.dumps({"text": TEXT} | changed).encode() if body is None else body
        moment = at or self.clock.now()
        signature = f"t={int(moment.timestamp())},v1={sign(secret, moment, key, body)}"
        headers = {"x-aduan-signature": signature, "idempotency-key": key, "content-type": "application/json"}
        return await self.http.post("/hooks/situs", content=body, headers=headers)

    async def read(self) -> None:
        while await read_next(self.store, {"situs": self.channel}, desk(), self.clock):
            pass

    async def ended(self) -> dict[Terminal, int]:
        balances = await self.store.read(lambda unit: unit.ledger.balances())
        assert all(balance.missing == 0 for balance in balances)
        return {state: n for balance in balances for state, n in balance.ended.items()}


@pytest.fixture
async def site(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Caller]:
    monkeypatch.setattr("web.waiting.PATIENCE", 0.0)
    caller = Caller(store)
    hooks = build_hooks(store, {"situs": caller.channel}, clock=caller.clock, standing=caller.standing)
    async with (
        served(hooks) as address,
        httpx.AsyncClient(verify=IN_CLEAR, base_url=address, trust_env=False) as client,
    ):
        caller.http = client
        yield caller


def named(answer: httpx.Response) -> str:
    """The field that the error names; what was sent stands nowhere in it."""
    error = answer.json()["error"]
    assert error["remedy"]
    assert "PBG" not in answer.text
    assert SECRET not in answer.text
    return str(error["field"])


def test_it_is_a_site_and_a_webhook() -> None:
    channel = WebChannel("situs", WebSettings())
    assert isinstance(channel, Site)
    assert isinstance(channel, Webhook)


async def test_a_signed_call_is_kept_and_the_same_call_again_tells_the_ticket(site: Caller) -> None:
    first = await site.call()
    assert (first.status_code, first.json()["ticket"]) == (202, None)
    await site.read()
    second = await site.call()
    assert second.status_code == 200
    assert second.json()["check_code"] == first.json()["check_code"]
    ticket, code = second.json()["ticket"], second.json()["check_code"]
    assert await site.store.read(lambda unit: unit.cases.opens_with(ticket, code))
    assert await site.ended() == {Terminal.OPENED: 1, Terminal.REDELIVERED: 1}


async def test_many_at_once_with_one_key_are_one_complaint(site: Caller) -> None:
    answers = await asyncio.gather(*(site.call() for _ in range(6)))
    assert {answer.status_code for answer in answers} == {202}
    await site.read()
    assert (await site.ended())[Terminal.OPENED] == 1


async def test_both_secrets_are_right_while_one_takes_the_others_place(site: Caller) -> None:
    assert (await site.call(secret=OLDER)).status_code == 202
    assert (await site.call(secret="another-secret-altogether")).status_code == 403


async def test_what_was_heard_on_the_way_cannot_be_sent_under_another_key_or_body(site: Caller) -> None:
    body = json.dumps({"text": TEXT}).encode()
    moment = site.clock.now()
    signature = f"t={int(moment.timestamp())},v1={sign(SECRET, moment, KEY, body)}"
    for key, sent in ((KEY[::-1], body), (KEY, body.replace(b"dua", b"tiga"))):
        headers = {"x-aduan-signature": signature, "idempotency-key": key}
        answer = await site.http.post("/hooks/situs", content=sent, headers=headers)
        assert (answer.status_code, named(answer)) == (403, "x-aduan-signature")


@pytest.mark.parametrize("minutes", [-6, 6])
async def test_an_old_or_early_signature_is_refused(site: Caller, minutes: int) -> None:
    answer = await site.call(at=site.clock.now() + timedelta(minutes=minutes))
    assert (answer.status_code, named(answer)) == (403, "x-aduan-signature")
    assert (await site.call(at=site.clock.now() + timedelta(minutes=minutes * 4 // 6))).status_code == 202


@pytest.mark.parametrize(
    "header", ["", "v1=00", "t=abc,v1=00", "t=99999999999,v1=", "t=1" * 500, "t=1,v1=\xe9"]
)
async def test_a_signature_of_no_form_is_refused(site: Caller, header: str) -> None:
    headers = [(b"x-aduan-signature", header.encode("latin-1")), (b"idempotency-key", KEY.encode())]
    answer = await site.http.post("/hooks/situs", content=b"{}", headers=headers)
    assert (answer.status_code, named(answer)) == (403, "x-aduan-signature")


@pytest.mark.parametrize(
    ("field_name", "changed"),
    [
        ("text", {"text": "  "}),
        ("text", {"text": 5}),
        ("anonymity", {"anonymity": "PBG"}),
        ("submitted_at", {"submitted_at": "kemarin"}),
        ("submitted_at", {"submitted_at": "2026-11-23T05:00:00"}),
        ("submitted_at", {"submitted_at": "2026-11-01T05:00:00+07:00"}),
        ("submitted_at", {"submitted_at": "2027-01-01T05:00:00+07:00"}),
        ("files", {"files": {}}),
        ("files[0].data", {"files": [{"data": "#"}]}),
        (
            "files[1]",
            {
                "files": [
                    {"data": b64encode(JPEG).decode()},
                    {"filename": "a.exe", "data": b64encode(b"MZ\x90").decode()},
                ]
            },
        ),
        ("files", {"files": [{"filename": "a.jpg", "data": b64encode(JPEG).decode()}] * 6}),
    ],
)
async def test_what_does_not_fit_is_named_and_nothing_is_kept(
    site: Caller, field_name: str, changed: dict[str, Any]
) -> None:
    answer = await site.call(**changed)
    assert (answer.status_code, named(answer)) == (400, field_name)
    await site.read()
    assert await site.ended() == {}


async def test_a_short_key_and_a_body_that_is_no_json_are_named(site: Caller) -> None:
    assert named(await site.call(key="kurang")) == "idempotency-key"
    assert named(await site.call(body=b"<xml/>")) == "body"
    assert named(await site.call(body=b"[1]")) == "body"


async def test_a_site_that_was_cut_off_hands_over_the_true_submission(site: Caller) -> None:
    then = site.clock.now() - timedelta(days=2)
    await site.call(submitted_at=then.isoformat())
    await site.read()
    ticket = (await site.call(submitted_at=then.isoformat())).json()["ticket"]
    case = await site.store.read(lambda unit: unit.cases.get(ticket))
    assert case is not None
    assert case.received_at == then


async def test_files_come_along_in_base64_beyond_the_size_of_other_hooks(site: Caller) -> None:
    picture = JPEG + bytes(600_000)
    answer = await site.call(files=[{"filename": "foto.jpg", "data": b64encode(picture).decode()}])
    assert answer.status_code == 202


async def test_an_account_that_is_not_signed_takes_nothing(store: SqlStore, site: Caller) -> None:
    site.channel._settings = WebSettings(lambda: SECRET)
    assert (await site.call()).status_code == 403


async def test_no_secret_and_no_word_of_a_citizen_is_logged(
    site: Caller, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for secret in ("wrong-secret-wrong-secret", SECRET):
        await site.call(secret=secret)
        await site.call(text="", secret=secret)
    await site.read()
    heard = " ".join(record.getMessage() for record in caplog.records)
    for private in (SECRET, OLDER, "PBG", KEY):
        assert private not in heard


async def test_a_run_of_wrong_signatures_makes_the_account_failing(site: Caller) -> None:
    for _ in range(site.standing.limit):
        await site.call(secret="wrong-secret-wrong-secret")
    assert site.standing.is_failing("situs")
    await site.call()
    assert not site.standing.is_failing("situs")
