"""What is the channel's own: where an answer is written, and what the office may change."""

from __future__ import annotations

import pytest

from app.config import read_account
from channels.lapor import Settings, open_channel
from core.case.complaint import State
from core.errors import ByHand, ConfigError
from tests.channels.lapor.office import channel, outbound


async def test_an_answer_is_an_officer_s_task_with_the_report_s_page() -> None:
    with pytest.raises(ByHand) as raised:
        await channel("", None).send(outbound())
    assert raised.value.link == "https://lapor.example/7310042"
    with pytest.raises(ByHand) as raised:
        await open_channel("lapor", Settings()).send(outbound())
    assert raised.value.link == ""


def test_the_words_for_states_are_the_offices() -> None:
    settings = Settings(state_words=("answered = sudah ditanggapi",))
    assert settings.words()[State.ANSWERED] == "sudah ditanggapi"
    assert settings.words()[State.CLOSED] == "selesai"


@pytest.mark.parametrize(
    ("key", "value", "remedy"),
    [
        ("state_words", ["jawab = x"], "one of received"),
        ("state_words", ["answered"], "state = word"),
        ("report_url", "https://lapor.example/", "tracking_id"),
    ],
)
def test_a_wrong_key_is_named_with_the_remedy(key: str, value: object, remedy: str) -> None:
    with pytest.raises(ConfigError, match=rf"accounts\.lapor\.{key}.*{remedy}"):
        read_account("lapor", {"kind": "lapor", key: value})
