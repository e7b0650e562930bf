"""How right the classifier was, from officers' judgements: with counts and intervals, or not at all.

Below ENOUGH judgements a share says nothing, and none is given. Intervals are Wilson's at 95 %.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from core.learning.judgement import FIELDS, Judgement

ENOUGH = 30
Z = 1.959964  # 95 %, two-sided
BINS = ((0.0, 0.5), (0.5, 0.6), (0.6, 0.7), (0.7, 0.8), (0.8, 0.9), (0.9, 1.01))


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `count`; `value`, `low` and `high` between 0 and 1, None below ENOUGH."""

    part: int
    count: int

    @property
    def enough(self) -> bool:
        return self.count >= ENOUGH

    @property
    def value(self) -> float | None:
        return self.part / self.count if self.enough else None

    @property
    def low(self) -> float | None:
        return wilson(self.part, self.count)[0] if self.enough else None

    @property
    def high(self) -> float | None:
        return wilson(self.part, self.count)[1] if self.enough else None


@dataclass(frozen=True, slots=True)
class LabelFigures:
    """`found_right`: of those it named so, how many were (precision); `right_found`: of those that were,
    how many it named so (recall).
    """

    label: str
    found_right: Share
    right_found: Share


@dataclass(frozen=True, slots=True)
class FieldFigures:
    """One field. `confusions` are (was, taken for, how often), the commonest first; `calibration` is by bins
    of confidence; `months` and `languages` show where it drifts.
    """

    field: str
    all: Share
    labels: tuple[LabelFigures, ...]
    confusions: tuple[tuple[str, str, int], ...]
    calibration: tuple[tuple[float, float, Share], ...]
    months: tuple[tuple[str, Share], ...]
    languages: tuple[tuple[str, Share], ...]
    versions: tuple[tuple[str, Share], ...]


def wilson(part: int, count: int) -> tuple[float, float]:
    """The interval in which a share lies (E. B. Wilson, 1927); (0, 1) for no count."""
    if not count:
        return 0.0, 1.0
    share, square = part / count, Z * Z
    middle = (share + square / (2 * count)) / (1 + square / count)
    half = Z * math.sqrt(share * (1 - share) / count + square / (4 * count * count)) / (1 + square / count)
    return max(0.0, middle - half), min(1.0, middle + half)


def figures(judgements: Iterable[Judgement]) -> tuple[FieldFigures, ...]:
    """The figures of each field. Of several judgements of one case and field the last counts."""
    latest: dict[tuple[str, str], Judgement] = {}
    for judgement in judgements:
        latest[judgement.ticket, judgement.field] = judgement
    by_field: defaultdict[str, list[Judgement]] = defaultdict(list)
    for judgement in latest.values():
        by_field[judgement.field].append(judgement)
    return tuple(_of_field(field, by_field[field]) for field in FIELDS)


def _of_field(field: str, found: Sequence[Judgement]) -> FieldFigures:
    confused = Counter((one.label, one.found) for one in found if not one.right)
    return FieldFigures(
        field,
        _share(found),
        tuple(_of_label(label, found) for label in sorted({one.label for one in found})),
        tuple((label, taken, count) for (label, taken), count in confused.most_common(20)),
        tuple(
            (low, min(high, 1.0), _share([one for one in found if low <= one.confidence < high]))
            for low, high in BINS
        ),
        _groups(found, {one: f"{one.at:%Y-%m}" for one in found}),
        _groups(found, {one: one.language for one in found}),
        _groups(found, {one: one.version for one in found}),
    )


def _of_label(label: str, found: Sequence[Judgement]) -> LabelFigures:
    named = [one for one in found if one.found == label]
    was = [one for one in found if one.label == label]
    return LabelFigures(label, _share(named), _share(was))


def _groups(found: Sequence[Judgement], names: Mapping[Judgement, str]) -> tuple[tuple[str, Share], ...]:
    groups: defaultdict[str, list[Judgement]] = defaultdict(list)
    for one in found:
        groups[names[one]].append(one)
    return tuple((name, _share(groups[name])) for name in sorted(groups))


def _share(found: Sequence[Judgement]) -> Share:
    return Share(sum(one.right for one in found), len(found))
