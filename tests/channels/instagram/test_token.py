"""The token lasts sixty days and is renewed long before; what is renewed outlives the process."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from channels.instagram import OfficialChannel
from channels.instagram.secrets import read_cookies, read_secrets
from channels.instagram.token import TokenKeeper
from core.errors import ChannelError, ConfigError, Unauthorised, Unreachable
from sandbox.instagram import Fault, Instagram
from tests.channels.instagram.office import settings
from tests.channels.sink import MemorySink, polling

NOW = datetime(2026, 11, 26, 4, 0, tzinfo=UTC)
DAY = 86_400


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "token.json"


async def looked(channel: OfficialChannel, sink: MemorySink | None = None) -> None:
    """Until the channel has looked once; what it raised goes through."""
    sink = sink or MemorySink()
    async with polling(channel, sink) as task:
        task.add_done_callback(lambda _: sink.beat())
        await sink.until(lambda: sink.beats > 0)
        if task.done():
            task.result()


async def test_a_token_of_unknown_age_is_renewed_and_kept_for_the_service_alone(
    instagram: Instagram, file: Path
) -> None:
    channel = OfficialChannel("ig", settings(instagram, token_file=file))
    await looked(channel)
    assert instagram.api.renewed == 1
    assert_kept(file, f"{Instagram.token}-renewed-1")
    ends = channel.expires_at()
    assert ends is not None
    assert timedelta(days=59) < ends - datetime.now(UTC) <= timedelta(days=60)
    await looked(channel)
    assert instagram.api.renewed == 1, "it is good for sixty days"
    await channel.close()


def assert_kept(file: Path, token: str) -> None:
    assert json.loads(file.read_text())["token"] == token
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(file.parent.iterdir()) == [file]


async def test_the_renewed_token_is_what_opens_from_now_on(instagram: Instagram, file: Path) -> None:
    first = OfficialChannel("ig", settings(instagram, token_file=file))
    await looked(first)
    await first.close()
    instagram.tokens.discard(Instagram.token)
    second = OfficialChannel("ig", settings(instagram, token_file=file))
    await second.probe()
    await second.close()


async def test_a_token_that_the_operator_puts_in_place_counts_more(instagram: Instagram, file: Path) -> None:
    given = [Instagram.token]
    credential = settings(instagram, token_file=file, credential=lambda: f"token:{given[0]} app:a verify:v")
    channel = OfficialChannel("ig", credential)
    await looked(channel)
    given[0] = "baru"
    instagram.tokens.clear()
    instagram.tokens.add("baru")
    await channel.probe()
    await channel.close()


async def test_a_renewal_that_fails_has_weeks_to_try_again(instagram: Instagram) -> None:
    channel = OfficialChannel("ig", settings(instagram))
    instagram.fail("renew", Fault(500), Fault(500))
    await looked(channel)
    assert instagram.api.renewed == 0
    await looked(channel)
    assert [what for what, _ in instagram.api.asked].count("renew") == 1, "not at each look"
    await channel.close()


async def test_a_token_that_meta_will_not_have_pauses_the_account(instagram: Instagram) -> None:
    channel = OfficialChannel("ig", settings(instagram))
    instagram.fail("renew", Fault(400, 190))
    with pytest.raises(Unauthorised):
        await looked(channel)
    await channel.close()


def test_without_a_readable_secret_nobody_knows_when_it_ends() -> None:
    assert OfficialChannel("ig", settings(None, credential=lambda: "")).expires_at() is None
    assert OfficialChannel("ig", settings(None)).expires_at() is None


def keeper(**changes: object) -> TokenKeeper:
    return TokenKeeper(settings(None, **changes))


@pytest.mark.parametrize(("days", "due"), [(1, True), (29, True), (31, False), (60, False)])
def test_it_is_renewed_when_half_of_its_time_is_left(days: int, due: bool) -> None:
    tokens = keeper()
    assert tokens.is_due(NOW)
    tokens.keep(tokens.current(), {"access_token": "x", "expires_in": days * DAY}, NOW)
    assert tokens.current().until == NOW + timedelta(days=days)
    assert tokens.is_due(NOW) is due


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"access_token": ""},
        {"access_token": "x"},
        {"access_token": "x", "expires_in": -1},
        {"access_token": "x", "expires_in": "60"},
        {"access_token": "x", "expires_in": 10**12},
    ],
)
def test_an_answer_without_a_token_changes_nothing(answer: dict[str, object]) -> None:
    tokens = keeper()
    before = tokens.current()
    with pytest.raises(Unreachable):
        tokens.keep(before, answer, NOW)
    assert tokens.current() == before


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"token": 1}', '{"token": "x", "seed": "y", "until": "nie"}']
)
def test_a_file_that_cannot_be_read_is_as_none(file: Path, content: str) -> None:
    file.write_text(content)
    assert keeper(token_file=file).current().value == Instagram.token


def test_a_file_that_cannot_be_written_is_said_and_the_token_counts_all_the_same(tmp_path: Path) -> None:
    tokens = keeper(token_file=tmp_path / "nirgends" / "token.json")
    with pytest.raises(ChannelError, match="token_file"):
        tokens.keep(tokens.current(), {"access_token": "x", "expires_in": 60 * DAY}, NOW)
    assert tokens.current().value == "x"


def test_no_secret_is_printed() -> None:
    found = read_secrets("token:geheim app:geheim verify:geheim")
    assert "geheim" not in f"{found!r}{keeper().current()!r}"
    assert Instagram.token not in repr(keeper().current())


@pytest.mark.parametrize(
    "text", ["", "token:a", "token:a app:b", "token:a app:b verify:", "geheim", "geheim:x"]
)
def test_secrets_that_are_missing_are_named_and_none_is_quoted(text: str) -> None:
    with pytest.raises(ConfigError) as raised:
        read_secrets(text)
    assert "geheim" not in str(raised.value)


def test_cookies_are_read_as_a_browser_shows_them() -> None:
    wanted = {"sessionid": "a%3Ab", "csrftoken": "c", "ds_user_id": "7"}
    assert read_cookies("sessionid=a%3Ab; csrftoken=c; ds_user_id=7") == wanted
    assert read_cookies("sessionid=a%3Ab\ncsrftoken=c\nds_user_id=7\n") == wanted
    assert read_cookies(json.dumps(wanted)) == wanted
    for broken in ("", "sessionid=geheim", '["geheim"]', '{"sessionid": "geheim"}'):
        with pytest.raises(ConfigError) as raised:
            read_cookies(broken)
        assert "geheim" not in str(raised.value)
