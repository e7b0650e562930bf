"""Keys of persons and messages: what is sealed under a destroyed one is gone."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Column

from storage.columns import identifier, metadata
from storage.moment import Moment

data_key = sa.Table(
    "data_key",
    metadata,
    identifier(),
    Column("wrapped", sa.LargeBinary),  # NULL: destroyed, and with it all that was sealed under it
    Column("destroyed_at", Moment),
)
