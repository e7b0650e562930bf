"""The keys of an account: what cannot be right is said before anything runs."""

from __future__ import annotations

from typing import Any

import pytest

from channels.twitter.account import read_credentials
from core.errors import ConfigError, Unauthorised
from tests.channels.twitter.office import settings

WRONG: dict[str, Any] = {
    "username": "@dpmptsp_pwk",
    "poll_seconds": 0,
    "message_seconds": -1,
    "max_media_bytes": 0,
    "timeout": 0,
    "ceiling": -5,
    "price_reply": -0.1,
    "api_url": "http://api.twitter.com",
}


@pytest.mark.parametrize(("key", "value"), WRONG.items(), ids=WRONG)
def test_a_wrong_key_is_named(key: str, value: object) -> None:
    with pytest.raises(ConfigError, match=f"^{key}: "):
        settings(None, **{key: value})


@pytest.mark.parametrize(
    "text", ["", "a b c", "a b c d e", "kunci rahasia token-tanpa-nomor tanda", "a b 12345 d"]
)
def test_secrets_that_cannot_be_right_are_refused_without_being_quoted(text: str) -> None:
    with pytest.raises(ConfigError) as raised:
        read_credentials(text)
    assert "token-tanpa-nomor" not in str(raised.value)


def test_a_secret_that_cannot_be_read_pauses_the_account() -> None:
    def missing() -> str:
        raise OSError("no such file")

    with pytest.raises(Unauthorised):
        settings(None, credential=missing).sign_in()


def test_no_secret_is_shown_with_the_settings() -> None:
    found = read_credentials("kunci rahasia 900100-token tanda")
    assert found.own_id == "900100"
    assert "rahasia" not in repr(found) + repr(settings(None))
