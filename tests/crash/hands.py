"""People who do a thing again and again until it has an outcome."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from queue import SimpleQueue

import httpx

PATIENCE = 120.0  # seconds until everything has an outcome
Deed = Callable[[int], str]


class Hands:
    """So many people side by side, from the first `give` on; each opens a `deed` of its own and does it for one
    number after the other.

    A deed that returns "" or gets no answer (httpx.HTTPError) is done again: nobody knows whether it was taken.
    """

    def __init__(self, open_deed: Callable[[], AbstractContextManager[Deed]], number: int = 6) -> None:
        self._open_deed = open_deed
        self._waiting: SimpleQueue[int | None] = SimpleQueue()
        self._given: list[int] = []
        self._outcomes: dict[int, list[str]] = {}
        self._over = threading.Event()
        self._people = [threading.Thread(target=self._do_all, daemon=True) for _ in range(number)]

    def stop(self) -> None:
        self._over.set()
        for _ in self._people:
            self._waiting.put(None)
        for person in self._people:
            if person.is_alive():
                person.join()

    def give(self, numbers: Sequence[int]) -> None:
        if not self._given:
            for person in self._people:
                person.start()
        for number in numbers:
            self._given.append(number)
            self._waiting.put(number)

    def outcomes(self) -> Mapping[int, Sequence[str]]:
        """What came of each number, as soon as something came of all."""
        ends = time.monotonic() + PATIENCE
        while len(self._outcomes) < len(self._given) and time.monotonic() < ends:
            time.sleep(0.1)
        return self._outcomes

    def _do_all(self) -> None:
        with self._open_deed() as deed:
            while (number := self._waiting.get()) is not None:
                if outcome := self._insist(deed, number):
                    self._outcomes.setdefault(number, []).append(outcome)

    def _insist(self, deed: Deed, number: int) -> str:
        while not self._over.is_set():
            with suppress(httpx.HTTPError):
                if outcome := deed(number):
                    return outcome
            self._over.wait(0.1)
        return ""
