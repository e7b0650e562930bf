"""A message of Twilio's list, and its delivery as an envelope keeps it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
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


def message(said: Plain) -> Message:
    """As Twilio says it. Raises KeyError and ValueError when there is no id or no time in it."""
    sent, created, updated = (_moment(said.get(f"date_{what}")) for what in ("sent", "created", "updated"))
    at = sent or created or updated
    if at is None or not said["sid"]:
        raise ValueError("a message without id or time")
    inbound = said["direction"] == "inbound"
    return Message(str(said["sid"]), str(said["status"]), inbound, at, updated or at, said)


def file(said: Plain, api_url: str) -> dict[str, str]:
    """Where a file lies and what it is said to be, as the webhook says it."""
    path = str(said["uri"]).removesuffix(".json")
    created = _moment(said.get("date_created"))
    return {
        "sid": str(said["sid"]),
        "url": f"{api_url.rstrip('/')}{path}",
        "content_type": str(said["content_type"]),
        "date_created": created.isoformat() if created else "",
    }


def error_code(text: str) -> int | None:
    """Twilio's own number in the body of an error; None where it is a page of HTML or the like."""
    try:
        return int(json.loads(text)["code"])
    except (ValueError, KeyError, TypeError):
        return None


def _moment(said: str | None) -> datetime | None:
    """A moment as RFC 2822 writes it, in UTC. Raises ValueError."""
    if not said:
        return None
    moment = parsedate_to_datetime(said)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
