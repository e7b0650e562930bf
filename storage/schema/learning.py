"""What officers said of the classifier's labels. Only words of ours: no personal data."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Column

from storage.columns import Word, flag, identifier, metadata, refers, text
from storage.moment import Moment

judgement = sa.Table(
    "judgement",
    metadata,
    identifier(),
    refers("complaint_id", "complaint", index=True),
    Column("field", Word, nullable=False),
    Column("version", Word, nullable=False),
    Column("found", Word, nullable=False),
    Column("confidence", sa.Float, nullable=False),
    flag("abstained"),
    Column("label", Word, nullable=False),
    Column("by", Word, nullable=False),
    Column("at", Moment, nullable=False),
    Column("language", Word, nullable=False),
    Column("account", Word, nullable=False),
    text("shadow_version"),
    text("shadow"),
)
