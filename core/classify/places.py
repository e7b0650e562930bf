"""Where it was: a counter or building, a village, an estate or street, as the writer spells it.

Counters, buildings and villages are phrases of `place.toml`; what is spelt there with a capital letter gets it. Estates
and streets are told by the word before their name: "Perum Griya Mukti", "kp. pasir angin", "Jl. Veteran".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set

from core.classify.decide import Heard
from core.classify.name_words import Name
from core.classify.numbers import Span
from core.classify.phrases import Match
from core.classify.tokens import Tokens

_ADDRESSED = frozenset({"kepala", "kapala", "yth", "head"})
_MOST_WORDS = 3
_DOTTED = re.compile(r"\.?[ \t]*")
_WITHIN = re.compile(r"[ \t'’-]{1,2}")
_ABBREVIATION = 3  # letters: "kp.", "ds.", "jln."
_COUNTER = 3.0
"""The weight of what outranks the place that the writer may only come from."""


class PlaceFinder:
    """Finds the place of a text with the words of `names.toml`; pure after construction."""

    def __init__(self, lists: Mapping[str, frozenset[str]]) -> None:
        self._streets = lists.get("streets", frozenset())
        self._heads = lists.get("estates", frozenset()) | self._streets
        self._parts = lists.get("place_parts", frozenset())
        self._words = lists.get("words", frozenset())
        self._behind = lists.get("never", frozenset()) | lists.get("behind_a_place", frozenset())
        self._into = lists.get("into", frozenset())

    def find(self, tokens: Tokens, heard: Heard, name: Name | None) -> Span | None:
        """A counter or building outranks the village that the writer may only come from, and an estate or street
        the village around it. Whoever writes to the head of an office was not there for that.
        """
        named = [
            match
            for match in heard.of("place")
            if match.first == 0 or tokens.forms[match.first - 1] not in _ADDRESSED
        ]
        named.sort(key=lambda match: (-match.rule.weight, match.first))
        if named and named[0].rule.weight >= _COUNTER:
            return _span_of(named[0], tokens)
        estate = self._estate(tokens, {match.first for match in named}, name)
        return estate or (_span_of(named[0], tokens) if named else None)

    def _estate(self, tokens: Tokens, known: Set[int], name: Name | None) -> Span | None:
        lowered = [word.lower for word in tokens.words]
        if self._heads.isdisjoint(lowered):
            return None
        for first, word in enumerate(lowered):
            if word not in self._heads or first + 1 in known:  # "desa Munjul" is Munjul
                continue
            start, end = tokens.starts[first], self._end_of_name(tokens, first, street=word in self._streets)
            if end is not None and not (name and name.start < end and start < name.end):
                return Span(tokens.text[start:end], start, end)
        return None

    def _end_of_name(self, tokens: Tokens, head: int, *, street: bool) -> int | None:
        """Where the name behind the word "perum", "kampung" or "jalan" ends; None where none stands there. A street
        in small letters is one only behind "di" or "ke": "tidak jalan" goes nowhere.
        """
        end = None
        cased = tokens.text != tokens.text.lower()
        into = head > 0 and tokens.forms[head - 1] in self._into
        for place in range(head + 1, min(head + 1 + _MOST_WORDS, len(tokens))):
            joins = (
                _DOTTED if place == head + 1 and len(tokens.words[head].lower) <= _ABBREVIATION else _WITHIN
            )
            word = tokens.words[place]
            if word.lower in self._behind or not word.lower.isalpha() or len(word.lower) == 1:
                break
            if not joins.fullmatch(tokens.text, tokens.ends[place - 1], tokens.starts[place]):
                break
            capital = cased and tokens.text[tokens.starts[place]].isupper()
            unknown = not cased and self._words.isdisjoint(word.keys.known) and (into or not street)
            if not (capital or unknown or word.lower in self._parts):
                break
            end = tokens.ends[place]
        return end


def _span_of(match: Match, tokens: Tokens) -> Span:
    start, end = tokens.starts[match.first], tokens.ends[match.last]
    proper = _proper_words(match.rule.name)
    words = tokens.text[start:end]
    for word in words.split():
        if word in proper:
            words = words.replace(word, proper[word])
    return Span(words, start, end)


def _proper_words(name: str) -> Mapping[str, str]:
    """The words that the lexicon's phrase writes with a capital, by how they are typed in small letters."""
    listed: Sequence[str] = re.split(r"[ |]", name.partition(": ")[2])
    return {word.lower(): word for word in listed if word[:1].isupper()}
