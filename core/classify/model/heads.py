"""The questions that one matrix answers together, and the columns where each has its answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from core.classify.labels import Component, Kind, Language, Sector, ServiceState

YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class Head:
    """One question: its labels stand in the columns [start, end)."""

    name: str
    labels: tuple[str, ...]
    start: int
    end: int

    @property
    def columns(self) -> slice[int, int, None]:
        return slice(self.start, self.end)


def _lay_out(questions: Mapping[str, Sequence[str]]) -> dict[str, Head]:
    heads: dict[str, Head] = {}
    start = 0
    for name, labels in questions.items():
        end = start + len(labels)
        heads[name] = Head(name, tuple(labels), start, end)
        start = end
    return heads


def _values(labels: type[StrEnum]) -> tuple[str, ...]:
    return tuple(label.value for label in labels)


HEADS: Mapping[str, Head] = _lay_out(
    {
        "kind": _values(Kind),
        "component": _values(Component),
        "sector": _values(Sector),
        "integrity": (NO, YES),
        "language": _values(Language),
        "elsewhere": (NO, YES),
        "service_state": _values(ServiceState),
        "anonymity_wish": (NO, YES),
        "withdraws": (NO, YES),
    }
)
WIDTH = sum(len(head.labels) for head in HEADS.values())
