"""Turns are taken fairly, and ratios are those of the rounds."""

from collections.abc import Callable
from pathlib import Path

from bench.rounds import Contender, Race, Sample, Spread, rate, take_turns


def _sample(items_a_second: float) -> Sample:
    return Sample(1, 1 / items_a_second, 0.5)


def test_every_other_round_runs_backwards_in_empty_directories(tmp_path: Path) -> None:
    order: list[str] = []

    def turn(name: str) -> Callable[[Path], Sample]:
        def run(home: Path) -> Sample:
            assert list(home.iterdir()) == []
            (home / "something").touch()
            order.append(name)
            return _sample(1)

        return run

    race = take_turns([Contender(name, turn(name)) for name in "abc"], 3, tmp_path)
    assert order == [*"abc", *"cba", *"abc"]
    assert all(len(samples) == 3 for samples in race.samples.values())
    assert list(tmp_path.iterdir()) == []


def test_a_ratio_is_the_median_of_the_rounds_own_ratios() -> None:
    # The third round fell into a busy moment that slowed both: its ratio is as good as the others'.
    race = Race({"a": [_sample(20), _sample(40), _sample(2)], "b": [_sample(40), _sample(80), _sample(4)]})
    assert race.ratio("a", "b", rate) == Spread(0.5, 0.5, 0.5)


def test_a_spread_names_the_median_and_both_ends() -> None:
    assert Spread.over([5.0, 1.0, 2.0]) == Spread(2.0, 1.0, 5.0)
