"""A text cut into words, each with its offsets, its clause and what the vocabulary knows of it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from core.classify.words import NAMED, SIGN, Vocabulary, Word


def _pieces(letter: str) -> re.Pattern[str]:
    """A word (accents may be signs of their own; a "2" doubles it), a sign that ends a clause, or a number."""
    word = rf"{letter}+(?:['’\u0300-\u036f]+{letter}+)*+(?:2(?!\d))?+"
    return re.compile(rf"({word}|[.!?;,:\n()]|\d+(?:[.,]\d+)*+)")


_PIECE = _pieces(r"[^\W\d_]")
_PLAIN_PIECE = _pieces("[A-Za-z]")
"""The same for texts in ASCII alone, which most are: it takes half the time."""

_THANKS = frozenset(
    {
        "terima",
        "terimakasih",
        "kasih",
        "makasih",
        "makasi",
        "mksh",
        "trims",
        "tks",
        "tq",
        "nuhun",
        "haturnuhun",
    }
    | {"thanks", "thank", "thx"}
)
_CLOSING = _THANKS | frozenset(
    {
        "hatur",
        "you",
        "very",
        "much",
        "sebelumnya",
        "sateuacanna",
        "banyak",
        "ya",
        "pisan",
        "min",
        "admin",
        "pak",
    }
    | {
        "bapak",
        "bu",
        "ibu",
        "kak",
        "kang",
        "teh",
        "atas",
        "perhatian",
        "perhatiannya",
        "in",
        "advance",
        "for",
    }
    | {"your", "attention", "and", "demikian", "sekian", "salam", "hormat", "wassalam"}
)
_GIVEN_AS_THANKS = frozenset(
    {"uang", "duit", "tanda", "ucapan", "amplop", "sekadar", "sekedar", "sebagai", "artos"}
)
_MATTER = 3


@dataclass(slots=True)
class Tokens:
    """The words of a text in rows beside each other, signs left out.

    Word n stands at [starts[n], ends[n]) of the text. The clauses are [first, end) of words; no phrase
    and no negation reaches from one into another.
    """

    text: str
    words: Sequence[Word]
    forms: Sequence[str]
    starts: Sequence[int]
    ends: Sequence[int]
    clauses: Sequence[tuple[int, int]]

    def hiding(self, start: int, end: int) -> Tokens:
        """These words, where those within [start, end) of the text are only somebody's name: there, and wherever
        the whole of a name of several words comes again.
        """
        first, last = bisect_left(self.starts, start), bisect_left(self.starts, end)
        name, words = [word.lower for word in self.words[first:last]], list(self.words)
        places = [first]
        if len(name) > 1:
            spelt = [word.lower for word in self.words]
            places = [
                at for at, word in enumerate(spelt) if word == name[0] and spelt[at : at + len(name)] == name
            ]
        for at in places:
            words[at : at + len(name)] = [NAMED] * len(name)
        return replace(self, words=words)

    def without_thanks(self) -> Tokens:
        """These words without the thanks that close a message, which praise nobody ("belum terbit. Terima kasih.").
        Where hardly a word stands before them they are the matter itself, and stay.
        """
        end = len(self.words)
        thanks = False
        while end > 0 and (word := self.words[end - 1].lower) in _CLOSING:
            thanks = thanks or word in _THANKS
            end -= 1
        if not thanks or end < _MATTER or self.words[end - 1].lower in _GIVEN_AS_THANKS:
            return self
        return Tokens(
            self.text,
            self.words[:end],
            self.forms[:end],
            self.starts[:end],
            self.ends[:end],
            [(first, min(last, end)) for first, last in self.clauses if first < end],
        )

    def __len__(self) -> int:
        return len(self.words)

    def same_clause(self, one: int, other: int) -> bool:
        """Whether two words stand in one clause."""
        return one == other or self._clause(one) == self._clause(other)

    def _clause(self, place: int) -> int:
        return bisect_right(self.clauses, (place, len(self.words)))


def cut(text: str) -> list[str]:
    """The words of a text as tokenise() cuts them: "p3mi" is three, "sana-sini" two."""
    return [piece for piece in _PIECE.findall(text) if piece[0].isalnum()]


def tokenise(text: str, vocabulary: Vocabulary) -> Tokens:
    # what lies between, a piece, what lies between, ...: their lengths are the offsets
    parts = (_PLAIN_PIECE if text.isascii() else _PIECE).split(text)
    offsets = list(accumulate(map(len, parts)))
    starts, ends = offsets[0:-1:2], offsets[1::2]
    pieces = [vocabulary[piece] for piece in parts[1::2]]
    words: list[Word] = []
    kept_starts: list[int] = []
    kept_ends: list[int] = []
    clauses: list[tuple[int, int]] = []
    pieces.append(SIGN)
    begin = 0
    while begin < len(pieces):
        end = pieces.index(SIGN, begin)
        if begin < end:
            clauses.append((len(words), len(words) + end - begin))
            words += pieces[begin:end]
            kept_starts += starts[begin:end]
            kept_ends += ends[begin:end]
        begin = end + 1
    return Tokens(text, words, [word.form for word in words], kept_starts, kept_ends, clauses)
