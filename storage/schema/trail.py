"""The history of each case, chained, and the anchors over all of them."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Column, Index, UniqueConstraint

from storage.columns import Sealed, Word, identifier, metadata, refers, where
from storage.moment import Moment

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
