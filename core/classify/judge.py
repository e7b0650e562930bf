"""From the model's answers and the rules' findings to the labels: guards, costs, abstention.

The model weighs what the rules heard; here stand only the rules that must hold whatever it has learnt.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from core.classify.decide import Heard, Verdict
from core.classify.labels import Component, Kind, Language, Sector
from core.classify.model.answers import Answer
from core.classify.model.heads import HEADS
from core.classify.services import KBLI_CONFIDENCE, Kbli

MISSED_BRIBE = 8.0
"""A missed allegation is worse than so many false alarms (labelling, "integrity")."""

ASKING: Mapping[str, float] = {
    "kind": 0.45,
    "component": 0.55,
    "sector": 0.45,
    "integrity": 0.5,
    "language": 0.4,
}
"""What asking an officer costs, where a wrong label costs 1: below this chance of error nobody is asked."""

_RULES_ALLEGE = 0.5
"""How sure an allegation is at least that the rules heard; they invent few."""

_IN_SPITE_OF_DENIAL = 0.95
_MORE_LIKELY_THAN_NOT = 0.5

_HEARD_ELSEWHERE = 0.15
"""How likely a matter of another office must be that the rules heard."""

_NAMED = 0.5
"""How sure the model must be of a sector, and the rules of theirs where it is not."""

_SURE_PRAISE = 0.85
"""How sure the model must be of praise in which the rules hear a grievance."""

_NEXT_LIKELY = 0.12
_MOST_ALSO = 3
_WELL_KNOWN = 0.5
"""With fewer known words than this, nothing is as sure as it looks."""

_PLAIN_TO_SEE = 0.95
_SECTORS = tuple(Sector)
_WITH_COMPONENT = (Kind.COMPLAINT, Kind.SUGGESTION)


class Judged(NamedTuple):
    """The labels of one text, with the confidence of each and the fields where an officer should choose."""

    verdict: Verdict
    language: Language
    abstained: frozenset[str]


def judge(
    answers: Mapping[str, Answer],
    heard: Heard,
    rules: Verdict,
    *,
    known: float,
    bare: bool,
    kbli: Kbli | None,
) -> Judged:
    """All labels of a text, from the answers and the guards. `known` is the share of words known to training."""
    integrity, alleged = _alleges(answers, heard, rules)
    least = _HEARD_ELSEWHERE if rules.elsewhere else _MORE_LIKELY_THAN_NOT
    elsewhere = answers["elsewhere"].chances[1] >= least and not integrity
    bare = bare and not integrity
    kind = Kind.IRRELEVANT if bare else Kind(answers["kind"].label)
    if kind is Kind.APPRECIATION and not _is_praise(answers["kind"], rules):
        kind = Kind.COMPLAINT
    if integrity and alleged >= _MORE_LIKELY_THAN_NOT:
        kind = Kind.COMPLAINT
    sector, sure_of_sector = _sector(answers["sector"], rules)
    confidence = {
        "kind": _PLAIN_TO_SEE if bare else answers["kind"].chances[list(Kind).index(kind)],
        "sector": sure_of_sector,
        "integrity": alleged,
        "language": answers["language"].confidence,
    }
    if kbli is not None:
        sector, confidence["sector"] = kbli.sector, KBLI_CONFIDENCE
    component: Component | None = None
    also: tuple[Component, ...] = ()
    if kind in _WITH_COMPONENT:
        component, confidence["component"], also = _component(answers["component"], rules)
    if known < _WELL_KNOWN and not bare:
        confidence = {name: sure * known / _WELL_KNOWN for name, sure in confidence.items()}
    verdict = Verdict(kind, component, also, sector, integrity, elsewhere, bare, confidence)
    doubtful = frozenset([name for name, sure in confidence.items() if 1 - sure > ASKING[name]])
    return Judged(verdict, Language(answers["language"].label), doubtful)


def _alleges(answers: Mapping[str, Answer], heard: Heard, rules: Verdict) -> tuple[bool, float]:
    """Whether misconduct is alleged, and how surely: in doubt yes, by what a miss would cost.

    No doubt is left where an allegation is denied, or where the message most likely praises, asks or advertises.
    """
    chance = answers["integrity"].chances[1]
    praises = _is_praise(answers["kind"], rules)
    if rules.integrity and not praises:
        chance = max(chance, _RULES_ALLEGE)
    denied = not rules.integrity and any(match.rule.field == "integrity" for match in heard.denied)
    asks_or_advertises = answers["kind"].label in {Kind.INFORMATION_REQUEST, Kind.IRRELEVANT}
    if denied:
        alleges = chance >= _IN_SPITE_OF_DENIAL
    else:
        alleges = chance * (1.0 if praises or asks_or_advertises else MISSED_BRIBE) >= 1 - chance
    return alleges, chance if alleges else 1 - chance


def _is_praise(answer: Answer, rules: Verdict) -> bool:
    """Whether praise is all that is meant: "petugasnya tidak ramah" is none, however many kind words there are."""
    sure = _SURE_PRAISE if rules.kind is Kind.COMPLAINT else 0.0
    return answer.label == Kind.APPRECIATION and answer.confidence >= sure


def _sector(answer: Answer, rules: Verdict) -> tuple[Sector, float]:
    """The licensing sector. Where the model only leans, what the rules heard counts, and where they heard
    no word of a business or licence, none is named.
    """
    found = Sector(answer.label)
    heard = rules.sector is not Sector.UNKNOWN and rules.confidence["sector"] >= _NAMED
    if (answer.confidence < _NAMED and (heard or rules.sector is Sector.UNKNOWN)) or (
        found is Sector.UNKNOWN and heard
    ):
        found = rules.sector
    return found, answer.chances[_SECTORS.index(found)]


def _component(answer: Answer, rules: Verdict) -> tuple[Component, float, tuple[Component, ...]]:
    """The part of the service standard, how sure, and the next likely: by chance, or because a rule heard it."""
    labels = HEADS["component"].labels
    ranked = sorted(range(len(labels)), key=answer.chances.__getitem__, reverse=True)
    heard = {rules.component, *rules.components_also}
    also = [
        Component(labels[place])
        for place in ranked[1:]
        if answer.chances[place] >= _NEXT_LIKELY or labels[place] in heard
    ]
    return Component(answer.label), answer.confidence, tuple(also[:_MOST_ALSO])
