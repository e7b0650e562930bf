"""`aduan check` against platforms on loopback: what is set up, what they answer, what is left to do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.config import kinds
from core.ports.channel import Guided, Poller
from sandbox.instagram import Instagram
from sandbox.instagram.redirect import redirected
from sandbox.telegram import Telegram
from sandbox.twilio import Twilio
from tests.app.conftest import Call
from tests.channels.contract import MARK, office

PERSON = 5081200002
NUMBER = "+6281500000001"
ACCOUNTS = """
[accounts.bot]
kind = "telegram"
title = "Telegram kantor"
password_file = "{home}/token"
api_url = "{telegram}"

[accounts.wa]
kind = "whatsapp"
letter = "f"
password_env = "TEST_TWILIO"
account_sid = "{sid}"
number = "{number}"
public_url = "https://aduan.office.example"
api_url = "{twilio}"

[accounts.loket]
kind = "desk"
"""


ALONG = """
[accounts.baca]
kind = "instagram"
username = "dpmptsp.contoh"
way = "instaloader"
risk_accepted = true
password_env = "TEST_COOKIES"
"""


@pytest.fixture
def telegram() -> Iterator[Telegram]:
    platform = Telegram()
    platform.state.known.add(PERSON)
    with platform.running():
        yield platform


@pytest.fixture
def ready(
    home: Path, database: Path, telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Telegram]:
    twilio = Twilio()
    with twilio.running():
        monkeypatch.setenv("TEST_TWILIO", Twilio.auth_token)
        (home / "token").write_text(Telegram.token)
        with (home / "config.toml").open("a") as file:
            file.write(
                ACCOUNTS.format(
                    home=home,
                    telegram=telegram.url,
                    sid=Twilio.account_sid,
                    number=NUMBER,
                    twilio=twilio.url,
                )
            )
        yield telegram


def accounts(said: str) -> dict[str, dict[str, Any]]:
    return {one["account"]: one for one in json.loads(said)["accounts"]}


def test_it_says_what_is_set_up_what_they_answer_and_what_is_left_to_do(ready: Telegram, aduan: Call) -> None:
    said = aduan("check")
    assert said.code == 0, said.out + said.err
    assert "database: opens, and the master key fits" in said.out
    assert "bot (telegram): receives and sends" in said.out
    assert "    secret: found" in said.out
    assert '    number = "+6281500000001"' in said.out
    assert "  - paste https://aduan.office.example/hooks/wa where a message" in said.out
    assert "  - register a template whose {{1}} takes the text" in said.out
    assert "docs/whatsapp.md leads through it" in said.out
    for secret in (Telegram.token.partition(":")[2], Twilio.auth_token):
        assert secret not in said.out + said.err


def test_it_says_of_a_way_that_is_not_official_that_it_is_none(
    home: Path, database: Path, aduan: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_COOKIES", f"sessionid={Instagram.session}; csrftoken=c; ds_user_id=7")
    with (home / "config.toml").open("a") as file:
        file.write(ALONG)
    instagram = Instagram()
    with instagram.running(), redirected(f"{instagram.url}/web"):
        said = aduan("check", "--account", "baca")
        refused = aduan("check", "--account", "baca", "--send-test", "warga")
    assert said.code == 0, said.out + said.err
    assert "receives; what is to be said an officer sends by hand; against the platform's terms" in said.out
    assert "officers answer by hand" in said.out
    assert (refused.code, "by-hand" in refused.out) == (1, True)
    assert Instagram.session not in said.out + refused.out


def test_a_new_office_is_told_what_it_lacks(database: Path, aduan: Call) -> None:
    said = aduan("check").out
    assert "read; 0 accounts" in said
    assert "there is no account yet" in said
    assert "nobody may sign in yet: `aduan user add NAME" in said
    aduan("user", "add", "siti", "--password", "sangat-rahasia")
    assert "nobody may sign in" not in aduan("check").out


def test_a_disk_that_is_nearly_full_is_told_before_anything_is_refused(
    ready: Telegram, aduan: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.commands.check.LEAST_ROOM", 1 << 62)
    said = aduan("check")
    assert said.code == 1
    assert "are left on its disk: make room" in said.out


def test_a_machine_reads_the_same(ready: Telegram, aduan: Call) -> None:
    said = aduan("check", "--json")
    assert said.code == 0
    told = accounts(said.out)
    assert {name: one["state"] for name, one in told.items()} == {"bot": "ok", "wa": "ok", "loket": "ok"}
    assert (told["wa"]["letter"], told["bot"]["title"]) == ("f", "Telegram kantor")
    assert set(told["bot"]["configured"]) == {"api_url"}
    assert told["loket"]["secret"] == ""
    assert json.loads(said.out)["test"] is None


@pytest.mark.parametrize(
    ("section", "key"),
    [("calendar", "file"), ("intake", "lexicon"), ("office", "notices"), ("office", "standards"),
     ("office", "businesses")],
)  # fmt: skip
def test_what_serve_would_stumble_over_is_told_before(
    section: str, key: str, home: Path, database: Path, aduan: Call
) -> None:
    assert "standards: can be read" in aduan("check").out
    with (home / "config.toml").open("a") as file:
        file.write(f"\n[{section}]\n{key} = '{home}/absent'\n")
    said = aduan("check")
    assert said.code == 1
    assert f"standards: {home}/absent: " in said.out
    assert f"{home}/absent" in json.loads(aduan("check", "--json").out)["files"]


def test_an_account_that_does_not_serve_is_told_and_so_by_the_exit_code(
    ready: Telegram, aduan: Call, home: Path
) -> None:
    ready.renew("700100200:baru-" + "n" * 27)
    said = aduan("check", "--json")
    assert said.code == 1
    told = accounts(said.out)
    assert (told["bot"]["state"], told["wa"]["state"]) == ("unauthorised", "ok")
    (home / "token").unlink()
    said = aduan("check", "--account", "bot")
    assert said.code == 1
    assert f"secret: accounts.bot.password_env or _file: cannot read {home}/token" in said.out
    assert "wa (whatsapp)" not in said.out


def test_a_test_message_is_sent_on_demand_and_only_then(ready: Telegram, aduan: Call) -> None:
    said = aduan("check", "--account", "bot", "--send-test", str(PERSON))
    assert said.code == 0
    (sent,) = ready.sent
    assert f"test message: handed over as {PERSON}:{sent.number}" in said.out
    assert "pesan uji" in sent.text


def test_a_test_message_that_cannot_be_sent_says_why(ready: Telegram, aduan: Call) -> None:
    ready.state.blocked.add(PERSON)
    said = aduan("check", "--account", "bot", "--send-test", str(PERSON), "--json")
    assert said.code == 1
    assert json.loads(said.out)["test"]["state"] == "recipient-gone"
    said = aduan("check", "--account", "loket", "--send-test", "x")
    assert (said.code, "test message: by-hand" in said.out) == (1, True)


def test_whose_message_it_is_must_be_said(ready: Telegram, aduan: Call) -> None:
    said = aduan("check", "--send-test", str(PERSON))
    assert (said.code, "--account" in said.err) == (2, True)
    said = aduan("check", "--account", "bott")
    assert (said.code, "bot, wa, loket" in said.err) == (2, True)
    assert ready.sent == []


@pytest.mark.parametrize(
    "kind", [kind for kind in kinds() if isinstance(office(kind).channel(MARK, None), Poller)]
)
def test_who_asks_a_platform_says_what_is_to_be_done_there(kind: str) -> None:
    """Without the secret, and with the words of the kind's own page near at hand."""
    channel = office(kind).channel(MARK, None)
    assert isinstance(channel, Guided)
    tasks = channel.tasks()
    assert tasks
    assert all(task.strip() and MARK not in task and "\n" not in task for task in tasks)
