"""Each delivery in the folders of WhatsApp and SMS is read and compared with what stands beside it.

`.in.form` is a webhook's body, `.in.json` a message of the list as the sweep keeps it.
"""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Any

import pytest

from channels._twilio import TwilioChannel
from channels._twilio.form import SWEPT
from channels.sms import SmsChannel
from channels.whatsapp import WhatsAppChannel
from core.errors import Unreadable
from core.message import Envelope, InboundMessage, Parsed
from tests.channels.twilio.office import delivery, settings

ROOT = Path(__file__).parent.parent
FORMS = sorted(path for kind in ("whatsapp", "sms") for path in (ROOT / kind).glob("*.in.form"))
LISTED = sorted(path for kind in ("whatsapp", "sms") for path in (ROOT / kind).glob("*.in.json"))
EVERY_CHANNEL_HAS = {"text", "media", "unknown-type", "ignored", "report-delivered", "malformed", "non-latin"}


def channel(kind: str) -> TwilioChannel:
    return (WhatsAppChannel if kind == "whatsapp" else SmsChannel)(kind, settings(None))


def envelope(path: Path) -> Envelope:
    body = path.read_bytes().strip()
    return delivery(body, **({SWEPT: "yes"} if path.name.endswith(".in.json") else {}))


def read(path: Path) -> list[Parsed]:
    return list(channel(path.parent.name).parse(envelope(path)))


@pytest.mark.parametrize("path", [*FORMS, *LISTED], ids=lambda path: f"{path.parent.name}-{path.name}")
def test_a_delivery_reads_as_the_file_beside_it_says(path: Path) -> None:
    beside = path.with_name(path.name.replace(".in.form", ".out.json").replace(".in.json", ".list.out.json"))
    expected = json.loads(beside.read_text("utf-8"))
    if "unreadable" in expected:
        with pytest.raises(Unreadable) as raised:
            read(path)
        assert raised.value.code == expected["unreadable"]
        return
    parsed = read(path)
    assert [type(item).__name__ for item in parsed] == [item["is"] for item in expected["items"]]
    for item, wanted in zip(parsed, expected["items"], strict=True):
        actual = _plain(item)
        simple = {name: value for name, value in wanted.items() if name not in {"is", "attachments"}}
        assert {name: actual[name] for name in simple} == simple
        shown = [
            {name: file[name] for name in subset}
            for file, subset in zip(actual.get("attachments", []), wanted.get("attachments", []), strict=True)
        ]
        assert shown == wanted.get("attachments", [])


@pytest.mark.parametrize("path", LISTED, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_the_list_says_the_same_as_the_webhook_under_the_same_key(path: Path) -> None:
    """Time of reception apart, and what the list does not know: the profile's name."""
    form = path.with_name(path.name.replace(".in.json", ".in.form"))
    pairs = list(zip(read(form), read(path), strict=True))
    assert pairs
    for told, listed in pairs:
        if isinstance(told, InboundMessage):
            told = replace(told, sender=replace(told.sender, display_name=""))  # noqa: PLW2901 - one field less
        assert told == listed
        assert channel(path.parent.name).identified(envelope(form)).key == listed.external_id


@pytest.mark.parametrize("kind", ["whatsapp", "sms"])
def test_every_kind_of_delivery_has_its_case(kind: str) -> None:
    names = {path.name.removesuffix(".in.form") for path in FORMS if path.parent.name == kind}
    assert names >= EVERY_CHANNEL_HAS
    wanted = {path.name.removesuffix(".out.json") for path in (ROOT / kind).glob("*.out.json")}
    assert wanted == names | {
        path.name.replace(".in.json", ".list") for path in LISTED if path.parent.name == kind
    }


def _plain(value: object) -> Any:
    """Values as JSON has them."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, tuple):
        return [_plain(element) for element in value]
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value
