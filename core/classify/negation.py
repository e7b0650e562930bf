"""Which matches a denial turns round: "tidak ada pungli" accuses nobody, "tidak ramah" praises nobody.

A word of negation reaches forward within its clause, over few words, and only if it is not part of a
phrase that has a meaning of its own ("tidak jelas"). Where a bribe is denied, doubt speaks for the
allegation: recall matters more than precision there (labelling, "integrity").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.classify.phrases import Match
from core.classify.tokens import Tokens

_REACH_PLAIN = 1
_REACH_ABSENCE = 3
_REACH_BACK = 1
_REACH_DOUBLE = 5
_EXISTS = frozenset({"ada", "aya"})
_JOINS = frozenset({"dan", "and", "jeung", "sareng", "serta", "tur", "juga", "atau", "or", "nor"})


class Negation:
    """The denials of a text that has any; built once, then asked for each match in constant time."""

    def __init__(self, found: Mapping[str, Sequence[Match]], tokens: Tokens) -> None:
        self._tokens = tokens
        self._reached: dict[int, Match] = {}  # places where a denial still speaks, and the nearest such
        self._denied: dict[int, Match] = {}  # the same, as far as an allegation may be denied
        self._hearsay: list[int] = []
        self._starts: dict[int, Match] = {}
        longer = _longer(found)
        for match in found["negation"]:
            rule, first, last = match
            if rule.group == "hearsay":
                self._hearsay.append(first)
                continue
            self._starts[first] = match
            if not any(begin <= first <= end >= last for begin, end in longer):
                absence = rule.group == "absence"
                self._reach(self._reached, match, _REACH_ABSENCE if absence else _REACH_PLAIN)
                self._reach(self._denied, match, _REACH_ABSENCE if absence else 0)

    def _reach(self, places: dict[int, Match], denial: Match, reach: int) -> None:
        behind = denial.last + 1
        for place in range(behind, min(behind + 1 + reach, len(self._tokens))):
            if not self._tokens.same_clause(denial.first, place):
                return
            places[place] = denial

    @property
    def speaks(self) -> bool:
        """Whether the text holds any word of negation at all."""
        return bool(self._starts)

    def denies(self, match: Match) -> bool:
        """Whether a grievance or a praise is turned round ("tidak ribet", "kurang ramah")."""
        return match.first in self._reached

    def denies_allegation(self, match: Match) -> bool:
        """Whether an allegation is denied beyond doubt.

        "kalau tidak ada pelicin", "katanya bebas pungli" and "tanpa suap tidak jalan" are no denials.
        """
        if match.rule.group == "usual" and self._inside(match):
            return True
        denial = self._denied.get(match.first)
        if denial is not None:
            return not self._doubtful(denial, match)
        return self._denied_behind(match)

    def _inside(self, match: Match) -> bool:
        """As in "petugas tidak minta uang", where a loose phrase spans the denial."""
        return any(place in self._starts for place in range(match.first + 1, match.last))

    def _denied_behind(self, match: Match) -> bool:
        """As in "pungli tidak ada", with nothing behind it in the clause and no "ada" before it."""
        words = self._tokens.words
        if match.first > 0 and words[match.first - 1].lower in _EXISTS:
            return False
        for place in range(match.last + 1, min(match.last + 2 + _REACH_BACK, len(words))):
            denial = self._starts.get(place)
            if (
                denial is None
                or denial.rule.group != "absence"
                or not self._tokens.same_clause(place, match.last)
            ):
                continue
            behind = denial.last + 1
            return behind == len(words) or not self._tokens.same_clause(behind, match.last)
        return False

    def _doubtful(self, denial: Match, match: Match) -> bool:
        if any(
            place < denial.first and self._tokens.same_clause(place, match.first) for place in self._hearsay
        ):
            return True
        words = self._tokens.words
        for place in range(match.last + 1, min(match.last + 1 + _REACH_DOUBLE, len(words))):
            if words[place].lower in _JOINS or not self._tokens.same_clause(place, match.first):
                return False
            if place in self._starts:
                return True
        return False


def _longer(found: Mapping[str, Sequence[Match]]) -> list[tuple[int, int]]:
    """Where the phrases of several words stand that deny nothing; a word of negation may be part of one."""
    return [
        (first, last)
        for field, matches in found.items()
        if field != "negation"
        for _, first, last in matches
        if last > first
    ]
