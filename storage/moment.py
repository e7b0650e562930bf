"""Moments: aware UTC in Python; whole microseconds on SQLite, timestamptz on PostgreSQL."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator, TypeEngine

from core.ports.clock import JAKARTA

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class Moment(TypeDecorator[datetime]):
    """A point in time. A naive one is refused (ValueError): nobody could say which moment it means."""

    impl = sa.BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> TypeEngine[int] | TypeEngine[datetime]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(sa.TIMESTAMP(timezone=True))
        return dialect.type_descriptor(sa.BigInteger())

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> int | datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone: give it one where it is made")
        return value if dialect.name == "postgresql" else microseconds(value)

    def process_result_value(self, value: int | datetime | None, _dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if isinstance(value, datetime):
            return value.astimezone(UTC)
        return EPOCH + MICROSECOND * value


def microseconds(value: datetime) -> int:
    """Microseconds since 1970; exact, unlike `timestamp()`. Raises TypeError for a naive moment."""
    return (value - EPOCH) // MICROSECOND


def day_of(moment: datetime) -> date:
    """The date in which the law and the ledger count (Asia/Jakarta)."""
    return moment.astimezone(JAKARTA).date()
