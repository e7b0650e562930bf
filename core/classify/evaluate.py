"""How often the labels are right: per label and overall, how true the confidence is, what abstaining buys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from core.classify.labels import Classification

FIELDS = ("kind", "component", "sector", "integrity", "language")
COVERAGES = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5)
_BINS = 10
_WORST = 10


@dataclass(frozen=True, slots=True)
class Outcome:
    """One message's label of one field: what it should have been, what it became, how sure."""

    text: str
    expected: str
    found: str
    confidence: float
    abstained: bool

    @property
    def right(self) -> bool:
        return self.expected == self.found


@dataclass(frozen=True, slots=True)
class LabelScore:
    """One label: how many messages bear it, and between 0 and 1 how well it is found."""

    count: int
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class FieldScore:
    """One field over a set of messages. `curve` gives the accuracy of the surest shares of COVERAGES."""

    count: int
    accuracy: float
    labels: Mapping[str, LabelScore]
    calibration_error: float
    abstained: float
    accuracy_of_rest: float
    curve: Mapping[float, float]
    worst: Sequence[Outcome]

    @property
    def macro_f1(self) -> float:
        return sum(score.f1 for score in self.labels.values()) / max(len(self.labels), 1)


def outcomes(field: str, judged: Iterable[tuple[Mapping[str, object], Classification]]) -> list[Outcome]:
    """What became of one field; a message that does not state it, or bears no label of it, is left out."""
    found: list[Outcome] = []
    for expected, got in judged:
        wanted = expected.get(field)
        if wanted is None:
            continue
        label = getattr(got, field)
        found.append(
            Outcome(
                str(expected.get("text", "")),
                _name(wanted),
                _name(label),
                got.confidence.get(field, 0.0),
                field in got.abstained,
            )
        )
    return found


def _name(label: object) -> str:
    return str(label).lower() if isinstance(label, bool) else str(label)


def score(results: Sequence[Outcome]) -> FieldScore:
    """All figures of one field. Raises ValueError when there is no message to judge by."""
    if not results:
        raise ValueError("no message states this field")
    expected, found = Counter(r.expected for r in results), Counter(r.found for r in results)
    hit = Counter(r.found for r in results if r.right)
    labels = {
        label: LabelScore(count, hit[label] / max(found[label], 1), hit[label] / count)
        for label, count in sorted(expected.items())
    }
    kept = [r for r in results if not r.abstained]
    surest = sorted(results, key=lambda r: -r.confidence)
    curve = {share: _accuracy(surest[: max(1, round(share * len(surest)))]) for share in COVERAGES}
    wrong = [r for r in surest if not r.right]
    return FieldScore(
        count=len(results),
        accuracy=_accuracy(results),
        labels=labels,
        calibration_error=_calibration_error(results),
        abstained=1 - len(kept) / len(results),
        accuracy_of_rest=_accuracy(kept),
        curve=curve,
        worst=wrong[:_WORST],
    )


def _accuracy(results: Sequence[Outcome]) -> float:
    return sum(r.right for r in results) / max(len(results), 1)


def _calibration_error(results: Sequence[Outcome]) -> float:
    """The mean gap between confidence and accuracy over ten bins, weighed by how many fall in each."""
    bins: dict[int, list[Outcome]] = {}
    for result in results:
        bins.setdefault(min(int(result.confidence * _BINS), _BINS - 1), []).append(result)
    gaps = [
        abs(_accuracy(held) - sum(r.confidence for r in held) / len(held)) * len(held)
        for held in bins.values()
    ]
    return sum(gaps) / len(results)
