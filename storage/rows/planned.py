"""A message of ours that shall leave, as a row of the outbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.ports.filing import Planned
from core.ports.outbox import departures
from core.ports.send import SendState
from storage import schema
from storage.rows import keys
from storage.rows.content import planned_to_json
from storage.rows.hashes import address_hash, conversation_hash, token
from storage.rows.sheet import Sheet

CANCELLED = "cancelled"  # the code of a message that was taken back; no state of its own, and no failure
WAIVED = "waived"  # the code of what an officer found that nobody needs to be told any more
ERASED = "erased"  # the code of a message whose person was erased before it left


@dataclass(frozen=True, slots=True)
class Place:
    """Under which case (or none), number and key a message is planned."""

    complaint_id: int | None
    number: int
    key_id: int
    key: bytes


def plan(sheet: Sheet, planned: Planned, place: Place, now: datetime) -> int:
    """Put a message onto the sheet, due at once, when it says or when it is approved; returns its id."""
    tx, number = sheet.tx, next(sheet.ids["outbox"])
    content = planned_to_json(planned)
    sheet.add(
        schema.outbox,
        {
            "id": number,
            "complaint_id": place.complaint_id,
            "account": planned.account,
            "purpose": planned.purpose.value,
            "number": place.number,
            "token": token(tx.sealer, number),
            "address_hash": address_hash(tx.sealer, *planned.to.key),
            "conversation": conversation_hash(tx.sealer, planned.account, planned.to),
            "data_key_id": place.key_id,
            "content": keys.seal_json(tx, place.key, content, "outbox.content", number),
            "machine": planned.machine,
            "by": planned.by,
            "state": (SendState.PROPOSED if planned.proposed else SendState.DUE).value,
            "planned_at": now,
            "due_at": planned.due_at or now,
        },
    )
    tx.notify(departures(planned.account))
    return number
