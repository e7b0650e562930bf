"""What accounts have used of platforms that charge by use."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Column

from storage.columns import Word, metadata, number

usage = sa.Table(
    "usage",
    metadata,
    Column("account", Word, primary_key=True),
    Column("month", sa.Date, primary_key=True),
    number("reads"),
    number("writes"),
    Column("cost", sa.BigInteger, nullable=False),
    Column("ceiling", sa.BigInteger, nullable=False),
)
