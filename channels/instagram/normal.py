"""What `aduan normalise` is given: a webhook's body, or a comment as instaloader writes it. Pure."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from channels.instagram.comment import is_comment, read_comment
from channels.instagram.reading import read
from core.errors import Unreadable
from core.message import InboundMessage

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)  # a file has no time of reception; nothing printed depends on it


def read_raw(body: bytes) -> tuple[InboundMessage, ...]:
    """The messages of a delivery: none in echoes, read reports and reactions. Raises Unreadable."""
    try:
        found: Any = json.loads(body)
    except (ValueError, RecursionError):
        raise Unreadable("no-json", "the delivery is no JSON") from None
    several = found if isinstance(found, list) else [found]
    if several and all(map(is_comment, several)):
        return tuple(message for one in several for message in read_comment(one))
    parsed = read(body, EPOCH)
    return tuple(one for one in parsed if isinstance(one, InboundMessage) and not one.automatic)
