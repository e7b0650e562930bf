"""Dialogues end as they should, through the code that serves, on a clock of their own."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.config import kinds
from app.conversation.dialogue import KINDS, PAUSE, Dialogue, read_dialogue
from app.conversation.play import stage
from core.errors import ConfigError
from tests.app.conftest import Call

FILE = Path(__file__).with_name("dialogues.jsonl")
LINES: list[dict[str, Any]] = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """All dialogues of the file in one office, by their ids."""

    async def play() -> dict[str, dict[str, Any]]:
        async with stage() as played:
            return {line["id"]: (await played.play(read_dialogue(line, NOW))).line() for line in LINES}

    return asyncio.run(play())


@pytest.mark.parametrize("line", LINES, ids=lambda line: line["id"])
def test_a_dialogue_ends_as_it_should(line: dict[str, Any], outcomes: dict[str, dict[str, Any]]) -> None:
    found = outcomes[line["id"]]
    assert {name: found[name] for name in line["expected"]} == line["expected"]


@pytest.mark.parametrize("line", LINES, ids=lambda line: line["id"])
def test_each_first_turn_is_answered_and_none_with_a_brace(
    line: dict[str, Any], outcomes: dict[str, dict[str, Any]]
) -> None:
    replies = outcomes[line["id"]]["replies"]
    assert len(replies) == len(line["turns"])
    assert replies[0]
    assert not any("{" in text for texts in replies for text in texts)


def test_what_lapses_after_the_last_turn_is_told_with_it(outcomes: dict[str, dict[str, Any]]) -> None:
    (said,) = outcomes["vague for ever"]["replies"]
    assert len(said) == 2
    assert "saran" in said[1]


def test_the_command_prints_a_line_for_each_dialogue_and_names_what_it_cannot_read(aduan: Call) -> None:
    lines = [LINES[0], {"id": "no turns"}, {"id": "odd", "channel": "pigeon", "turns": ["halo"]}]
    told = aduan("converse", "--jsonl", "-", stdin="\n".join(map(json.dumps, lines)).encode())
    found = [json.loads(line) for line in told.out.splitlines()]
    assert [line["id"] for line in found] == ["told at once", "no turns", "odd"]
    assert found[0]["outcome"] == "complaint"
    assert "turns" in found[1]["error"]
    assert "whatsapp" in found[2]["error"], "the known channels are named"
    assert told.code == 2
    assert "2 dialogues" in told.err


def test_turns_may_be_bare_words_five_minutes_apart() -> None:
    read = read_dialogue({"id": 7, "channel": "sms", "turns": ["halo", {"text": "izin saya lama"}]}, NOW)
    assert [turn.at for turn in read.turns] == [NOW, NOW + PAUSE]
    assert read == Dialogue("7", "sms", read.turns)


def test_a_time_without_a_zone_is_jakartas() -> None:
    read = read_dialogue({"id": "a", "turns": [{"at": "2026-11-23T09:00:00", "text": "halo"}]}, NOW)
    assert read.turns[0].at == NOW


@pytest.mark.parametrize(
    ("turns", "named"),
    [
        ([], "turns"),
        ("halo", "turns"),
        ([7], "turn 1"),
        ([{"at": "kemarin", "text": "a"}], "turn 1: at"),
        ([{"text": "a"}, {"at": str(NOW - timedelta(days=1)), "text": "b"}], "turn 2: at"),
        ([{"text": "a", "attachments": "foto"}], "attachments"),
    ],
)
def test_what_is_wrong_is_named_with_its_turn(turns: object, named: str) -> None:
    with pytest.raises(ConfigError, match=named):
        read_dialogue({"id": "a", "turns": turns}, NOW)


def test_files_are_told_by_name_and_type() -> None:
    turn = {"text": "", "attachments": ["a.jpg", {"filename": "b.pdf", "content_type": "application/pdf"}]}
    (read,) = read_dialogue({"id": "a", "turns": [turn]}, NOW).turns
    assert [(file.filename, file.declared_type) for file in read.attachments] == [
        ("a.jpg", ""),
        ("b.pdf", "application/pdf"),
    ]


def test_every_channel_of_a_dialogue_has_a_kind_of_ours() -> None:
    assert set(KINDS.values()) <= set(kinds())
