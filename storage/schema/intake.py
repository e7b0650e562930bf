"""What was delivered, how it is read, and how it is counted."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey, Index, UniqueConstraint

from storage.columns import Hash, Id, Sealed, Word, identifier, metadata, number, refers, text, where
from storage.moment import Moment

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
    Column("expires_at", Moment),
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

item = sa.Table(
    "item",
    metadata,
    identifier(),
    Column("account", Word, nullable=False),
    Column("day", sa.Date, nullable=False),
    refers("envelope_id", "envelope", nullable=True),  # NULL: delivered twice, kept once
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
