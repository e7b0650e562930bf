"""WhatsApp's and SMS's deliveries in their two forms: the webhook's and the list's say the same."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from core.message import InboundMessage, Parsed
from core.ports.channel import Webhook
from tests.channels.contract import deliveries, office

LISTED = [(kind, path) for kind in ("whatsapp", "sms") for path in deliveries(kind) if path.suffix == ".json"]


def read(kind: str, path: Path) -> list[Parsed]:
    return list(office(kind).channel("", None).parse(office(kind).envelope(path)))


@pytest.mark.parametrize(("kind", "path"), LISTED, ids=lambda one: one if isinstance(one, str) else one.name)
def test_the_list_says_the_same_as_the_webhook_under_the_same_key(kind: str, path: Path) -> None:
    """Time of reception apart, and what the list does not know: the profile's name."""
    form = path.with_name(path.name.replace(".list.in.json", ".in.form"))
    channel = office(kind).channel("", None)
    assert isinstance(channel, Webhook)
    pairs = list(zip(read(kind, form), read(kind, path), strict=True))
    assert pairs
    for told, listed in pairs:
        if isinstance(told, InboundMessage):
            told = replace(told, sender=replace(told.sender, display_name=""))  # noqa: PLW2901 - one field less
        assert told == listed
        assert channel.identified(office(kind).envelope(form)).key == listed.external_id


def test_a_file_of_which_the_list_does_not_know_where_it_lies_is_shown_as_gone() -> None:
    path = next(path for kind, path in LISTED if (kind, path.name) == ("sms", "media.list.in.json"))
    listed = json.loads(path.read_bytes())
    listed["media"][0]["url"] = None
    envelope = replace(office("sms").envelope(path), body=json.dumps(listed).encode())
    (message,) = office("sms").channel("", None).parse(envelope)
    assert isinstance(message, InboundMessage)
    assert {file.refused for file in message.attachments} == {"gone"}
