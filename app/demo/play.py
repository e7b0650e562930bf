"""Speak the lines one by one, watch what becomes of them, and say what did not become what it should."""

from __future__ import annotations

import asyncio
import math
import re
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.build import Service
from app.demo.act import Act, Answer
from app.demo.line import REDELIVERED, Line
from core.case.complaint import Complaint
from core.case.ticket import WRITTEN
from core.message import Terminal
from core.ports.store import Unit

PATIENCE = 180.0  # seconds for everything
QUIET = 3.0  # seconds in which nothing more may come: a second acknowledgement would
TICKET = re.compile(WRITTEN)


@dataclass(frozen=True, slots=True)
class Found:
    """What the ledger knows: how lines ended and in which cases, and what came twice, by account."""

    fates: Mapping[str, str]
    tickets: Mapping[str, str]
    redelivered: Mapping[str, int]


@dataclass
class Play:
    """The whole demo: the lines of all acts, watched until all are well or patience ends."""

    service: Service
    acts: Mapping[str, Act]
    scripts: Mapping[str, Sequence[Line]]
    strangers: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.lines = [line for lines in self.scripts.values() for line in lines]
        self._act = {id(line): self.acts[name] for name, lines in self.scripts.items() for line in lines}
        self._ends = time.monotonic() + PATIENCE
        self._well_since = math.inf

    @property
    def over(self) -> bool:
        return time.monotonic() > min(self._ends, self._well_since + QUIET)

    async def step(self) -> None:
        """Speak the next line that may be spoken, then look."""
        answers = self.answers()
        first = _first_by_person(answers)
        for line in self.lines:
            if not line.spoken and (not line.after or line.after in first):
                values = _values(first[line.after]) if line.after else {}
                line.spoken = True
                spoken = await asyncio.to_thread(self._act[id(line)].speak, line, values)
                line.key, line.fate = spoken.key, spoken.fate
                break  # one at a time, so that one can watch
        found = await self.service.store.read(self._find)
        look(self.lines, found, Counter(answer.to for answer in answers))
        self.strangers = {answer.to for answer in answers} - {line.answered for line in self.lines}
        if self.faults():
            self._well_since = math.inf
        else:
            self._well_since = min(self._well_since, time.monotonic())

    def answers(self) -> list[Answer]:
        """All that citizens of all acts heard so far."""
        return [answer for act in self.acts.values() for answer in act.answers()]

    def quoted(self) -> list[Answer]:
        """The first answer to each line whose answer is to be shown whole."""
        first = _first_by_person(self.answers())
        return [first[line.answered] for line in self.lines if line.quoted and line.answered in first]

    async def cases(self, lines: Sequence[Line]) -> list[Complaint | None]:
        """The case that each line belongs to, where it has one."""
        return await self.service.store.read(
            lambda unit: [unit.cases.get(line.ticket) if line.ticket else None for line in lines]
        )

    def _find(self, unit: Unit) -> Found:
        asked = [line for line in self.lines if line.key]
        fates = {line.key: unit.ledger.fate(line.account, line.key) for line in asked}
        tickets = {line.key: unit.ledger.ticket_of(line.account, line.key) for line in asked}
        redelivered: Counter[str] = Counter()
        for balance in unit.ledger.balances():
            redelivered[balance.account] += balance.ended.get(Terminal.REDELIVERED, 0)
        return Found(
            {key: fate.value for key, fate in fates.items() if fate},
            {key: ticket for key, ticket in tickets.items() if ticket},
            redelivered,
        )

    def faults(self) -> list[str]:
        """One sentence for each thing that is not as it should be; empty: the demo succeeded."""
        wrong = [line.wrong for line in self.lines if line.wrong]
        return wrong + [f"{person} got an answer and should not have" for person in sorted(self.strangers)]


def look(lines: Sequence[Line], found: Found, heard: Mapping[str, int]) -> None:
    """What became of each line. A person's lines are answered when the person heard as often as all of them
    ask for, and not once more.
    """
    expected: Counter[str] = Counter()
    for line in lines:
        expected[line.answered] += line.answers if line.answered else 0
    twice = Counter(found.redelivered)
    for line in lines:
        line.heard = not line.answered or heard.get(line.answered, 0) == expected[line.answered]
        if line.ends != REDELIVERED:
            line.fate = found.fates.get(line.key, line.fate)
            line.ticket = found.tickets.get(line.key, "")
        elif line.spoken and not line.fate and twice[line.account] > 0:
            line.fate = REDELIVERED
        twice[line.account] -= line.fate == REDELIVERED


def _first_by_person(answers: Sequence[Answer]) -> dict[str, Answer]:
    return {answer.to: answer for answer in reversed(answers)}


def _values(answer: Answer) -> dict[str, str]:
    """What a line that speaks of this answer quotes."""
    ticket = TICKET.search(answer.text)
    return {"ticket": ticket.group() if ticket else "", **answer.values}
