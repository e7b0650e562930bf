"""How word tables are written: words in one string, so that a table stays a few lines."""

from __future__ import annotations


def words(text: str, divider: str | None = None) -> tuple[str, ...]:
    """The words of a table, in order; `divider` where words hold spaces."""
    return tuple(text.split(divider))
