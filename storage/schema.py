"""The tables of the store (SQLAlchemy Core). Sealed values are `LargeBinary`; `*_hash` are keyed hashes.

Every list of the inbox is an index range by id. Nothing cascades: a row that others speak of stays,
and erasing a person destroys the keys, not the rows.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey, Index, UniqueConstraint

from storage import columns
from storage.columns import (
    Hash,
    Id,
    Sealed,
    Word,
    flag,
    identifier,
    number,
    refers,
    text,
    when,
    where,
)
from storage.moment import Moment

metadata = columns.metadata

data_key = sa.Table(
    "data_key",
    metadata,
    identifier(),
    Column("wrapped", sa.LargeBinary),  # NULL: destroyed, and with it all that was sealed under it
    Column("destroyed_at", Moment),
)

account = sa.Table(
    "account",
    metadata,
    Column("name", Word, primary_key=True),
    text("kind"),
    Column("connected_at", Moment),
    text("state"),
    Column("last_success", Moment),
    Column("last_error", Moment),
    text("error"),
    Column("next_try", Moment),
    number("backlog"),
    Column("reported_at", Moment),
)

cursor = sa.Table(
    "cursor",
    metadata,
    Column("account", Word, primary_key=True),
    Column("stream", Word, primary_key=True),
    Column("value", Word, nullable=False),
)

envelope = sa.Table(
    "envelope",
    metadata,
    identifier(),
    Column("account", Word, nullable=False),
    text("stream"),
    Column("key_hash", Hash, nullable=False),
    refers("data_key_id", "data_key"),
    Column("head", Sealed, nullable=False),  # the platform's id and the transport's headers
    Column("received_at", Moment, nullable=False),
    Column("kept_at", Moment, nullable=False),
    Column("day", sa.Date, nullable=False),
    text("state", "unread"),
    number("tries"),
    number("fence"),
    Column("leased_until", Moment),
    text("code"),
    Column("detail", Sealed),
    Column("set_aside_at", Moment),
    UniqueConstraint("account", "key_hash"),
    Index("ix_envelope_unread", "id", **where("state = 'unread'")),
    Index(
        "ix_envelope_leased",
        "account",
        "stream",
        "id",
        **where("state = 'unread' AND leased_until IS NOT NULL"),
    ),
    Index("ix_envelope_quarantined", "id", **where("state = 'quarantined'")),
)

# Apart from its envelope, whose row is written anew at each lease and change of state.
envelope_body = sa.Table(
    "envelope_body",
    metadata,
    Column("envelope_id", Id, ForeignKey("envelope.id"), primary_key=True, autoincrement=False),
    Column("body", Sealed, nullable=False),
)

ledger = sa.Table(
    "ledger",
    metadata,
    Column("account", Word, primary_key=True),
    Column("day", sa.Date, primary_key=True),
    Column("shard", sa.Integer, primary_key=True, autoincrement=False),
    number("received"),
)

party = sa.Table("party", metadata, identifier(), refers("data_key_id", "data_key"), Column("name", Sealed))

address = sa.Table(
    "address",
    metadata,
    identifier(),
    refers("party_id", "party", index=True),
    Column("kind", Word, nullable=False),
    Column("address_hash", Hash, nullable=False, unique=True),
    Column("content", Sealed, nullable=False),  # handle and display name, under the party's key
)

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
    refers("envelope_id", "envelope", index=True),
    refers("party_id", "party", nullable=True, index=True),
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

item = sa.Table(
    "item",
    metadata,
    identifier(),
    Column("account", Word, nullable=False),
    Column("day", sa.Date, nullable=False),
    refers("envelope_id", "envelope", nullable=True, index=True),  # NULL: delivered twice, kept once
    number("position"),
    Column("external_hash", Hash),
    Column("state", Word, nullable=False),
    Column("detail", Sealed),
    refers("complaint_id", "complaint", nullable=True),
    Column("ended_at", Moment, nullable=False),
    UniqueConstraint("account", "external_hash"),
    Index("ix_item_day", "day", "account", "state"),
    Index("ix_item_flood", "envelope_id", **where("state = 'flood'")),
)

history = sa.Table(
    "history",
    metadata,
    identifier(),
    refers("complaint_id", "complaint"),
    Column("sequence", sa.Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", Word, nullable=False),
    Column("what", Word, nullable=False),
    Column("detail", Sealed),
    Column("hash", sa.LargeBinary, nullable=False),
    refers("anchor_id", "anchor", nullable=True),
    UniqueConstraint("complaint_id", "sequence"),
    Index("ix_history_unanchored", "id", **where("anchor_id IS NULL")),
    Index("ix_history_anchor_id", "anchor_id", "id", **where("anchor_id IS NOT NULL")),
)

anchor = sa.Table(
    "anchor",
    metadata,
    identifier(),
    Column("at", Moment, nullable=False),
    Column("hash", sa.LargeBinary, nullable=False),
)

outbox = sa.Table(
    "outbox",
    metadata,
    identifier(),
    refers("complaint_id", "complaint", nullable=True),
    Column("account", Word, nullable=False),
    Column("purpose", Word, nullable=False),
    Column("number", sa.Integer, nullable=False),
    Column("token", Word, nullable=False, unique=True),
    Column("address_hash", Hash, nullable=False),
    Column("conversation", Hash, nullable=False),
    refers("data_key_id", "data_key"),
    Column("content", Sealed, nullable=False),
    flag("machine"),
    text("by"),
    Column("state", Word, nullable=False),
    Column("planned_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    number("tries"),
    number("fence"),
    Column("leased_until", Moment),
    flag("begun"),
    flag("repeat"),
    text("code"),
    Column("external_hash", Hash),
    Column("settled_at", Moment),
    UniqueConstraint("complaint_id", "purpose", "number"),
    Index("ix_outbox_due", "id", **where("state = 'due'")),
    Index("ix_outbox_unsent", "conversation", "id", **where("state IN ('due', 'sending', 'unknown')")),
    Index("ix_outbox_open", "state", "account", **where("state NOT IN ('sent', 'delivered')")),
    Index("ix_outbox_address", "address_hash", "planned_at"),
    Index("ix_outbox_external", "external_hash", **where("external_hash IS NOT NULL")),
)

delivery_report = sa.Table(
    "delivery_report",
    metadata,
    identifier(),
    Column("refers_hash", Hash, nullable=False, index=True),
    Column("state", Word, nullable=False),
    flag("permanent"),
    Column("at", Moment, nullable=False),
    text("code"),
    refers("outbox_id", "outbox", nullable=True),
)

ticket_counter = sa.Table(
    "ticket_counter",
    metadata,
    Column("year", sa.Integer, primary_key=True, autoincrement=False),
    Column("last", sa.Integer, nullable=False),
)

officer = sa.Table(
    "officer",
    metadata,
    Column("name", Word, primary_key=True),
    Column("full_name", Word, nullable=False),
    Column("role", Word, nullable=False),
    text("unit"),
    Column("active", sa.Boolean, nullable=False),
    Column("password_hash", Word, nullable=False),
)

session = sa.Table(
    "session",
    metadata,
    Column("token_hash", Word, primary_key=True),
    Column("officer", Word, ForeignKey("officer.name"), nullable=False),
    Column("began_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False, index=True),
)


# The full-text index: tokens of `storage.search`, which say nothing without the key. Its row is the case's.
search = sa.table("search", sa.column("rowid", sa.BigInteger), sa.column("tokens", sa.Text))

SEARCH_TABLE = {
    "sqlite": (
        "CREATE VIRTUAL TABLE search USING fts5(tokens, detail='none', columnsize=0, tokenize='ascii')",
    ),
    "postgresql": (
        "CREATE TABLE search (rowid BIGINT PRIMARY KEY REFERENCES complaint (id), tokens TSVECTOR NOT NULL)",
        "CREATE INDEX ix_search_tokens ON search USING gin (tokens)",
    ),
}


@sa.event.listens_for(metadata, "after_create")
def _create_search(_target: sa.MetaData, connection: sa.Connection, **_: object) -> None:
    for statement in SEARCH_TABLE[connection.dialect.name]:
        connection.exec_driver_sql(statement)


@sa.event.listens_for(metadata, "before_drop")
def _drop_search(_target: sa.MetaData, connection: sa.Connection, **_: object) -> None:
    connection.exec_driver_sql("DROP TABLE IF EXISTS search")
