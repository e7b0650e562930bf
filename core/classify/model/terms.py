"""A text as a set of terms: its words, pairs of neighbouring words, and what signs and rules say.

The score of a text is the sum of its terms' scores, each term counted once. A word's score is itself a
sum over its spellings, roots and pieces, so that a word never seen is judged by its letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from math import sqrt
from typing import NamedTuple

from core.classify.decide import Guess, Heard
from core.classify.labels import Language
from core.classify.tokens import Tokens
from core.classify.words import NAMED, Word

_RUN = re.compile(r"(.)\1{2,}")
_LINKS = ("http:", "https:", "www.", "wa.me", "t.me", "bit.ly")
_PICTURE = re.compile("[\u2600-\u27bf\U0001f300-\U0001faff]")
_LONGEST_PIECE = 4
_SHORTEST_PIECE = 3
_LONGEST_WORD = 24
"""Of longer words only the beginning is looked at."""

_ROOT_WEIGHT = 0.7
_FEW = 5

ALWAYS = "=1"
"""The signal of every text."""

MOST_WORDS = 600
"""How many different words of a text are weighed."""


class Terms(NamedTuple):
    """The terms of one text, each once."""

    words: list[str]
    pairs: list[str]
    signals: Sequence[str]


def find_terms(tokens: Tokens, signals: Sequence[str]) -> Terms:
    """The terms of a text, in its order, with what was heard of the text as a whole."""
    return Terms(different_words(tokens), find_pairs(tokens), signals)


def different_words(tokens: Tokens) -> list[str]:
    """The words that are weighed, in small letters; names are not."""
    different = dict.fromkeys([word.lower for word in tokens.words])
    different.pop(NAMED.lower, None)
    return list(different)[:MOST_WORDS]


def find_pairs(tokens: Tokens) -> list[str]:
    """Two words beside each other, or with one between them, within a clause: "belum juga terbit"."""
    forms = [word.root for word in tokens.words[: 2 * MOST_WORDS]]
    found: dict[str, None] = {}
    for begin, end in tokens.clauses:
        last = min(end, len(forms)) - 1
        for place in range(begin, last):
            for other in range(place + 1, min(place + 2, last) + 1):
                found[f"{forms[place]} {forms[other]}"] = None
    return list(found)


def find_signals(text: str, tokens: Tokens, heard: Heard, guess: Guess, language: Language) -> list[str]:
    """What signs, length and rules say of a text as a whole."""
    signals = [ALWAYS, "=kind/" + guess.kind, "=sector/" + guess.sector, "=language/" + language]
    if guess.component:
        signals.append("=component/" + guess.component)
    signals += ["=also/" + component for component in guess.components_also[:2]]
    if guess.integrity:
        signals.append("=integrity")
    if guess.elsewhere:
        signals.append("=elsewhere")
    signals += dict.fromkeys([match.rule.signal for matches in heard.asserted.values() for match in matches])
    if heard.denied:
        signals += dict.fromkeys([f"=not/{match.rule.field}/{match.rule.label}" for match in heard.denied])
    if "?" in text:
        signals.append("=?")
    if "!" in text:
        signals.append("=!")
    if not text.isascii() and _PICTURE.search(text):
        signals.append("=picture")
    lowered = text.lower()
    if any(link in lowered for link in _LINKS):
        signals.append("=link")
    if len(set(tokens.forms)) <= _FEW:
        signals.append("=few")
    return signals


@lru_cache(maxsize=4096)
def squeeze(word: str) -> str:
    return _RUN.sub(r"\1", word)


def find_features(word: Word) -> Iterator[tuple[str, float]]:
    """What a word is made of, with weights: spellings, roots and classes of a meaning, pieces of three and four letters."""
    if word.digits:
        yield f"w:{'0' * min(word.digits, _FEW)}", 1.0
        return
    typed = squeeze(word.lower)[:_LONGEST_WORD]
    yield f"w:{typed}", 1.0
    if word.form != typed:
        yield f"w:{word.form[:_LONGEST_WORD]}", 1.0
    for key in word.keys.known:
        if key != word.form and not key.startswith("<_"):
            yield f"k:{key}", _ROOT_WEIGHT
    pieces = list(_pieces(f"<{typed}>"))
    weight = 1 / sqrt(len(pieces))
    for piece in pieces:
        yield piece, weight


def _pieces(marked: str) -> Iterator[str]:
    for length in range(_SHORTEST_PIECE, _LONGEST_PIECE + 1):
        for start in range(len(marked) - length + 1):
            yield marked[start : start + length]
