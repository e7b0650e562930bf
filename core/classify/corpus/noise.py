"""How people type: chat spelling, letters left out, doubled or swapped, capitals and points forgotten."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from random import Random

_WORD = re.compile(r"[^\W\d_]+")
_VOWELS = "aeiou"
_NEIGHBOURS = {
    "a": "sq", "b": "vn", "c": "xv", "d": "sf", "e": "rw", "f": "dg", "g": "fh", "h": "gj", "i": "uo",
    "j": "hk", "k": "jl", "l": "k", "m": "n", "n": "bm", "o": "ip", "p": "o", "r": "et", "s": "ad",
    "t": "ry", "u": "yi", "w": "qe", "y": "tu",
}  # fmt: skip
_SHORTEST_FOR_TYPO = 5

# How likely each style is, and how likely it spells a word as in a chat, leaves vowels out, mistypes it.
STYLES: Sequence[tuple[float, float, float, float]] = (
    (0.40, 0.0, 0.0, 0.0),
    (0.35, 0.55, 0.02, 0.02),
    (0.15, 0.8, 0.06, 0.08),
    (0.10, 0.1, 0.0, 0.20),
)


class Noise:
    """Types a text anew. `spelling` maps a word to the ways it is written in chats."""

    def __init__(self, spelling: Mapping[str, Sequence[str]]) -> None:
        self._spelling = spelling

    def typed(self, text: str, random: Random) -> str:
        """The text as somebody may have typed it."""
        _, chat, short, wrong = random.choices(STYLES, [style[0] for style in STYLES])[0]
        if not chat:
            return text
        typed = _WORD.sub(lambda found: self._word(found[0], random, chat, short, wrong), text)
        if random.random() < 0.7:
            typed = typed.lower()
        elif random.random() < 0.1:
            typed = typed.upper()
        if random.random() < 0.4:
            typed = re.sub(r"[.,](?=\s|$)", "", typed)
        return typed

    def _word(self, word: str, random: Random, chat: float, short: float, wrong: float) -> str:
        ways = self._spelling.get(word.lower())
        if ways and random.random() < chat:
            return random.choice(ways)
        if len(word) < _SHORTEST_FOR_TYPO:
            return word
        dice = random.random()
        if dice < short:
            return word[0] + "".join(letter for letter in word[1:-1] if letter not in _VOWELS) + word[-1]
        if dice < short + wrong:
            return _mistyped(word, random)
        if dice > 1 - wrong / 2 and word[-1] in _VOWELS:
            return word + word[-1] * random.randint(1, 4)
        return word


def _mistyped(word: str, random: Random) -> str:
    place = random.randrange(1, len(word) - 1)
    match random.randrange(4):
        case 0:
            return word[:place] + word[place + 1 :]
        case 1:
            return word[:place] + word[place] + word[place:]
        case 2:
            return word[: place - 1] + word[place] + word[place - 1] + word[place + 1 :]
        case _:
            near = _NEIGHBOURS.get(word[place].lower(), word[place])
            return word[:place] + random.choice(near) + word[place + 1 :]
