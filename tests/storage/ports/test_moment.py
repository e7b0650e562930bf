"""A moment comes back to the microsecond and in UTC, and a naive one is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from storage import schema
from storage.moment import EPOCH, MICROSECOND, day_of, microseconds
from storage.unit import SqlUnit

ZONES = st.integers(-14, 14).map(lambda hours: timezone(timedelta(hours=hours)))
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=ZONES)  # noqa: DTZ001 - bounds; the zones are drawn


@given(MOMENTS)
def test_microseconds_are_exact(moment: datetime) -> None:
    assert EPOCH + MICROSECOND * microseconds(moment) == moment


def test_a_naive_moment_is_refused(unit: SqlUnit) -> None:
    naive = datetime(2026, 11, 22)  # noqa: DTZ001 - on purpose
    with pytest.raises(sa.exc.StatementError, match="time zone"):
        unit.connection.execute(sa.insert(schema.anchor).values(at=naive, hash=b""))


def test_another_zone_comes_back_in_utc(unit: SqlUnit) -> None:
    jakarta = datetime(2026, 11, 23, 0, 30, tzinfo=timezone(timedelta(hours=7)))
    unit.connection.execute(sa.insert(schema.anchor).values(at=jakarta, hash=b""))
    stored = unit.connection.execute(sa.select(schema.anchor.c.at)).scalar_one()
    assert stored == jakarta
    assert stored.tzinfo is UTC


def test_the_day_is_jakartas() -> None:
    assert day_of(datetime(2026, 11, 22, 16, 59, tzinfo=UTC)) == date(2026, 11, 22)
    assert day_of(datetime(2026, 11, 22, 17, 0, tzinfo=UTC)) == date(2026, 11, 23)
