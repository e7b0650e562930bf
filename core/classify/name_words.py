"""What a name is made of: titles before it, its parts, degrees behind it; shared by all who look for one."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from core.classify.tokens import Tokens

_MOST_PARTS = 4
_JOINS = re.compile(r"[ \t.'’-]{1,3}")
_CLAUSE_ENDS = re.compile(r"[ \t]*(?:[.,;\n(]|\Z)")
_LONGEST_ABBREVIATION = 2
_LONGEST_NAME_IN_NYA = 6


class Name(NamedTuple):
    """A name without titles, and where it stands."""

    value: str
    start: int
    end: int


class Reading(NamedTuple):
    """One text with its words as spelt; `cased` is false where capitals mean nothing."""

    text: str
    tokens: Tokens
    words: Sequence[str]
    cased: bool

    def at(self, offset: int) -> int | None:
        """The first word at or after this offset."""
        place = bisect_left(self.tokens.starts, offset)
        return place if place < len(self.words) else None

    def ends_after(self, name: Name) -> bool:
        """Whether a sentence, a part of it or the text ends behind a name."""
        return bool(_CLAUSE_ENDS.match(self.text, name.end))

    def begins_clause(self, place: int) -> bool:
        """Whether nothing stands before this word in its sentence or part of one."""
        return any(first == place for first, _ in self.tokens.clauses)

    def between(self, place: int) -> str:
        """What stands between this word and the next; empty behind the last."""
        if place + 1 >= len(self.words):
            return ""
        return self.text[self.tokens.ends[place] : self.tokens.starts[place + 1]]

    def joined(self, place: int, *, dotted: bool = False) -> bool:
        """Whether nothing but a space, a hyphen or the dot of an abbreviation stands between this word and the next."""
        between = self.between(place)
        if "." in between and len(self.words[place]) > _LONGEST_ABBREVIATION and not dotted:
            return False
        return bool(_JOINS.fullmatch(between))


def read_text(tokens: Tokens) -> Reading:
    """A text as names are looked for in it."""
    return Reading(tokens.text, tokens, tokens.forms, cased=tokens.text != tokens.text.upper())


class NameReader:
    """Reads a name where one may stand, with the help of `names.toml`; pure after construction."""

    def __init__(self, lists: Mapping[str, frozenset[str]]) -> None:
        self.titles = lists.get("titles", frozenset())
        self.given = lists.get("given", frozenset())
        self._degrees = lists.get("degrees", frozenset())
        self._words = lists.get("words", frozenset())
        self._never = lists.get("never", frozenset())

    def read(self, reading: Reading, at: int, *, certain: bool) -> Name | None:
        """The name that begins at this word. `certain`: the words before promise one, so case is no matter."""
        while self.titled(reading, at) and reading.joined(at, dotted=True):
            at += 1
        parts = self._parts(reading, at, certain=certain)
        if not parts and not certain:
            lenient = self._parts(reading, at, certain=True)  # "saya Andai Permana": the other is no word
            if len(lenient) > 1 and any(self._may_be_name(reading, part, certain=False) for part in lenient):
                parts = lenient
        while parts and reading.words[parts[-1]] in self._degrees:
            parts.pop()
        if not parts or len(reading.words[parts[0]]) == 1 == len(parts):
            return None
        start, end = reading.tokens.starts[parts[0]], reading.tokens.ends[parts[-1]]
        value = reading.text[start:end]
        return Name(value if reading.cased and value[0].isupper() else value.title(), start, end)

    def titled(self, reading: Reading, at: int) -> bool:
        """Whether this word is a title as it is typed: "dr" is one, though it may be spelt for "dari"."""
        return at < len(reading.words) and reading.tokens.words[at].lower in self.titles

    def known(self, name: Name) -> bool:
        """Whether a part of the name is a known first name or surname."""
        return any(part.lower() in self.given for part in name.value.split())

    def _parts(self, reading: Reading, at: int, *, certain: bool) -> list[int]:
        parts: list[int] = []
        for place in range(at, min(at + _MOST_PARTS, len(reading.words))):
            if parts and not reading.joined(place - 1):
                break
            sure = certain or bool(parts and reading.words[parts[0]] in self.given)  # "lilis mardiana"
            if not self._may_be_name(reading, place, certain=sure):
                break
            parts.append(place)
        return parts

    def _may_be_name(self, reading: Reading, place: int, *, certain: bool) -> bool:
        word = reading.words[place]
        if not word.isalpha() or word in self._never or _is_owned(reading.tokens.words[place].lower):
            return False
        if word in self.given:
            return True
        known = not self._words.isdisjoint(reading.tokens.words[place].keys.known)
        if reading.cased and reading.text[reading.tokens.starts[place]].isupper():
            return certain or not known
        return certain and not known


def _is_owned(word: str) -> bool:
    """Whether a word says whose something is: "cucunya" is nobody's name, "Tanya" may be."""
    return len(word) > _LONGEST_NAME_IN_NYA and word.endswith("nya")
