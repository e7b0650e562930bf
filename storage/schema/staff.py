"""Officers and their sessions."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey

from storage.columns import Word, metadata, text
from storage.moment import Moment

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
