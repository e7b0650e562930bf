"""What leaves, and what platforms say became of it."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Column, Index, UniqueConstraint

from storage.columns import Hash, Sealed, Word, flag, identifier, metadata, number, refers, text, when, where
from storage.moment import Moment

outbox = sa.Table(
    "outbox",
    metadata,
    identifier(),
    refers("complaint_id", "complaint", nullable=True),
    Column("account", Word, nullable=False),
    Column("purpose", Word, nullable=False),
    Column("number", sa.Integer, nullable=False),
    Column("token", Word, nullable=False),  # begins with the id, so it is unique without an index
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
    flag("repeat"),
    text("code"),
    Column("link", Sealed),  # where an officer sends it, under the message's own key
    Column("external_hash", Hash),
    Column("settled_at", Moment),
    flag("stranded"),  # it failed for good, and nobody has looked yet where else the citizen can be reached
    UniqueConstraint("complaint_id", "purpose", "number"),
    Index("ix_outbox_due", "account", "id", **where("state = 'due'")),
    Index("ix_outbox_unsent", "conversation", "id", **where("state IN ('due', 'sending', 'unknown')")),
    Index("ix_outbox_open", "state", "account", **where("state NOT IN ('sent', 'delivered', 'told')")),
    Index("ix_outbox_proposed", "complaint_id", **where("state = 'proposed'")),
    Index("ix_outbox_by_hand", "complaint_id", **where("state = 'by_hand'")),
    Index("ix_outbox_stranded", "id", **when("stranded")),
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
    refers("envelope_id", "envelope", nullable=True),  # NULL: it came before revision 0003
)
