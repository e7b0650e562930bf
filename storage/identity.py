"""Whose database this is: the check value of its master key."""

from __future__ import annotations

import sqlalchemy as sa

from core.errors import ConfigError

metadata = sa.MetaData()

identity = sa.Table(
    "store_identity",
    metadata,
    sa.Column("id", sa.Integer, sa.CheckConstraint("id = 1", name="only_one"), primary_key=True),
    sa.Column("key_check", sa.LargeBinary, nullable=False),
)


def claim(connection: sa.Connection, key_check: bytes) -> None:
    """Binds a new database to its master key; a bound one is verified."""
    if not verify(connection, key_check):
        connection.execute(sa.insert(identity).values(id=1, key_check=key_check))


def verify(connection: sa.Connection, key_check: bytes) -> bool:
    """Whether the database is bound to this master key; False while it is bound to none.

    Raises ConfigError when it is bound to another: reading would fail and writing would mix keys.
    """
    stored = connection.scalar(sa.select(identity.c.key_check))
    if stored is not None and bytes(stored) != key_check:
        raise ConfigError(
            "this is not the database's master key: set the key that `aduan init` printed, "
            "or take its file away and type it in from its escrow copy with `aduan init --escrow`"
        )
    return stored is not None
