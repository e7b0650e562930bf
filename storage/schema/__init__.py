"""The tables of the store (SQLAlchemy Core). Sealed values are `LargeBinary`; `*_hash` are keyed hashes.

Every list of the inbox is an index range by id. Nothing cascades: a row that others speak of stays,
and erasing a person destroys the keys, not the rows.
"""

from __future__ import annotations

from storage.columns import metadata
from storage.schema.cases import (
    attachment,
    case_address,
    classification,
    complaint,
    message,
    thread_key,
    ticket_counter,
)
from storage.schema.disclosures import disclosure
from storage.schema.forms import box_opening, box_paper, paper_form
from storage.schema.groups import case_group, case_group_member
from storage.schema.intake import account, cursor, envelope, envelope_body, item, ledger
from storage.schema.keys import data_key
from storage.schema.learning import judgement
from storage.schema.people import address, party
from storage.schema.search import found_by, search
from storage.schema.sending import delivery_report, outbox
from storage.schema.staff import officer, session
from storage.schema.trail import anchor, history
from storage.schema.usage import usage

__all__ = [
    "account",
    "address",
    "anchor",
    "attachment",
    "box_opening",
    "box_paper",
    "case_address",
    "case_group",
    "case_group_member",
    "classification",
    "complaint",
    "cursor",
    "data_key",
    "delivery_report",
    "disclosure",
    "envelope",
    "envelope_body",
    "found_by",
    "history",
    "item",
    "judgement",
    "ledger",
    "message",
    "metadata",
    "officer",
    "outbox",
    "paper_form",
    "party",
    "search",
    "session",
    "thread_key",
    "ticket_counter",
    "usage",
]
