"""What the watcher sees: each line as soon as it became what it should, and what the case knows of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from app.demo.act import Answer
from app.demo.line import Line
from core.case.complaint import Complaint

ACCOUNT = 9  # columns
BLANK = re.compile(r"\n\s*\n\s*")


class Show:
    """Prints a line once: what it shows, and below it what became of it."""

    def __init__(self, console: Console, lines: Sequence[Line]) -> None:
        self.console = console
        self._lines = lines
        self._told: set[int] = set()

    def fresh(self) -> list[Line]:
        """The lines that became well since they were last asked for."""
        lines = [line for line in self._lines if line.well and id(line) not in self._told]
        self._told |= {id(line) for line in lines}
        return lines

    def tell(self, line: Line, case: Complaint | None) -> None:
        self.console.print(told(line, case))

    def standing(self) -> Text:
        """One sentence at the foot of the screen, for as long as the demo plays."""
        spoken = [line for line in self._lines if line.spoken]
        waiting = [line.shows for line in spoken if not line.well]
        said = f"{len(self._told)} of {len(self._lines)} became what they should"
        return Text(f"{said}; under way: {waiting[0]}" if waiting else said, "dim", no_wrap=True)

    def quote(self, answer: Answer) -> None:
        """One answer, whole, as it was read at the citizen's end."""
        said = BLANK.sub("\n\n", answer.text.strip())
        self.console.print(Panel(Text(said), title=f"What {answer.to} was told"))


def told(line: Line, case: Complaint | None) -> Table:
    became = f"{line.fate} {line.ticket}".rstrip() + (", answered" if line.answered else "")
    known = f"; {labels(case)}" if case and line.fate == "opened" else ""
    table = Table.grid(padding=(0, 1))
    table.add_column(width=2, style="green")
    table.add_column(width=ACCOUNT, style="bold")
    table.add_column()
    table.add_row("ok", line.account, Text(line.shows))
    table.add_row("", "", Text(became + known, "dim"))
    return table


def labels(case: Complaint) -> str:
    """How the case is labelled and routed, and when it is due."""
    known = case.labels
    names = [known.kind.value, known.component.value if known.component else "", known.sector.value]
    due = f"due {case.deadline.due:%d %b %Y}" if case.deadline.due else ""
    related = f"related to {', '.join(case.related)}" if case.related else ""
    parts = [*names, "restricted" if case.restricted else "", f"to {case.assignment.unit}", due, related]
    return ", ".join(part.replace("_", " ") for part in parts if part)
