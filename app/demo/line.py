"""A line of the demo: something a citizen says, how it must end, and what became of it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

REDELIVERED, REFUSED = "redelivered", "refused"


@dataclass
class Line:
    """`ends` is how it must end: a terminal state (core.message.Terminal), or "refused" for what must not
    be let in. `answered` is who must hear from the office, `answers` how often, `after` whose answer must
    have arrived before because this line speaks of it. `quoted`: what was answered is shown whole at the end.
    `own` is what only the line's act reads.
    """

    account: str
    shows: str
    ends: str
    answered: str = ""
    answers: int = 1
    after: str = ""
    quoted: bool = False
    own: Mapping[str, Any] = field(default_factory=dict)
    key: str = ""
    spoken: bool = False
    fate: str = ""
    ticket: str = ""
    heard: bool = False

    @property
    def well(self) -> bool:
        return self.fate == self.ends and self.heard

    @property
    def wrong(self) -> str:
        """What is not as it should be; empty when all is well."""
        name = f"{self.account}, {self.shows}"
        if self.fate != self.ends:
            return f"{name}: {self.ends} was expected, {self.fate or 'nothing yet'} was found"
        return "" if self.heard else f"{name}: {self.answered} did not hear {self.answers} answers"


def load_lines(act: str) -> list[Line]:
    """The lines of an act, in the order in which they are spoken."""
    file = resources.files("app.demo.acts").joinpath(f"{act}.toml")
    rows: list[dict[str, Any]] = tomllib.loads(file.read_text(encoding="utf-8"))["line"]
    return [_line(row) for row in rows]


def _line(row: dict[str, Any]) -> Line:
    told = {
        name: row.pop(name)
        for name in ("account", "shows", "ends", "answered", "answers", "after", "quoted")
        if name in row
    }
    return Line(**told, own=row)
