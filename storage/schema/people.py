"""Who wrote: parties and their addresses."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Column

from storage.columns import Hash, Sealed, Word, identifier, metadata, refers

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
