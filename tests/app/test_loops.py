"""A loop survives every error, goes round at once while there is more, wakes when called, and ends when told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from app.loops import Pulse, describe, forever
from core.errors import StoreFull
from tests.pipeline.office import NOON, HeldClock

FOREVER = 3600.0  # a pause that no test lives to see the end of


class Rounds:
    """A step that plays its answers one a round, and ends the loop after the last."""

    def __init__(self, *answers: bool | Exception, at_round: Callable[[int], None] = lambda _: None) -> None:
        self.begun = asyncio.Event()
        self.stop = asyncio.Event()
        self.made = 0
        self._answers = answers
        self._at_round = at_round

    async def step(self) -> bool:
        self.made += 1
        self.begun.set()
        answer = self._answers[self.made - 1]
        self._at_round(self.made)
        if self.made == len(self._answers):
            self.stop.set()
        if isinstance(answer, Exception):
            raise answer
        return answer


async def run(rounds: Rounds, pause: float = 0.001, wake: asyncio.Event | None = None) -> Pulse:
    pulse = Pulse()
    async with asyncio.timeout(20):
        await forever("read", rounds.step, pause, pulse, HeldClock(), wake, rounds.stop)
    return pulse


async def test_a_loop_goes_round_at_once_while_there_is_more() -> None:
    rounds = Rounds(True, True, True, False)
    await run(rounds, FOREVER)
    assert rounds.made == 4


async def test_a_loop_survives_every_error_and_says_its_kind_and_place_alone(
    caplog: pytest.LogCaptureFixture,
) -> None:
    rounds = Rounds(ValueError("Siti Contoh 081299900077"), KeyError("x"), False)
    pulse = await run(rounds)
    assert rounds.made == 3
    assert pulse.beats == {"read": NOON}
    assert not pulse.troubles, "the last round went well"
    assert "loop read: ValueError at tests.app.test_loops:" in caplog.text
    assert "Siti" not in caplog.text
    assert "081299900077" not in caplog.text


async def test_what_the_store_says_is_logged_with_its_remedy(caplog: pytest.LogCaptureFixture) -> None:
    await run(Rounds(StoreFull("database x: the disk is full: make room"), False))
    assert "loop read: StoreFull: database x: the disk is full: make room" in caplog.text


async def test_the_trouble_of_a_loop_is_known_until_it_goes_well_again() -> None:
    assert (await run(Rounds(False, OSError()))).troubles == {"read": "OSError"}
    assert (await run(Rounds(OSError(), False))).troubles == {}


async def test_a_loop_that_rests_is_woken() -> None:
    wake = asyncio.Event()
    rounds = Rounds(False, False)
    running = asyncio.ensure_future(run(rounds, FOREVER, wake))
    await rounds.begun.wait()
    await asyncio.sleep(0)
    wake.set()
    await running
    assert rounds.made == 2


async def test_what_comes_while_a_step_works_wakes_the_loop_again() -> None:
    """It looked before it came: without the second round it would lie until the next pause ends."""
    wake = asyncio.Event()
    rounds = Rounds(False, False, at_round=lambda number: wake.set() if number == 1 else None)
    await run(rounds, FOREVER, wake)
    assert rounds.made == 2


async def test_a_loop_that_rests_ends_at_once_when_it_is_told() -> None:
    rounds = Rounds(False, False)
    running = asyncio.ensure_future(run(rounds, FOREVER))
    await rounds.begun.wait()
    rounds.stop.set()
    await running
    assert rounds.made == 1


async def test_a_step_at_work_is_finished_before_the_loop_ends() -> None:
    finished: list[int] = []

    async def step() -> bool:
        stop.set()
        await asyncio.sleep(0)
        finished.append(1)
        return True

    stop = asyncio.Event()
    async with asyncio.timeout(20):
        await forever("read", step, FOREVER, Pulse(), HeldClock(), None, stop)
    assert finished == [1]


async def test_a_cancelled_loop_is_not_an_error() -> None:
    loop = asyncio.ensure_future(forever("read", asyncio.Event().wait, 1, Pulse(), HeldClock()))
    await asyncio.sleep(0)
    loop.cancel()
    with pytest.raises(asyncio.CancelledError):
        await loop


def test_a_loop_that_has_not_gone_round_for_long_is_silent() -> None:
    pulse = Pulse()
    pulse.beat("read", NOON)
    pulse.beat("dispatch", NOON + timedelta(minutes=5))
    assert pulse.silent(NOON + timedelta(minutes=6), timedelta(minutes=2)) == ["read"]


def test_a_group_of_errors_is_described_one_by_one() -> None:
    group = ExceptionGroup("words", [ValueError("a"), KeyError("b")])
    assert describe(group) == "ValueError + KeyError"
