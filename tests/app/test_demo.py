"""The demo says what became of each line, and fails where one did not become what it should."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime
from io import StringIO

import pytest
from rich.console import Console

from app.demo.act import Answer, act_names, open_act
from app.demo.line import REDELIVERED, Line, load_lines
from app.demo.play import Found, look
from app.demo.show import Show
from core.case.complaint import Assignment, Basis, Complaint, Deadline, Labels, Party, State
from core.classify.labels import Component, Kind, Language, Sector
from core.message import Terminal

NOTHING = Found({}, {}, {})


def spoken(ends: str, key: str = "k", **more: object) -> Line:
    return Line("wa", "a line", ends, key=key, spoken=True, **more)  # type: ignore[arg-type]  # a test's shorthand


@pytest.mark.parametrize("name", act_names())
def test_every_act_speaks_for_accounts_of_its_own(name: str) -> None:
    act = open_act(name)
    act.start()
    try:
        accounts = {account.name for account in act.accounts()}
    finally:
        act.stop()
    lines = load_lines(name)
    assert {line.account for line in lines} == accounts
    assert {line.ends for line in lines} <= {*Terminal, "refused"}
    heard = {line.answered for other in act_names() for line in load_lines(other)}
    assert {line.after for line in lines} - {""} <= heard, "a line waits for somebody who is never answered"


def test_a_line_is_well_when_it_ended_as_it_should_and_its_person_heard() -> None:
    line = spoken("opened", answered="Siti")
    look([line], Found({"k": "opened"}, {"k": "PWK-2026-000001-B"}, {}), {"Siti": 1})
    assert line.well
    assert line.ticket == "PWK-2026-000001-B"


@pytest.mark.parametrize("heard", [0, 2])
def test_one_answer_too_few_or_too_many_is_wrong(heard: int) -> None:
    line = spoken("opened", answered="Siti")
    look([line], Found({"k": "opened"}, {}, {}), {"Siti": heard})
    assert "did not hear 1 answers" in line.wrong


def test_what_ended_otherwise_is_wrong() -> None:
    line = spoken("opened")
    look([line], Found({"k": "noise"}, {}, {}), {})
    assert line.wrong == "wa, a line: opened was expected, noise was found"


def test_the_answers_to_all_lines_of_a_person_are_counted_together() -> None:
    lines = [spoken("opened", answered="Siti"), spoken("served", "j", answered="Siti"), spoken("joined", "l")]
    found = Found({"k": "opened", "j": "served", "l": "joined"}, {}, {})
    look(lines, found, {"Siti": 1})
    assert not any(line.heard for line in lines[:2])
    look(lines, found, {"Siti": 2})
    assert all(line.well for line in lines)


def test_of_two_redeliveries_the_second_waits_for_its_own() -> None:
    lines = [spoken(REDELIVERED), spoken(REDELIVERED)]
    for number, well in ((0, [False, False]), (1, [True, False]), (1, [True, False]), (2, [True, True])):
        look(lines, Found({}, {}, {"wa": number}), {})
        assert [line.well for line in lines] == well


def test_what_was_let_in_although_it_was_forged_is_wrong() -> None:
    line = spoken("refused", key="")
    look([line], NOTHING, {})
    assert line.wrong


@pytest.mark.slow
def test_everything_becomes_what_it_should() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "app", "demo", "--once"],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert told.returncode == 0, told.stderr


def case() -> Complaint:
    labels = Labels(Kind.COMPLAINT, Component.COST, Sector.TOURISM, integrity=False, language=Language.MIXED)
    at, due = datetime(2026, 11, 26, tzinfo=UTC), Deadline(date(2026, 12, 16), Basis.LEGAL)
    return Complaint(
        1,
        "PWK-2026-000001-B",
        1,
        State.RECEIVED,
        labels,
        "wa",
        "f",
        at,
        at,
        due,
        Assignment("tim_satu"),
        Party(),
        restricted=True,
        related=("PWK-2026-000002-9",),
    )


def test_a_line_is_told_once_when_it_became_well() -> None:
    line = spoken("opened", answered="Siti")
    show = Show(Console(file=StringIO()), [line])
    assert not show.fresh()
    look([line], Found({"k": "opened"}, {}, {}), {"Siti": 1})
    assert show.fresh() == [line]
    assert not show.fresh()
    assert str(show.standing()) == "1 of 1 became what they should"


def test_an_opened_case_is_told_with_its_labels_route_and_date() -> None:
    line = spoken("opened", answered="Siti")
    look([line], Found({"k": "opened"}, {"k": "PWK-2026-000001-B"}, {}), {"Siti": 1})
    screen = StringIO()
    Show(Console(file=screen, width=200), [line]).tell(line, case())
    assert "a line" in screen.getvalue()
    assert (
        "opened PWK-2026-000001-B, answered; complaint, cost, tourism, restricted, to tim satu, due 16 Dec 2026,"
        " related to PWK-2026-000002-9" in screen.getvalue()
    )


def test_an_answer_is_quoted_without_empty_pages() -> None:
    screen = StringIO()
    Show(Console(file=screen, width=60), []).quote(Answer("Siti", "\nYth. Ibu,\n\n \n\nHormat kami\n"))
    lines = [line.strip("│ ").rstrip() for line in screen.getvalue().splitlines()[1:-1]]
    assert lines == ["Yth. Ibu,", "", "Hormat kami"]
