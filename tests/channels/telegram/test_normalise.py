"""`aduan normalise --channel telegram`: one Update, as any program would want it."""

from __future__ import annotations

from typing import Any

import pytest

from app.normalised import normalise
from core.errors import Unreadable
from tests.channels.contract import ROOT

CASES = ROOT / "telegram"


def shown(case: str) -> list[dict[str, Any]]:
    return normalise("telegram", (CASES / f"{case}.in.json").read_bytes())


def test_a_message_has_all_keys() -> None:
    (one,) = shown("document")
    assert one == {
        "channel": "telegram",
        "external_id": "5081200002:44",
        "thread_key": "5081200002",
        "sender": {"address": "5081200002", "display_name": "Siti Contoh"},
        "recipient": "",
        "subject": "",
        "text": "Ini buktinya",
        "full_text": "Ini buktinya",
        "sent_at": "2026-11-24T01:55:00+00:00",
        "attachments": [
            {
                "filename": "bukti setoran.pdf",
                "content_type": "application/pdf",
                "size": 30012,
                "sha256": "",
            }
        ],
        "is_auto_reply": False,
        "in_reply_to": None,
        "references": [],
        "language": "id",
    }


def test_an_edit_answers_what_it_changes() -> None:
    (one,) = shown("edited")
    assert one["in_reply_to"] == "5081200002:59"
    assert one["external_id"] != one["in_reply_to"]


def test_what_bots_write_is_marked_and_what_is_said_in_a_group_is_not() -> None:
    assert [one["is_auto_reply"] for one in shown("bot")] == [True]
    assert [one["is_auto_reply"] for one in shown("other-group")] == [False]


@pytest.mark.parametrize("case", ["ignored", "service", "location-that-moves", "unknown-update"])
def test_what_nobody_said_gives_nothing(case: str) -> None:
    assert shown(case) == []


@pytest.mark.parametrize("case", ["malformed", "malformed-empty", "malformed-list", "malformed-no-chat"])
def test_what_cannot_be_read_is_said(case: str) -> None:
    with pytest.raises(Unreadable):
        shown(case)
