"""X's numbers hold the moment at which they were given out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_BEGINNING = datetime(2010, 11, 4, 1, 42, 54, 657000, tzinfo=UTC)
_LARGEST = 2**63


def number(text: object) -> int:
    """The number of a post or message; 0 for what is none."""
    found = text if isinstance(text, str) else ""
    return int(found) if found.isascii() and found.isdecimal() and len(found) < 20 else 0


def moment(text: object) -> datetime | None:
    """When X gave the number out, to the millisecond (UTC); None for what is none."""
    found = number(text)
    if not 2**22 <= found < _LARGEST:
        return None
    return _BEGINNING + timedelta(milliseconds=found >> 22)
