"""Cases, and what was said in them."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey, Index

from storage.columns import (
    Hash,
    Id,
    Sealed,
    Word,
    flag,
    identifier,
    metadata,
    number,
    refers,
    text,
    when,
    where,
)
from storage.moment import Moment

complaint = sa.Table(
    "complaint",
    metadata,
    identifier(),
    Column("ticket", Word, nullable=False, unique=True),
    number("version", 1),
    Column("state", Word, nullable=False),
    Column("open", sa.Boolean, nullable=False),
    Column("kind", Word, nullable=False),
    Column("component", Word),
    Column("sector", Word, nullable=False),
    flag("integrity"),
    Column("language", Word, nullable=False),
    Column("account", Word, nullable=False),
    text("letter"),
    Column("received_at", Moment, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("due", sa.Date),
    Column("basis", Word, nullable=False),
    text("calendar"),
    flag("due_sure"),
    text("unit"),
    text("holder"),
    text("deputy"),
    text("routing_row"),
    refers("party_id", "party", index=True),
    refers("data_key_id", "data_key"),  # the key of the person it was opened for
    Column("subject", Sealed),
    Column("preview", Sealed),
    flag("restricted"),
    text("missing"),
    Column("awaiting_until", sa.Date),
    flag("unread"),
    text("related"),
    Column("answered_at", Moment),
    Column("check_hash", Hash, nullable=False),
    number("messages"),
    Column("last_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False, index=True),
    flag("undelivered"),
    flag("by_hand"),
    flag("proposed"),
    Column("head", sa.LargeBinary, nullable=False),  # the last hash of its history
    number("entries"),
    # `restricted` comes last where views are counted: counting then never reads the rows themselves.
    Index("ix_complaint_open", "open", "id", "restricted"),
    Index("ix_complaint_sector", "sector", "open", "id"),
    Index("ix_complaint_unit", "unit", "open", "id"),
    Index("ix_complaint_holder", "holder", "open", "id", "restricted"),
    Index("ix_complaint_kind", "kind", "open", "id", "restricted"),
    Index("ix_complaint_component", "component", "open", "id"),
    Index("ix_complaint_account", "account", "open", "id"),
    Index("ix_complaint_unread", "unread", "open", "id", "restricted", **when("unread", "open")),
    Index("ix_complaint_due", "open", "due", "state", "restricted", **when("open")),
    Index("ix_complaint_awaiting", "state", "id", "restricted", **where("state = 'awaiting_data'")),
    Index("ix_complaint_undelivered", "undelivered", "id", "restricted", **when("undelivered")),
    Index("ix_complaint_proposed", "proposed", "id", "restricted", **when("proposed")),
    Index("ix_complaint_by_hand", "by_hand", "id", "restricted", **when("by_hand")),
)

case_address = sa.Table(
    "case_address",
    metadata,
    Column("complaint_id", Id, ForeignKey("complaint.id"), primary_key=True),
    Column("address_id", Id, ForeignKey("address.id"), primary_key=True),
    Index("ix_case_address_address_id", "address_id", "complaint_id"),
    sqlite_with_rowid=False,  # its key is all there is of it: one tree instead of two
)

classification = sa.Table(
    "classification",
    metadata,
    Column("complaint_id", Id, ForeignKey("complaint.id"), primary_key=True, autoincrement=False),
    text("version"),
    Column("content", Sealed, nullable=False),
)

message = sa.Table(
    "message",
    metadata,
    identifier(),
    refers("complaint_id", "complaint", nullable=True, index=True),
    refers("envelope_id", "envelope"),
    refers("party_id", "party", nullable=True),
    Column("account", Word, nullable=False),
    Column("sender_hash", Hash, nullable=False),
    refers("data_key_id", "data_key"),
    Column("content", Sealed, nullable=False),
    Column("received_at", Moment, nullable=False),
    text("automatic"),
    Index("ix_message_sender", "sender_hash", "received_at"),
)

attachment = sa.Table(
    "attachment",
    metadata,
    identifier(),
    refers("message_id", "message", index=True),
    number("place"),
    text("reference"),
    Column("size", sa.BigInteger, nullable=False),
    Column("content", Sealed, nullable=False),  # names, types and hash, under the message's key
)

thread_key = sa.Table(
    "thread_key",
    metadata,
    Column("thread_hash", Hash, primary_key=True),
    Column("complaint_id", Id, ForeignKey("complaint.id"), primary_key=True),
    sqlite_with_rowid=False,
)

ticket_counter = sa.Table(
    "ticket_counter",
    metadata,
    Column("year", sa.Integer, primary_key=True, autoincrement=False),
    Column("last", sa.Integer, nullable=False),
)
