"""Whether a message has nothing in it but greetings, a name and "mau lapor"."""

from __future__ import annotations

from operator import attrgetter

from core.classify.decide import Heard
from core.classify.name_words import Name
from core.classify.tokens import Tokens

_LONGEST_NAME = 4
_FIRST = attrgetter("first")


def is_bare(tokens: Tokens, heard: Heard, name: Name | None) -> bool:
    """An empty text or an emoji is bare too."""
    polite = heard.of("bare")
    if len(tokens) > sum([last - first + 1 for _, first, last in polite]) + _LONGEST_NAME:
        return False
    told = {place for _, first, last in polite for place in range(first, last + 1)}
    rest = [place for place in range(len(tokens)) if place not in told]
    if not rest or len(rest) > _LONGEST_NAME:
        return not rest
    return name is not None and all(name.start <= tokens.starts[place] < name.end for place in rest)


def opening(heard: Heard) -> int:
    """How many words a text begins with that only greet: who opens with "punten" need not go on in Sundanese."""
    greeted = 0
    for match in sorted(heard.of("bare"), key=_FIRST):
        if match.first > greeted:
            break
        greeted = max(greeted, match.last + 1)
    return greeted
