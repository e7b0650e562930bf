"""A text cut into words, each with its offsets, its clause and the keys the lexicon knows it by."""

from __future__ import annotations

import re
from typing import NamedTuple

from core.classify.words import Vocabulary

# A number, a word (accents may be signs of their own; a "2" doubles it), or a sign that ends a clause.
_PIECE = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’\u0300-\u036f]+[^\W\d_]+)*(?:2(?!\d))?|[.!?;,:\n()]")


class Token(NamedTuple):
    """A word at [start, end) of the text, as typed and as spelt. No phrase and no negation reaches into another clause."""

    start: int
    end: int
    word: str
    form: str
    keys: tuple[str, ...]
    clause: int


def cut(text: str) -> list[str]:
    """The words of a text as tokenise() cuts them: "p3mi" is three, "sana-sini" two."""
    return [piece for piece in _PIECE.findall(text) if piece[0].isalnum()]


def tokenise(text: str, vocabulary: Vocabulary) -> list[Token]:
    tokens: list[Token] = []
    clause = 0
    look_up = vocabulary.look_up
    for piece in _PIECE.finditer(text):
        word = piece.group()
        if word[0].isalnum():
            form, keys = look_up(word)
            tokens.append(Token(*piece.span(), word, form, keys, clause))
        else:
            clause += 1
    return tokens
