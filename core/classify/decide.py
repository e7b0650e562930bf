"""From matches to what the rules would say: weights are summed per label, and the best counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import NamedTuple

from core.classify.labels import Component, Kind, Sector
from core.classify.negation import Negation
from core.classify.phrases import Match, Rule
from core.classify.tokens import Tokens

_PLAIN_TO_SEE = 0.9
_NO_SECTOR_NAMED = 0.6
_ALLEGED = 2.0
_ADVERTISES = 4.0
_GRIEVANCE = 2.0
_SECONDARY = 1.5
_LONG_ENOUGH_TO_MATTER = 5
_SEEN_NOTHING = 0.5
_PASSING_MENTIONS = 2

_KINDS: Mapping[str, Kind] = {kind.value: kind for kind in Kind}
_COMPONENTS: Mapping[str, Component] = {component.value: component for component in Component}
_SECTORS: Mapping[str, Sector] = {sector.value: sector for sector in Sector}
_NO_POINTS = dict.fromkeys(_KINDS, 0.0)
_POINTS = itemgetter(1)

Points = Mapping[str, float]
"""What was said for each label of a field, in the order of the text."""

_SAID_NOTHING: Points = {}


class Guess(NamedTuple):
    """The labels of one text by the rules alone. Components only where they apply."""

    kind: Kind
    component: Component | None
    components_also: tuple[Component, ...]
    sector: Sector
    sure_of_sector: float
    integrity: bool
    elsewhere: bool


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
    points: Mapping[str, Points]

    def of(self, field: str) -> Sequence[Match]:
        return self.asserted.get(field, ())

    def points_of(self, field: str) -> Points:
        return self.points.get(field, _SAID_NOTHING)


_WEIGHED = ("kind", "component", "sector", "integrity")
_NEGATABLE = {
    "integrity": ("strong", "usual", "weak"),
    "component": ("wrong", "perhaps"),
    "kind": ("strong", "usual"),
    "elsewhere": ("strong",),
}


def hear(found: Mapping[str, Sequence[Match]], tokens: Tokens) -> Heard:
    """The matches of each field, with those that a denial turns round set apart, and the scores."""
    asserted = dict(found)
    denied: list[Match] = []
    if "negation" in found:
        negation = Negation(found, tokens)
        for field in _NEGATABLE if negation.speaks else ():
            turned = [match for match in found.get(field, ()) if _is_turned(match, negation)]
            if turned:
                asserted[field] = [match for match in found[field] if match not in turned]
                denied += turned
    points = {field: weigh(asserted[field]) for field in _WEIGHED if field in asserted}
    return Heard(asserted, denied, points)


def _is_turned(match: Match, negation: Negation) -> bool:
    rule = match.rule
    if rule.field == "integrity":
        return negation.denies_allegation(match)
    return (
        negation.denies(match)
        and rule.group in _NEGATABLE[rule.field]
        and (rule.field != "kind" or rule.label == "appreciation")
    )


def weigh(matches: Iterable[Match]) -> Points:
    """Sum the weights per label; the same rule or the same words count once, however often they come.

    The matches come by place, so that those of the same words stand together.
    """
    points: dict[str, float] = {}
    before: dict[str, Match] = {}
    counted: set[Rule] = set()
    for match in matches:
        rule, first, last = match
        label = rule.label
        latest = before.get(label)
        if latest is None:
            points[label] = rule.weight
        elif rule not in counted and (first != latest.first or last != latest.last):
            points[label] += rule.weight
        before[label] = match
        counted.add(rule)
    return points


def decide(heard: Heard, *, words: int, asks: bool) -> Guess:
    """The labels of a text of so many `words`; `asks` where it has a question mark."""
    integrity = _alleges(heard)
    elsewhere = bool(heard.of("elsewhere")) and not integrity and not heard.of("here")
    kind = _kind(heard, integrity=integrity, elsewhere=elsewhere, asks=asks, words=words)
    sector, sure = (Sector.UNKNOWN, _PLAIN_TO_SEE) if elsewhere else _sector(heard)
    component: Component | None = None
    also: tuple[Component, ...] = ()
    if kind is Kind.COMPLAINT or kind is Kind.SUGGESTION:
        component, also = _component(heard, integrity=integrity, elsewhere=elsewhere)
    return Guess(kind, component, also, sector, sure, integrity, elsewhere)


def _alleges(heard: Heard) -> bool:
    """Whether misconduct is alleged. In doubt yes; an advertisement must say so loudly."""
    if sum(heard.points_of("integrity").values()) < _ALLEGED:
        return False
    advertises = heard.points_of("kind").get("irrelevant", 0.0) >= _ADVERTISES
    return not advertises or any(match.rule.weight >= _ALLEGED for match in heard.of("integrity"))


def _kind(heard: Heard, *, integrity: bool, asks: bool, words: int, elsewhere: bool) -> Kind:
    """What the writer wants. A question with a grievance is a complaint; praise is only praise without one."""
    points = {**_NO_POINTS, **heard.points_of("kind")}
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
    best = max(points, key=points.__getitem__)
    if points[best] > 0:
        return _KINDS[best]
    return Kind.COMPLAINT if words >= _LONG_ENOUGH_TO_MATTER else Kind.IRRELEVANT


def _settle(points: dict[str, float], grievance: float) -> None:
    """Rules of precedence between kinds that often come together (labelling, "kind")."""
    if points["complaint"] >= _GRIEVANCE:
        points["information_request"] *= 0.4 if grievance else 0.8
        points["appreciation"] *= 0.3 if grievance else 0.6
    if points["information_request"] >= 3.0 or points["suggestion"] >= 3.0:
        points["appreciation"] *= 0.5


def _component(heard: Heard, *, integrity: bool, elsewhere: bool) -> tuple[Component, tuple[Component, ...]]:
    """The part of the service standard, and the next likely ones, best first."""
    if elsewhere:
        return Component.OTHER, ()
    points = dict(heard.points_of("component"))
    if integrity:
        money = heard.points_of("integrity").get("money", 0.0)
        if money >= _ALLEGED:
            points["cost"] = points.get("cost", 0.0) + max(points.values(), default=0.0) + money
        else:
            points["staff_competence"] = points.get("staff_competence", 0.0) + 3.0
    if not points:
        return Component.OTHER, ()
    ranked = sorted(points.items(), key=_POINTS, reverse=True)
    also = [_COMPONENTS[label] for label, value in ranked[1:] if value >= _SECONDARY]
    return _COMPONENTS[ranked[0][0]], tuple(also)


def _sector(heard: Heard) -> tuple[Sector, float]:
    """The licensing sector, of equals the one named first, and by its lead over the next how sure that is. A licence
    with a sector of its own outranks the business it is for.
    """
    points = heard.points_of("sector")
    if not points:
        return Sector.UNKNOWN, _NO_SECTOR_NAMED
    best, *others = sorted(points.items(), key=_POINTS, reverse=True)
    second = others[0][1] if others else 0.0
    return _SECTORS[best[0]], (best[1] - second) / (best[1] + second * 0.25 + _SEEN_NOTHING)
