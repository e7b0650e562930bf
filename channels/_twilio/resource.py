"""A message of Twilio's list, with plain values, and its delivery as an envelope keeps it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

Plain = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Message:
    """`at` is when Twilio received or sent it, `updated` when anything of it last changed (UTC);
    `fields` are all that the list says.
    """

    sid: str
    status: str
    inbound: bool
    at: datetime
    updated: datetime
    fields: Plain

    @property
    def files(self) -> int:
        told = str(self.fields.get("num_media") or "0")
        return int(told) if told.isdecimal() else 0

    def body(self, media: Sequence[Mapping[str, str]] = ()) -> bytes:
        """As an envelope keeps it: `channels._twilio.form` reads it again."""
        return json.dumps({"message": self.fields, "media": list(media)}).encode("ascii")


@dataclass(frozen=True, slots=True)
class Listing:
    """Messages, newest first, and Twilio's own time when it listed them (UTC): ours may be wrong."""

    messages: tuple[Message, ...]
    at: datetime


def message(instance: Any) -> Message:
    """From the library's object. Raises ValueError when there is no time in it, AttributeError when no id."""
    fields = {
        name.rstrip("_"): _plain(value) for name, value in vars(instance).items() if not name.startswith("_")
    }
    moments = (instance.date_sent, instance.date_created, instance.date_updated)
    at = next((moment for moment in moments if moment is not None), None)
    if at is None or not instance.sid:
        raise ValueError("a message without id or time")
    updated = instance.date_updated or at
    return Message(
        str(instance.sid),
        str(instance.status),
        instance.direction == "inbound",
        at.astimezone(UTC),
        updated.astimezone(UTC),
        fields,
    )


def file(instance: Any, api_url: str) -> dict[str, str]:
    """Where a file lies and what it is said to be, as the webhook says it."""
    path = str(instance.uri).removesuffix(".json")
    created = instance.date_created
    return {
        "sid": str(instance.sid),
        "url": f"{api_url.rstrip('/')}{path}",
        "content_type": str(instance.content_type),
        "date_created": created.isoformat() if created else "",
    }


def error_code(text: str) -> int | None:
    """Twilio's own number in the body of an error; None where it is a page of HTML or the like."""
    try:
        return int(json.loads(text)["code"])
    except (ValueError, KeyError, TypeError):
        return None


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
