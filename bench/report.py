"""What a benchmark found, as a table for people and as JSON for machines."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from bench.machine import Machine
from bench.rounds import Race, Sample, Spread, rate


@dataclass(frozen=True, slots=True)
class Finding:
    """A ratio or a count, and what was wanted of it: at least or at most so much; None: nothing.

    `goal` is the line of performance.md, such as "G1"; empty where there is none.
    """

    goal: str
    what: str
    found: Spread
    at_least: float | None = None
    at_most: float | None = None

    @property
    def reached(self) -> bool | None:
        if self.at_least is not None:
            return self.found.median >= self.at_least
        return None if self.at_most is None else self.found.median <= self.at_most

    @property
    def verdict(self) -> str:
        if self.reached is None:
            return ""
        wanted = f">= {self.at_least:g}" if self.at_least is not None else f"<= {self.at_most:g}"
        return f"{'reached' if self.reached else 'MISSED'}, wanted {wanted}"


@dataclass(frozen=True, slots=True)
class Report:
    """One interleaved run. `unit` is what a rate counts; a skipped run has a note that says why."""

    title: str
    unit: str
    race: Race = field(default_factory=lambda: Race({}))
    findings: Sequence[Finding] = ()
    notes: Sequence[str] = ()

    def lines(self) -> Iterator[str]:
        yield f"\n## {self.title}"
        if self.race.samples:
            yield f"{'':<44}{self.unit + '/s':>12}  {'least..most':<18}{'CPU ms each':>12}"
        for name, samples in self.race.samples.items():
            speed = self.race.of(name, rate)
            each = self.race.of(name, lambda sample: sample.cost * 1000)
            span = f"{_short(speed.least)}..{_short(speed.most)}"
            yield f"{name:<44}{_short(speed.median):>12}  {span:<18}{_short(each.median):>12}"
            if counts := _medians(samples):
                yield f"{'':<8}{counts}"
        for finding in self.findings:
            span = f"({_short(finding.found.least)}..{_short(finding.found.most)})"
            found = f"{_short(finding.found.median)} {span}"
            yield f"{finding.goal:<6}{finding.what:<58}{found:<24}{finding.verdict}".rstrip()
        for note in self.notes:
            yield f"      {note}"

    def plain(self) -> dict[str, Any]:
        """As JSON takes it."""
        contenders = {
            name: [asdict(sample) for sample in samples] for name, samples in self.race.samples.items()
        }
        findings = [asdict(finding) | {"reached": finding.reached} for finding in self.findings]
        return {
            "title": self.title,
            "unit": self.unit,
            "contenders": contenders,
            "findings": findings,
            "notes": list(self.notes),
        }


def as_json(machine: Machine, reports: Sequence[Report]) -> str:
    return json.dumps(
        {"machine": asdict(machine), "reports": [report.plain() for report in reports]}, indent=1
    )


def _medians(samples: Sequence[Sample]) -> str:
    names = dict.fromkeys(name for sample in samples for name in sample.counts)
    found = {name: Spread.over([sample.counts[name] for sample in samples]).median for name in names}
    return "  ".join(f"{name} {_short(value)}" for name, value in found.items())


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
