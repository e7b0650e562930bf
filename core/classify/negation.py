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
    """The denials of one text; built once, then asked for each match in constant time."""

    def __init__(self, found: Mapping[str, Sequence[Match]], tokens: Tokens) -> None:
        self._tokens = tokens
        self._plain: dict[int, Match] = {}  # by the place of their last word
        self._absence: dict[int, Match] = {}
        self._hearsay: list[int] = []
        self._starts: dict[int, Match] = {}
        matches = found.get("negation", ())
        taken = _taken(found) if matches else {}
        for match in matches:
            if match.rule.group == "hearsay":
                self._hearsay.append(match.first)
                continue
            self._starts[match.first] = match
            if taken.get(match.first, -1) < match.last:
                (self._plain if match.rule.group == "plain" else self._absence)[match.last] = match

    @property
    def speaks(self) -> bool:
        """Whether the text holds any word of negation at all."""
        return bool(self._starts)

    def denies(self, match: Match) -> bool:
        """Whether a grievance or a praise is turned round ("tidak ribet", "kurang ramah")."""
        return bool(
            self._before(self._plain, match, _REACH_PLAIN)
            or self._before(self._absence, match, _REACH_ABSENCE)
        )

    def denies_allegation(self, match: Match) -> bool:
        """Whether an allegation is denied beyond doubt.

        "kalau tidak ada pelicin", "katanya bebas pungli" and "tanpa suap tidak jalan" are no denials.
        """
        if match.rule.group == "usual" and self._inside(match):
            return True
        denial = self._before(self._absence, match, _REACH_ABSENCE) or self._before(self._plain, match, 0)
        if denial is not None:
            return not self._doubtful(denial, match)
        return self._denied_behind(match)

    def _before(self, denials: Mapping[int, Match], match: Match, reach: int) -> Match | None:
        for place in range(match.first - 1, match.first - 2 - reach, -1):
            denial = denials.get(place)
            if denial is not None and self._tokens.same_clause(denial.first, match.first):
                return denial
        return None

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


def _taken(found: Mapping[str, Sequence[Match]]) -> dict[int, int]:
    """For each word inside a longer phrase of another field: how far the farthest such phrase goes."""
    taken: dict[int, int] = {}
    for field, matches in found.items():
        if field == "negation":
            continue
        for _, first, last in matches:
            if last > first:
                for place in range(first, last + 1):
                    if last > taken.get(place, -1):
                        taken[place] = last
    return taken
