"""What values are called in the register's file: Indonesian whatever the page speaks, so that it is known again."""

from __future__ import annotations

from enum import StrEnum

from core.classify.labels import Component, Kind, Sector
from core.notice.words import Words
from core.register.letters import NAMES
from ops.register.columns import Wording
from web.words import WORDS

LABELS: dict[str, type[StrEnum]] = {"kind": Kind, "sector": Sector, "component": Component}


def wording(words: Words) -> Wording:
    """`words` are the office's own for channels."""

    def channel(kind: str, letter: str) -> str:
        """At a desk the letter tells the way, also one that came in with an earlier register."""
        return (NAMES.get(letter) if kind == "desk" else None) or words.channel(kind, letter)

    return Wording(lambda value: WORDS[type(value)][value], channel)


def label_words() -> dict[str, str]:
    """Our own words for labels as an import finds them: by column and word, casefolded."""
    return {
        f"{column} {WORDS[kind][member].casefold()}": member.value
        for column, kind in LABELS.items()
        for member in kind
    }
