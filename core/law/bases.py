"""Which laws and regulations were in force on a day, and which of them a notice cites.

A notice cites what was in force on the day of receipt: the service standard's own list of 2021 names laws
that have been replaced since (domain, section 0).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """One law. `valid_from` is its first day in force, `valid_to` the first day no longer (None: still)."""

    key: str
    short: str
    title: str
    valid_from: date
    valid_to: date | None = None
    replaced_by: str = ""
    topics: tuple[str, ...] = ()
    verified: bool = True

    def in_force(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


@dataclass(frozen=True, slots=True)
class LegalBases:
    entries: tuple[LegalBasis, ...]

    def in_force(self, on: date, topic: str | None = None) -> Sequence[LegalBasis]:
        """What was in force on that day (Asia/Jakarta), of one topic if asked, in the order of the table."""
        return [
            basis for basis in self.entries if basis.in_force(on) and (topic is None or topic in basis.topics)
        ]

    def cite(self, on: date, topic: str) -> str:
        """The short names for a notice: "UU 25/2009, Perpres 76/2013"; "" where nothing fits."""
        return ", ".join(basis.short for basis in self.in_force(on, topic))


def load_bases() -> LegalBases:
    """The table that comes with Aduan."""
    rows: Mapping[str, Mapping[str, object]] = tomllib.loads(
        Path(__file__).with_name("bases.toml").read_text(encoding="utf-8")
    )
    return LegalBases(tuple(_basis(key, row) for key, row in rows.items()))


def _basis(key: str, row: Mapping[str, object]) -> LegalBasis:
    topics = row.get("topics", [])
    return LegalBasis(
        key=key,
        short=str(row["short"]),
        title=str(row["title"]),
        valid_from=_first_day(str(row["from"])),
        valid_to=_first_day(str(row["to"])) if "to" in row else None,
        replaced_by=str(row.get("replaced_by", "")),
        topics=tuple(str(topic) for topic in topics) if isinstance(topics, list) else (),
        verified=bool(row.get("verified", True)),
    )


def _first_day(text: str) -> date:
    """The first day of a year, a month or a day: "2009", "2025-10", "2025-06-05"."""
    return date.fromisoformat(text + "-01-01"[len(text) - 4 :])
