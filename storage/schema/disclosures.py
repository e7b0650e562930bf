"""Who took identities out of the register in a file, when, and why."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Column

from storage.columns import Word, identifier, metadata
from storage.moment import Moment

disclosure = sa.Table(
    "disclosure",
    metadata,
    identifier(),
    Column("at", Moment, nullable=False),
    Column("by", Word, nullable=False),
    Column("reason", Word, nullable=False),
    Column("what", Word, nullable=False),
)
