"""A webhook's body taken apart: documents, entries, and in each entry what happened. Pure.

Meta sends up to a thousand events in one delivery. Each becomes a delivery of its own before it is kept:
then people's messages are read in their own order, and one that cannot be read holds up no other.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from channels._contents import storable
from core.errors import Unreadable

Table = Mapping[str, Any]
MESSAGING = ("messaging", "standby")  # `standby`: another of the office's programs has the conversation
_MESSAGES = frozenset({"messages", "message_edit", "messaging_postbacks"})
_FIRST, _LAST = 1_286_323_200, 4_102_444_800  # Instagram began in October 2010; after 2100 nobody writes
_MILLISECONDS, _LONGEST_TIME, _LONGEST_NUMBER = 10**11, 10**14, 10**30


@dataclass(frozen=True, slots=True)
class Event:
    """`field` is what Meta calls it ("messaging" for messages), `value` what it says, `account` the
    number of the account it came to, `at` when it happened (None where Meta does not say).
    """

    field: str
    value: Table
    account: str
    at: datetime | None


def events(body: bytes) -> Iterator[Event]:
    """All events of a body. Raises Unreadable where it is no delivery of Instagram's."""
    for entry in _entries(body):
        yield from _of_entry(entry)


def parts(body: bytes) -> Sequence[bytes]:
    """The same delivery as one for each event; a body of one event stays as it came, and so does what
    cannot be taken apart: whoever reads it says why.
    """
    try:
        split = [part for entry in _entries(body) for part in _parts_of(entry)]
        if len(split) <= 1:
            return [body]
        return [json.dumps({"object": "instagram", "entry": [part]}).encode("ascii") for part in split]
    except (Unreadable, RecursionError):
        return [body]


def key_of(body: bytes) -> str:
    """What makes a part the same as another: Meta's id where it gives one, else what it says, without the
    time at which Meta said it (a repeat has another one).
    """
    try:
        event = next(events(body))
        return _key(event) or f"sha256:{_digest([event.field, event.value])}"
    except (Unreadable, StopIteration, RecursionError):
        return f"sha256:{hashlib.sha256(body).hexdigest()}"


def other_of(body: bytes) -> str:
    """With whom the event is about, "" where it does not say: what one person sends is read in order."""
    try:
        event = next(events(body))
    except (Unreadable, StopIteration):
        return ""
    people = (table(event.value.get(who)) for who in ("sender", "from", "recipient"))
    ids = (text(person.get("id")) for person in people)
    return next((one for one in ids if one and one != event.account), "")


def table(value: Any) -> Table:
    return value if isinstance(value, dict) else {}


def text(value: Any) -> str:
    """A text, as a database takes it; a number is one too (ids come as either)."""
    if type(value) is int and abs(value) < _LONGEST_NUMBER:
        return str(value)
    return storable(value) if isinstance(value, str) else ""


def moment(value: Any) -> datetime | None:
    """Seconds or milliseconds since 1970, as Meta mixes them; None for what cannot be a time."""
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 20:
        value = int(value)
    if type(value) not in {int, float} or not 0 < value < _LONGEST_TIME:
        return None
    seconds = value / 1000 if value > _MILLISECONDS else value
    return datetime.fromtimestamp(seconds, UTC) if _FIRST < seconds < _LAST else None


def _entries(body: bytes) -> Iterator[Table]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise Unreadable("no-json", "the delivery is no JSON") from None
    for document in found if isinstance(found, list) and found else [found]:
        entries = table(document).get("entry")
        if table(document).get("object") != "instagram" or not isinstance(entries, list):
            raise Unreadable("no-instagram", "the delivery does not speak of Instagram")
        for entry in entries:
            yield entry if isinstance(entry, dict) else {"unreadable": entry}


def _parts_of(entry: Table) -> Iterator[Table]:
    """An entry as one for each event, with its own keys as they came."""
    around = {key: entry[key] for key in ("id", "time") if key in entry}
    found = False
    for key in (*MESSAGING, "changes"):
        for one in entry[key] if isinstance(entry.get(key), list) else ():
            found = True
            yield {**around, key: [one]}
    if not found:
        yield entry


def _of_entry(entry: Table) -> Iterator[Event]:
    account, at = text(entry.get("id")), moment(entry.get("time"))
    found = False
    for key in (*MESSAGING, "changes"):
        for one in entry[key] if isinstance(entry.get(key), list) else ():
            found = True
            yield _change(table(one), account, at) if key == "changes" else _said(table(one), account, at)
    if not found:  # with Instagram's own login a change stands in its entry without a list around it
        yield _change(entry, account, at)


def _change(one: Table, account: str, at: datetime | None) -> Event:
    field, value = text(one.get("field")), table(one.get("value"))
    return _said(value, account, at) if field in _MESSAGES else Event(field, value, account, at)


def _said(value: Table, account: str, at: datetime | None) -> Event:
    """What was said in a conversation: in a list of its own, or as a change."""
    return Event("messaging", value, account, moment(value.get("timestamp")) or at)


def _key(event: Event) -> str:
    value = event.value
    if event.field == "messaging":
        said = table(value.get("message")) or table(value.get("postback"))
        mid = text(said.get("mid"))
        return f"deleted:{mid}" if mid and said.get("is_deleted") else mid
    if event.field in {"comments", "live_comments"}:
        return f"comment:{text(value.get('id'))}" if value.get("id") else ""
    if event.field == "mentions":
        return f"mention:{text(value.get('media_id'))}:{text(value.get('comment_id'))}"
    return ""


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode("ascii")).hexdigest()
