"""From the model's answers and the rules' findings to the labels: guards, costs, abstention.

The model weighs what the rules heard; here stand only the rules that must hold whatever it has learnt.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from core.classify.decide import Guess, Heard, Verdict
from core.classify.labels import Component, Kind, Language, Sector
from core.classify.model.answers import Answer, Found
from core.classify.services import KBLI_CONFIDENCE, Kbli
from core.classify.words import Word

MISSED_BRIBE = 10.0
"""A missed allegation is worse than so many false alarms (labelling, "integrity")."""

MISSED_WITHOUT_CUE = 2.0
"""The same where no word speaks of money, gifts, favours or friends inside: waiting alone accuses nobody."""

_CUES = frozenset(("<hints>", "<insiders>", "<in_kind>", "<money>", "<gift>", "<pay>", "<ahead>"))

ASKING: Mapping[str, float] = {
    "kind": 0.45,
    "component": 0.5,
    "sector": 0.45,
    "integrity": 0.5,
    "language": 0.4,
}
"""What asking an officer costs, where a wrong label costs 1: below this chance of error nobody is asked."""

_RULES_ALLEGE = 0.5
"""How sure an allegation is at least that a strong phrase of the rules makes; they invent few of these."""

_STRONG = 3.0
_IN_SPITE_OF_DENIAL = 0.95
_MORE_LIKELY_THAN_NOT = 0.5

_HEARD_ELSEWHERE = 0.15
"""How likely a matter of another office must be that the rules heard."""

_NAMED = 0.5
"""How sure the model must be of a sector, and the rules of theirs where it is not."""

_A_BUSINESS = 3.0
"""What rules must have heard to name a sector where the model names none: a business or a licence."""

_OF_OFFICE = 0.9
"""How sure a sector is whose business or licence the office itself put into its words."""

_SURE = 0.7
"""How sure the model must be of praise in which the rules hear a grievance, of a question that tells of a bribe."""

_NEXT_LIKELY = 0.12
_MOST_ALSO = 3
_WELL_KNOWN = 0.5
"""With fewer known words than this, nothing is as sure as it looks."""

_PLAIN_TO_SEE = 0.95
_KINDS, _COMPONENTS, _SECTORS, _LANGUAGES = tuple(Kind), tuple(Component), tuple(Sector), tuple(Language)
_PLACE_OF_KIND = {kind: place for place, kind in enumerate(_KINDS)}
_PLACE_OF_COMPONENT = {component: place for place, component in enumerate(_COMPONENTS)}
_PLACE_OF_SECTOR = {sector: place for place, sector in enumerate(_SECTORS)}
_WITH_COMPONENT = frozenset((Kind.COMPLAINT, Kind.SUGGESTION))


class Judged(NamedTuple):
    """The labels of one text, with the confidence of each and the fields where an officer should choose."""

    verdict: Verdict
    language: Language
    abstained: frozenset[str]


def judge(
    answers: Found,
    heard: Heard,
    rules: Guess,
    words: Sequence[Word],
    *,
    known: float,
    bare: bool,
    kbli: Kbli | None,
) -> Judged:
    """All labels of a text, from the answers and the guards. `known` is the share of words known to training."""
    integrity, alleged = _alleges(answers, heard, rules, words)
    if bare and not heard.of("integrity"):
        integrity, alleged = False, _PLAIN_TO_SEE
    least = _HEARD_ELSEWHERE if rules.elsewhere else _MORE_LIKELY_THAN_NOT
    elsewhere = answers.yes("elsewhere") >= least and not integrity
    bare = bare and not integrity
    wanted, language = answers["kind"], answers["language"]
    kind = Kind.IRRELEVANT if bare else _KINDS[wanted.place]
    if kind is Kind.APPRECIATION and not _is_praise(wanted, rules):
        kind = Kind.COMPLAINT
    if integrity and alleged >= _MORE_LIKELY_THAN_NOT and not _only_asks(wanted):
        kind = Kind.COMPLAINT
    sure_of_kind = wanted.chance(_PLACE_OF_KIND[kind])
    if integrity and kind is Kind.COMPLAINT:
        sure_of_kind += wanted.chance(_PLACE_OF_KIND[Kind.APPRECIATION])  # nobody praises what he accuses
    sector, sure_of_sector = _sector(answers["sector"], heard, rules, irrelevant=kind is Kind.IRRELEVANT)
    confidence = {
        "kind": _PLAIN_TO_SEE if bare else min(sure_of_kind, 1.0),
        "sector": sure_of_sector,
        "integrity": alleged,
        "language": language.confidence,
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
    return Judged(verdict, _LANGUAGES[language.place], doubtful)


def _alleges(answers: Found, heard: Heard, rules: Guess, words: Sequence[Word]) -> tuple[bool, float]:
    """Whether misconduct is alleged, and how surely: in doubt yes, by what a miss would cost.

    No doubt is left where an allegation is denied, or where the message more surely praises, asks or advertises.
    """
    chance, wanted = answers.yes("integrity"), answers["kind"]
    praises, asks = _is_praise(wanted, rules), _KINDS[wanted.place] is Kind.INFORMATION_REQUEST
    points = heard.points_of("integrity")
    if points and not (praises or asks) and max(points.values()) >= _STRONG:
        chance = max(chance, _RULES_ALLEGE)
    denied = not rules.integrity and _is_denied(heard)
    advertises = wanted.chance(_PLACE_OF_KIND[Kind.IRRELEVANT])
    if denied:
        alleges = chance >= _IN_SPITE_OF_DENIAL
    elif max(chance, advertises) >= _MORE_LIKELY_THAN_NOT or praises or asks:
        praise = wanted.confidence if praises else 0.0
        alleges = chance >= max(_MORE_LIKELY_THAN_NOT, advertises, praise)
    else:
        alleges = chance * MISSED_WITHOUT_CUE >= 1 - chance or (
            chance * MISSED_BRIBE >= 1 - chance and (bool(heard.of("integrity")) or _speak_of_favours(words))
        )
    return alleges, chance if alleges else 1 - chance


def _is_denied(heard: Heard) -> bool:
    return bool(heard.denied) and any(match.rule.field == "integrity" for match in heard.denied)


def _speak_of_favours(words: Sequence[Word]) -> bool:
    return any(not _CUES.isdisjoint(word.keys.known) for word in words)


def _only_asks(answer: Answer) -> bool:
    """Whether it is surely a question, whatever it tells: "siapkan dua juta supaya cepat, itu resmi?"."""
    return _KINDS[answer.place] is Kind.INFORMATION_REQUEST and answer.confidence >= _SURE


def _is_praise(answer: Answer, rules: Guess) -> bool:
    """Whether praise is all that is meant: "petugasnya tidak ramah" is none, however many kind words there are."""
    sure = _SURE if rules.kind is Kind.COMPLAINT else 0.0
    return _KINDS[answer.place] is Kind.APPRECIATION and answer.confidence >= sure


def _sector(answer: Answer, heard: Heard, rules: Guess, *, irrelevant: bool) -> tuple[Sector, float]:
    """The licensing sector. Where the model only leans or names none, the business or licence that the rules heard
    counts, and where they heard no word of one, none is named. Against a business or licence that the office added
    the model has no say: it cannot have learnt it. An advertisement asks for no service.
    """
    found = _SECTORS[answer.place]
    named = heard.points_of("sector").get(rules.sector, 0.0) >= _A_BUSINESS
    leans = answer.confidence < _NAMED
    if irrelevant:
        found = Sector.UNKNOWN
    elif named and _of_office(heard, rules.sector):
        return rules.sector, max(_OF_OFFICE, answer.chance(_PLACE_OF_SECTOR[rules.sector]))
    elif rules.sector is Sector.UNKNOWN or (rules.sure_of_sector >= _NAMED and named):
        found = rules.sector if leans or found is Sector.UNKNOWN else found
    return found, answer.chance(_PLACE_OF_SECTOR[found])


def _of_office(heard: Heard, sector: Sector) -> bool:
    rules = [match.rule for match in heard.of("sector")]
    return any(rule.own and rule.label == sector.value and rule.weight >= _A_BUSINESS for rule in rules)


def _component(answer: Answer, rules: Guess) -> tuple[Component, float, tuple[Component, ...]]:
    """The part of the service standard, how sure, and the next likely: by chance, or because a rule heard it."""
    heard = rules.components_also if rules.component is None else (rules.component, *rules.components_also)
    also = {*answer.likely(_NEXT_LIKELY), *[_PLACE_OF_COMPONENT[component] for component in heard]}
    also.discard(answer.place)
    ranked = sorted(also, key=answer.chance, reverse=True)[:_MOST_ALSO]
    return _COMPONENTS[answer.place], answer.confidence, tuple([_COMPONENTS[place] for place in ranked])
