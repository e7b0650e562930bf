"""The fields of a delivery, under the names of Twilio's webhook, whichever of its two forms it has."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl

from core.errors import Unreadable
from core.message import Envelope

FORM = "application/x-www-form-urlencoded"
RESOURCE = "application/json"
SWEPT = ":swept"  # the list brought this; no request can carry a header of such a name
MOST_FIELDS = 1000


class Form(Mapping[str, str]):
    """Fields by name; of a repeated name the first, and `getlist` gives all, as the validator asks."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in pairs:
            self._values.setdefault(name, []).append(value)

    def __getitem__(self, name: str) -> str:
        return self._values[name][0]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def getlist(self, name: str) -> list[str]:
        return self._values.get(name, [])


def fields_of(envelope: Envelope) -> Form:
    """Raises Unreadable."""
    return read_resource(envelope.body) if SWEPT in envelope.headers else read_form(envelope.body)


@lru_cache(maxsize=1)
def read_form(body: bytes) -> Form:
    """A webhook's body. Blank fields are kept: they are signed. Raises Unreadable. The door asks twice of each
    delivery, so the last one read is remembered.
    """
    if not body[:1].isalnum():
        raise Unreadable("no-form", "it does not begin with a field's name, as a form does")
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS
        )
    except UnicodeDecodeError:
        raise Unreadable("no-form", "a byte stands in it that a form does not have") from None
    except ValueError:
        raise Unreadable("no-form", f"it has more than {MOST_FIELDS} fields") from None
    return Form(pairs)


def read_resource(body: bytes) -> Form:
    """A message of the list with its files, as `channels._twilio.resource` wrote it. Raises Unreadable."""
    try:
        found = json.loads(body)
        message, media = found["message"], found["media"]
        inbound = message["direction"] == "inbound"
        named = {
            "MessageSid": message["sid"],
            "AccountSid": message.get("account_sid"),
            "From": message["from"],
            "To": message["to"],
            "Body": message.get("body") or "",
            "NumMedia": message.get("num_media") or "0",
            "MessageStatus": None if inbound else message["status"],
            "ErrorCode": message.get("error_code"),
        }
        pairs = [(name, str(value)) for name, value in named.items() if value is not None]
        return Form(pairs + _media(media) + _unlisted(message, inbound=inbound))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unreadable("no-resource", f"{type(error).__name__} in what the list said") from None


def _media(media: list[dict[str, Any]]) -> list[tuple[str, str]]:
    named = []
    for place, file in enumerate(media):
        url, kind = str(file["url"] or ""), str(file["content_type"] or "")
        named += [(f"MediaUrl{place}", url), (f"MediaContentType{place}", kind)]
    return named


def _unlisted(message: Mapping[str, Any], *, inbound: bool) -> list[tuple[str, str]]:
    """The list does not tell places, contacts and the like: such a message looks empty there."""
    empty = not message.get("body") and str(message.get("num_media") or "0") == "0"
    chat = str(message["from"]).startswith("whatsapp:")
    return [("MessageType", "unlisted")] if inbound and empty and chat else []
