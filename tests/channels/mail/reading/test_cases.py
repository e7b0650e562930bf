"""Each mail beside this folder is read and compared with what stands beside it."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Any

import pytest

from channels.mail.reading import read_mail

FOLDER = Path(__file__).parent.parent
CASES = sorted(path.name.removesuffix(".in.eml") for path in FOLDER.glob("*.in.eml"))
RECEIVED = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
OWN = ("pengaduan@dpmptsp.example",)


@pytest.mark.parametrize("case", CASES)
def test_a_mail_reads_as_the_file_beside_it_says(case: str) -> None:
    expected = json.loads((FOLDER / f"{case}.out.json").read_text("utf-8"))
    raw = (FOLDER / f"{case}.in.eml").read_bytes()
    parsed = read_mail(raw, received_at=RECEIVED, own_addresses=OWN, **expected.get("given", {}))
    assert [type(item).__name__ for item in parsed] == [item["is"] for item in expected["items"]]
    for item, wanted in zip(parsed, expected["items"], strict=True):
        actual = _plain(item)
        simple = {name: value for name, value in wanted.items() if name not in {"is", "attachments"}}
        assert {name: actual[name] for name in simple} == simple
        if "attachments" in wanted:
            assert [
                {name: file[name] for name in subset}
                for file, subset in zip(actual["attachments"], wanted["attachments"], strict=True)
            ] == wanted["attachments"]


def test_every_expectation_has_its_mail() -> None:
    assert sorted(path.name.removesuffix(".out.json") for path in FOLDER.glob("*.out.json")) == CASES
    assert len(CASES) >= 60


def _plain(value: object) -> Any:
    """Values as JSON has them; an attachment's data becomes whether there is any."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, bytes):
        return True
    if isinstance(value, tuple):
        return [_plain(element) for element in value]
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value
