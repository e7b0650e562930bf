"""What each kind of channel can do and be told; `python -m app.kinds` writes the table of docs/channels.md."""

from __future__ import annotations

import importlib
import typing
from contextvars import copy_context
from pathlib import Path

from app.config import kinds
from core.capabilities import Capabilities
from web.abilities import abilities, columns
from web.language import speak
from web.words import channel

PAGE = Path(__file__).parents[1] / "docs" / "channels.md"
BEGINS, ENDS = "<!-- table: python -m app.kinds -->", "<!-- end -->"


def capabilities(kind: str) -> Capabilities:
    """What accounts of a kind can do, as the class says that its module opens; of several ways the first."""
    return ways(kind)[0]


def ways(kind: str) -> list[Capabilities]:
    """One for each class that the kind's module opens: an account's settings say which."""
    opened = typing.get_type_hints(importlib.import_module(f"channels.{kind}").open_channel)["return"]
    return [found.capabilities for found in typing.get_args(opened) or (opened,)]


def settings_of(kind: str) -> type:
    """The keys that an account of this kind has, as its module lays them down."""
    found: type = importlib.import_module(f"channels.{kind}").Settings
    return found


def table() -> str:
    """A row for each kind, in English."""
    return copy_context().run(_table)


def _table() -> str:
    speak("en")
    heads = columns()
    rows = [["channel", *(head.lower() for head in heads.values())], ["---"] * (len(heads) + 1)]
    for kind in kinds():
        for able in ways(kind):
            cells, named = abilities(able), f"[{channel(kind)}]({kind}.md)"
            rows.append(
                [named if able.official else f"{named}, read along", *(cells[name] for name in heads)]
            )
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def page(text: str) -> str:
    """The page's text with the table as it is now."""
    before, _, rest = text.partition(BEGINS)
    _, _, after = rest.partition(ENDS)
    return f"{before}{BEGINS}\n{table()}\n{ENDS}{after}"


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
