"""A unit in memory, for tests that try many sequences: the same tables and ports, no writer thread."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from storage import schema
from storage.seal import Sealer
from storage.unit import SqlUnit

SEALER = Sealer(bytes(range(32)))


@contextmanager
def unit_in_memory() -> Iterator[SqlUnit]:
    """A fresh SQLite database with one transaction open in it."""
    engine = sa.create_engine("sqlite://")
    with engine.connect() as connection, connection.begin():
        schema.metadata.create_all(connection)
        yield SqlUnit(connection, SEALER, "sqlite")
    engine.dispose()


@pytest.fixture
def unit() -> Iterator[SqlUnit]:
    with unit_in_memory() as opened:
        yield opened
