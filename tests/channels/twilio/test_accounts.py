"""The keys of an account: what cannot be right is said before anything runs."""

from __future__ import annotations

import tomllib
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

import pytest

from channels._twilio import Settings
from core.errors import ConfigError
from tests.channels.twilio.office import settings

WRONG: dict[str, dict[str, Any]] = {
    "account_sid": {"account_sid": "AC123"},
    "number": {"number": "0815 0000 0001"},
    "api_key": {"api_key": "AC" + "a" * 32},
    "messaging_service": {"messaging_service": "MG1"},
    "template": {"template": "HX1"},
    "public_url": {"public_url": ""},
    "api_url": {"api_url": "http://api.twilio.example"},
    "timeout": {"timeout": 0},
    "sweep_seconds": {"sweep_seconds": -1},
}


@pytest.mark.parametrize(("key", "change"), WRONG.items(), ids=WRONG)
def test_a_wrong_key_is_named(key: str, change: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match=f"^{key}: "):
        settings(None, **change)


@pytest.mark.parametrize(
    "url",
    [
        "http://aduan.office.example",
        "https://user:pass@aduan.office.example",
        "https://[::1]:8443",
        "https://aduan.office.example/?a=1",
        "https://aduan.office.example/#rc=3",
        "aduan.office.example",
        "https://",
    ],
)
def test_a_public_address_that_the_validator_would_garble_is_refused(url: str) -> None:
    with pytest.raises(ConfigError, match=r"^public_url: "):
        settings(None, public_url=url)


def test_without_a_public_address_the_list_serves_alone() -> None:
    assert settings(None, public_url="", webhook=False).hook_url("wa") == ""


def test_the_hook_of_an_account_lies_below_the_public_address() -> None:
    chosen = settings(None, public_url="https://aduan.office.example/depan/")
    assert chosen.hook_url("wa kantor") == "https://aduan.office.example/depan/hooks/wa%20kantor"


def test_the_page_explains_every_key_with_its_default() -> None:
    page = (Path(__file__).parents[3] / "docs" / "whatsapp.md").read_text("utf-8")
    block = page.partition("```toml\n")[2].partition("```")[0]
    shown = tomllib.loads(block)["accounts"]["wa"]
    assert all("#" in line for line in block.splitlines()[1:])
    for key in fields(Settings):
        if key.name == "credential":
            continue
        default = list(key.default) if isinstance(key.default, tuple) else key.default
        without_default = key.default is MISSING or key.name == "public_url"
        assert key.name in shown
        assert without_default or shown[key.name] == default, key.name
