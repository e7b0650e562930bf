"""A report says what was found, what was wanted, and whether it was reached."""

import json
from pathlib import Path

from bench.machine import describe
from bench.report import Finding, Report, as_json
from bench.rounds import Race, Sample, Spread

HALF = Spread(0.5, 0.4, 0.6)


def test_a_goal_is_reached_at_its_bound_and_missed_beyond() -> None:
    assert Finding("G1", "a / b", HALF, at_least=0.5).reached is True
    assert Finding("G1", "a / b", HALF, at_least=0.51).verdict == "MISSED, wanted >= 0.51"
    assert Finding("G1", "a / b", HALF, at_most=0.5).verdict == "reached, wanted <= 0.5"
    assert Finding("G1", "a / b", HALF, at_most=0.49).reached is False


def test_a_figure_without_a_goal_has_no_verdict() -> None:
    assert Finding("", "a / b", HALF).verdict == ""


def test_a_report_shows_contenders_counts_findings_and_notes() -> None:
    race = Race({"floor": [Sample(10, 2.0, 0.1)], "program": [Sample(10, 4.0, 0.2, {"commits each": 0.25})]})
    report = Report("Intake", "complaints", race, [Finding("G1", "program / floor", HALF)], ["a note"])
    lines = "\n".join(report.lines())
    for part in (
        "## Intake",
        "complaints/s",
        "floor",
        "commits each 0.25",
        "G1    program / floor",
        "a note",
    ):
        assert part in lines


def test_json_holds_the_machine_and_all_samples(tmp_path: Path) -> None:
    report = Report(
        "Intake",
        "complaints",
        Race({"floor": [Sample(10, 2.0, 0.1)]}),
        [Finding("G1", "x", HALF, at_least=1)],
    )
    plain = json.loads(as_json(describe(tmp_path), [report]))
    assert plain["machine"]["cores"] >= 1
    assert plain["machine"]["sync_ms"] > 0
    assert plain["reports"][0]["contenders"]["floor"][0]["items"] == 10
    assert plain["reports"][0]["findings"][0]["reached"] is False
