"""From matches to labels: weights are summed per label, and the margin tells how sure that is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import NamedTuple

from core.classify.labels import Component, Kind, Sector
from core.classify.negation import Negation
from core.classify.phrases import Match, Rule

ABSTAIN_BELOW = 0.35
"""A label that is less sure than this is only a guess: an officer chooses."""

_PLAIN_TO_SEE = 0.9
_NO_SECTOR_NAMED = 0.6
_ALLEGED = 2.0
_ADVERTISES = 4.0
_GRIEVANCE = 2.0
_SECONDARY = 1.5
_LONG_ENOUGH_TO_MATTER = 5
_SEEN_NOTHING = 0.5
_PASSING_MENTIONS = 2


class Scores(NamedTuple):
    """Points of each label of one field, and the matches that gave them."""

    points: Mapping[str, float]
    matches: Mapping[str, Sequence[Match]]

    def ranked(self) -> list[tuple[str, float]]:
        """Labels with points, best first; of equals the one named first in the text."""
        return sorted(
            ((label, points) for label, points in self.points.items() if points > 0),
            key=lambda pair: (-pair[1], self.matches[pair[0]][0].first if self.matches.get(pair[0]) else 0),
        )


_NOTHING = Scores({}, {})
_NO_POINTS = {kind.value: 0.0 for kind in Kind}
_POINTS = itemgetter(1)


class Verdict(NamedTuple):
    """The labels of one text, and how sure each is. Components only where they apply."""

    kind: Kind
    component: Component | None
    components_also: tuple[Component, ...]
    sector: Sector
    integrity: bool
    elsewhere: bool
    bare: bool
    confidence: Mapping[str, float]


class Heard(NamedTuple):
    """What the phrases say after negation: the asserted matches of each field, and what was denied."""

    asserted: Mapping[str, Sequence[Match]]
    denied: Sequence[Match]
    scored: Mapping[str, Scores]

    def of(self, field: str) -> Sequence[Match]:
        return self.asserted.get(field, ())

    def scores(self, field: str) -> Scores:
        return self.scored.get(field, _NOTHING)


_SCORED = ("kind", "component", "sector", "integrity", "fact")
_NEGATABLE = {
    "integrity": ("strong", "usual", "weak"),
    "component": ("wrong", "perhaps"),
    "kind": ("strong", "usual"),
    "elsewhere": ("strong",),
}


def hear(found: Mapping[str, Sequence[Match]], negation: Negation) -> Heard:
    """The matches of each field, with those that a denial turns round set apart, and the scores."""
    asserted = dict(found)
    denied: list[Match] = []
    for field in _NEGATABLE if negation.speaks else ():
        if field in found:
            turned = [match for match in found[field] if _is_turned(match, negation)]
            if turned:
                asserted[field] = [match for match in found[field] if match not in turned]
                denied += turned
    scored = {field: score(asserted[field]) for field in _SCORED if asserted.get(field)}
    return Heard(asserted, denied, scored)


def _is_turned(match: Match, negation: Negation) -> bool:
    rule = match.rule
    if rule.field == "integrity":
        return negation.denies_allegation(match)
    return (
        negation.denies(match)
        and rule.group in _NEGATABLE[rule.field]
        and (rule.field != "kind" or rule.label == "appreciation")
    )


def score(matches: Iterable[Match]) -> Scores:
    """Sum the weights per label; the same rule or the same words count once, however often they come.

    The matches come by place, so that those of the same words stand together.
    """
    points: dict[str, float] = {}
    by_label: dict[str, list[Match]] = {}
    counted: set[Rule] = set()
    for match in matches:
        rule, first, last = match
        label = rule.label
        listed = by_label.get(label)
        if listed is None:
            by_label[label] = [match]
            points[label] = rule.weight
        else:
            _, first_before, last_before = listed[-1]
            listed.append(match)
            if rule not in counted and (first != first_before or last != last_before):
                points[label] += rule.weight
        counted.add(rule)
    return Scores(points, by_label)


def confidence(ranked: Sequence[tuple[str, float]]) -> float:
    """Between 0 and 1: the lead of the best over the next, beside what would be seen by chance."""
    if not ranked:
        return 0.0
    best = ranked[0][1]
    second = ranked[1][1] if len(ranked) > 1 else 0.0
    return (best - second) / (best + second * 0.25 + _SEEN_NOTHING)


def decide(heard: Heard, *, words: int, asks: bool, bare: bool) -> Verdict:
    """All labels of a text of so many `words`; `asks` where it has a question mark."""
    integrity, allegation_confidence = _alleges(heard)
    elsewhere = bool(heard.of("elsewhere")) and not integrity and not heard.of("here")
    bare = bare and not integrity and not elsewhere
    if bare:
        kind, kind_confidence = Kind.IRRELEVANT, _PLAIN_TO_SEE
    else:
        kind, kind_confidence = _kind(heard, integrity=integrity, elsewhere=elsewhere, asks=asks, words=words)
    sector, sector_confidence = (Sector.UNKNOWN, _PLAIN_TO_SEE) if elsewhere else _sector(heard)
    confidence = {"kind": kind_confidence, "sector": sector_confidence, "integrity": allegation_confidence}
    component: Component | None = None
    also: tuple[Component, ...] = ()
    if kind in (Kind.COMPLAINT, Kind.SUGGESTION):
        component, confidence["component"], also = _component(heard, integrity=integrity, elsewhere=elsewhere)
    return Verdict(kind, component, also, sector, integrity, elsewhere, bare, confidence)


def _alleges(heard: Heard) -> tuple[bool, float]:
    """Whether misconduct is alleged, and how surely. In doubt yes."""
    total = sum(heard.scores("integrity").points.values())
    advertises = heard.scores("kind").points.get("irrelevant", 0.0) >= _ADVERTISES
    if advertises and not any(match.rule.weight >= _ALLEGED for match in heard.of("integrity")):
        total = 0.0
    if total >= _ALLEGED:
        return True, total / (total + 1)
    return False, 0.5 if total or heard.of("negation") else 0.9


def _kind(heard: Heard, *, integrity: bool, asks: bool, words: int, elsewhere: bool) -> tuple[Kind, float]:
    """What the writer wants. A question with a grievance is a complaint; praise is only praise without one."""
    points = {**_NO_POINTS, **heard.scores("kind").points}
    groups = [match.rule.group for match in heard.of("component")]
    wrong = groups.count("wrong")
    grievance = min(3.0 * wrong, 4.0) + (4.0 if integrity else 0.0)
    denied_praise = sum([match.rule.field == "kind" for match in heard.denied])
    points["complaint"] += grievance + 2.0 * denied_praise
    points["complaint"] += 1.0 if "perhaps" in groups else 0.0
    points["complaint"] += 2.0 if elsewhere and not asks else 0.0
    points["appreciation"] += 2.0 * (len(heard.denied) - denied_praise)
    points["information_request"] += 1.5 if asks else 0.0
    if (
        points["suggestion"] >= 4.0
        and not integrity
        and len({match.rule for match in heard.of("component") if match.rule.group == "wrong"})
        <= _PASSING_MENTIONS
    ):
        points["suggestion"] += points["complaint"]
    _settle(points, grievance)
    ranked = sorted(points.items(), key=_POINTS, reverse=True)
    if ranked[0][1] > 0:
        return Kind(ranked[0][0]), confidence(ranked)
    return (Kind.COMPLAINT if words >= _LONG_ENOUGH_TO_MATTER else Kind.IRRELEVANT), 0.0


def _settle(points: dict[str, float], grievance: float) -> None:
    """Rules of precedence between kinds that often come together (labelling, "kind")."""
    if points["complaint"] >= _GRIEVANCE:
        points["information_request"] *= 0.4 if grievance else 0.8
        points["appreciation"] *= 0.3 if grievance else 0.6
    if points["information_request"] >= 3.0 or points["suggestion"] >= 3.0:
        points["appreciation"] *= 0.5


def _component(
    heard: Heard, *, integrity: bool, elsewhere: bool
) -> tuple[Component, float, tuple[Component, ...]]:
    """The part of the service standard, how sure, and the next likely ones, best first."""
    if elsewhere:
        return Component.OTHER, _PLAIN_TO_SEE, ()
    points = dict(heard.scores("component").points)
    if integrity:
        money = heard.scores("integrity").points.get("money", 0.0)
        if money >= _ALLEGED:
            points["cost"] = points.get("cost", 0.0) + max(points.values(), default=0.0) + money
        else:
            points["staff_competence"] = points.get("staff_competence", 0.0) + 3.0
    ranked = sorted([pair for pair in points.items() if pair[1] > 0], key=_POINTS, reverse=True)
    if not ranked:
        return Component.OTHER, 0.0, ()
    also = tuple(Component(label) for label, value in ranked[1:] if value >= _SECONDARY)
    return Component(ranked[0][0]), confidence(ranked), also


def _sector(heard: Heard) -> tuple[Sector, float]:
    """The licensing sector; a licence with a sector of its own outranks the business it is for."""
    ranked = heard.scores("sector").ranked()
    if not ranked:
        return Sector.UNKNOWN, _NO_SECTOR_NAMED
    return Sector(ranked[0][0]), confidence(ranked)
