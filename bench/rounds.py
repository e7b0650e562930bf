"""Contenders take turns, round after round, so that a busy moment of the machine strikes them all."""

from __future__ import annotations

import gc
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

Counts = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Sample:
    """One turn of one contender. `wall` and `cpu` in seconds; `counts` are totals or marks of the turn."""

    items: int
    wall: float
    cpu: float
    counts: Counts = field(default_factory=dict)

    @property
    def rate(self) -> float:
        """Items a second."""
        return self.items / self.wall

    @property
    def cost(self) -> float:
        """CPU seconds an item."""
        return self.cpu / self.items


Figure = Callable[[Sample], float]


def rate(sample: Sample) -> float:
    return sample.rate


def cost(sample: Sample) -> float:
    return sample.cost


@dataclass(frozen=True, slots=True)
class Contender:
    """A name and a turn: given an empty directory of its own, it does the work and says what it took."""

    name: str
    turn: Callable[[Path], Sample]


@dataclass(frozen=True, slots=True)
class Spread:
    """A figure over the rounds."""

    median: float
    least: float
    most: float

    @classmethod
    def over(cls, values: Sequence[float]) -> Spread:
        return cls(statistics.median(values), min(values), max(values))


@dataclass(frozen=True, slots=True)
class Race:
    """The samples of all rounds, by contender; the n-th samples of all belong to the n-th round."""

    samples: Mapping[str, Sequence[Sample]]

    def of(self, name: str, figure: Figure) -> Spread:
        return Spread.over([figure(sample) for sample in self.samples[name]])

    def ratio(self, above: str, below: str, figure: Figure) -> Spread:
        """The rounds' own ratios: what slows down one round slows down both of its halves."""
        pairs = zip(self.samples[above], self.samples[below], strict=True)
        return Spread.over([figure(one) / figure(other) for one, other in pairs])


class Stopwatch:
    """Wall and CPU time of a `with` block. CPU is this process's, all threads, and its ended children's."""

    def __enter__(self) -> Stopwatch:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        self._cpu, self._wall = cpu_seconds(), time.perf_counter()

    def stop(self) -> None:
        self.wall = time.perf_counter() - self._wall
        self.cpu = cpu_seconds() - self._cpu

    def sample(self, items: int, counts: Counts | None = None) -> Sample:
        return Sample(items, self.wall, self.cpu, counts or {})


def cpu_seconds() -> float:
    usage = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in usage)


def take_turns(contenders: Sequence[Contender], rounds: int, directory: Path) -> Race:
    """Every other round runs backwards, so that nobody always comes after the same one."""
    samples: dict[str, list[Sample]] = {contender.name: [] for contender in contenders}
    for number in range(rounds):
        for contender in contenders if number % 2 == 0 else reversed(contenders):
            gc.collect()
            with tempfile.TemporaryDirectory(dir=directory, prefix="turn-") as empty:
                samples[contender.name].append(contender.turn(Path(empty)))
    return Race(samples)
