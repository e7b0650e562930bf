"""The keys of an account: what cannot be right is said before anything runs."""

from __future__ import annotations

from typing import Any

import pytest

from app.config import read_account
from channels.telegram import Settings
from core.errors import ConfigError, Unauthorised
from tests.channels.telegram.office import settings

WRONG: dict[str, dict[str, Any]] = {
    "public_url": {"webhook": True},
    "api_url": {"api_url": "http://api.telegram.example"},
    "groups": {"groups": (77,)},
    "timeout": {"timeout": 0},
    "watch_seconds": {"watch_seconds": 0},
    "max_file_bytes": {"max_file_bytes": -1},
    "poll_seconds": {"poll_seconds": 0.5},
    "quiet_seconds": {"quiet_seconds": -1},
}


@pytest.mark.parametrize(("key", "change"), WRONG.items(), ids=WRONG)
def test_a_wrong_key_is_named(key: str, change: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match=f"^{key}"):
        settings(None, **change)


@pytest.mark.parametrize(
    "url",
    [
        "aduan.office.example",
        "https://",
        "https://user@aduan.office.example",
        "https://aduan.office.example/?a=1",
        "https://aduan.office.example:99999",
        "https://aduan.office.example:9443",
        "http://aduan.office.example",
    ],
)
def test_an_address_that_telegram_would_not_call_is_refused(url: str) -> None:
    with pytest.raises(ConfigError, match=r"^public_url: "):
        settings(None, webhook=True, public_url=url)


@pytest.mark.parametrize(
    "token", ["", "abc", "123:short", "123456:" + "é" * 20, "rahasia 123456:" + "x" * 20]
)
def test_a_token_that_cannot_be_one_is_told_without_being_quoted(token: str) -> None:
    with pytest.raises(Unauthorised) as raised:
        settings(None, credential=lambda: token).tokens()
    assert not token or token not in str(raised.value)


def test_the_configuration_reads_it() -> None:
    account = read_account("tg", {"kind": "telegram", "password_env": "X", "groups": [-1001]})
    assert isinstance(account.settings, Settings)
    assert account.settings.groups == (-1001,)
