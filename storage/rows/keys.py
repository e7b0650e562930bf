"""Data keys in a transaction: made, found again, and the values sealed under them.

Each value is bound to its place, "table.column:row": moved to another row it does not open.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from storage import schema
from storage.rows import any_of
from storage.transaction import Transaction

Json = Any  # what the json module reads and writes

encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def context(place: str, row: int) -> bytes:
    """The place a sealed value belongs to, such as ("message.content", 12)."""
    return f"{place}:{row}".encode()


def seal_json(tx: Transaction, key: bytes, value: Json, place: str, row: int) -> bytes:
    return tx.sealer.seal_packed(key, encode(value).encode(), context(place, row))


def open_json(tx: Transaction, wrapped: bytes | None, sealed: bytes | None, place: str, row: int) -> Json:
    """None where there is nothing, or where the key was destroyed."""
    if wrapped is None or sealed is None:
        return None
    return json.loads(tx.sealer.open(tx.sealer.unwrap(wrapped), sealed, context(place, row)))


def seal_text(tx: Transaction, key: bytes, text: str | None, place: str, row: int) -> bytes | None:
    return None if text is None else tx.sealer.seal_text(key, text, context(place, row))


def open_text(
    tx: Transaction, wrapped: bytes | None, sealed: bytes | None, place: str, row: int
) -> str | None:
    """As `open_json`, for text."""
    if wrapped is None or sealed is None:
        return None
    return tx.sealer.open_text(tx.sealer.unwrap(wrapped), sealed, context(place, row))


WRAPPED = sa.select(schema.data_key.c.id, schema.data_key.c.wrapped).where(
    schema.data_key.c.id.in_(any_of("ids"))
)


def plain_keys(tx: Transaction, ids: Sequence[int]) -> Mapping[int, bytes]:
    """The keys by their ids; destroyed ones are missing."""
    if not ids:
        return {}
    rows = tx.driver.fetch(WRAPPED, ids=ids)
    return {number: tx.sealer.unwrap(wrapped) for number, wrapped in rows if wrapped is not None}


def destroy(tx: Transaction, ids: Sequence[int], now: datetime) -> int:
    """Destroy keys: what was sealed under them cannot be read again by anybody. Returns how many."""
    keys = schema.data_key.c
    return tx.connection.execute(
        sa.update(schema.data_key)
        .where(keys.id.in_(ids), keys.wrapped.is_not(None))
        .values(wrapped=None, destroyed_at=now)
    ).rowcount
