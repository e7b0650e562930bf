"""What a text states by itself: dates, state, wishes, place, and whether it has an object (labelling, "Facts")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from core.classify.dates import Mention, find_dates
from core.classify.decide import Heard, Verdict, weigh
from core.classify.labels import Component, Evidence, Facts, Kind, Sector, ServiceState
from core.classify.name_words import Name
from core.classify.names import NameFinder
from core.classify.numbers import FEWEST_DIGITS, Span, find_application_no
from core.classify.phrases import Match
from core.classify.places import PlaceFinder
from core.classify.services import find_service_name, find_service_type
from core.classify.tokens import Tokens

_STOP = re.compile(r"[.!?\n]")
_NEAR = 45
"""How many characters may lie between a date and the words that say what happened then."""

_FAR = 10_000

_SHORT_ANSWER = 40
"""Words of a text that may be nothing but the answer to a question for the writer's name."""

_SURE_OF_WRONG = 0.3
_SURE_OF_WISH = 0.6
_HEARD_WISH = 0.05
"""How likely a wish must be that no rule heard, and one that a rule heard."""

_ABSENT = frozenset({"euweuh", "taya", "nobody", "kosong"})
_THERE_IS = frozenset({"ada", "aya"})
_SHORTCOMING = frozenset(
    {"<not>", "<notyet>", "<broken>", "<dirty>", "<crowded>", "<rude>", "<fails>", "kurang"}
)
"""What a proposal must say of the present to name a shortcoming."""

_PURPOSE = frozenset({"supaya", "biar", "agar", "ngarah", "sangkan", "jadi", "so"})
"""What is hoped for behind one of these is no shortcoming: "tambah kursi supaya tidak penuh"."""

_PURPOSE_BEFORE = 4  # words

_IN_THE_MIDDLE = frozenset({Component.REQUIREMENTS, Component.PROCEDURE})
"""Components whose grievances are those of an applicant on the way, who has no result yet."""

_SPEAKS_FOR_ITSELF = frozenset(
    {Component.FACILITIES, Component.COMPLAINT_HANDLING, Component.STAFF_NUMBERS, Component.SAFETY_GUARANTEE}
)
"""Components whose grievances name the thing or the event themselves ("toiletnya jorok", "antre 3 jam")."""

_AT_THE_COUNTER = frozenset({"loket", "counter", "konter"})
"""Words for a place of the office that need no number to be one."""


class Reading(NamedTuple):
    """One text, cut into words and heard."""

    text: str
    tokens: Tokens
    heard: Heard
    written_on: date

    @property
    def digits(self) -> int:
        """How many digits there are at most; few mean that no number of an application can be among them."""
        return sum([word.digits for word in self.tokens.words])

    def evidence(self, match: Match) -> Evidence:
        start, end = self.tokens.starts[match.first], self.tokens.ends[match.last]
        return Evidence(start, end, self.text[start:end], match.rule.name)


class Readers(NamedTuple):
    """Who reads names and places out of a text."""

    names: NameFinder
    places: PlaceFinder


class Leanings(NamedTuple):
    """What the model takes a text to say of facts that are told in too many ways for rules: a state, and
    the chance of each wish.
    """

    state: ServiceState
    anonymity_wish: float
    withdraws: float


def find_facts(
    reading: Reading, verdict: Verdict, readers: Readers, name: Name | None, leanings: Leanings
) -> tuple[Facts, dict[str, tuple[Evidence, ...]]]:
    """The facts of a text, and for each that was found the words it was read from."""
    stated = _stated(reading.heard, reading.tokens)
    bare = readers.names.alone(reading.tokens) if len(reading.tokens) <= _SHORT_ANSWER else None
    number = find_application_no(reading.text) if reading.digits >= FEWEST_DIGITS else None
    service_name = find_service_name(reading.tokens, reading.heard)
    service = find_service_type(reading.heard)
    place = readers.places.find(reading.tokens, reading.heard, name)
    state = _state(reading.heard)
    if state is ServiceState.UNKNOWN:
        state = leanings.state
    if state is ServiceState.UNKNOWN and service and verdict.component in _IN_THE_MIDDLE:
        state = ServiceState.PENDING if verdict.kind is Kind.COMPLAINT else state
    mentions = list(find_dates(reading.tokens, reading.written_on))
    visited = _service_date(mentions, reading, stated)
    received = _received_on(mentions, reading, stated) if state is ServiceState.RECEIVED else None
    facts = Facts(
        reporter_name=name.value if name else None,
        bare_name=bare.value if bare else None,
        service_name=service_name.words if service_name else None,
        service_type=service[0] if service else None,
        application_no=number.words if number else None,
        service_date=visited.day if visited else None,
        service_state=state,
        service_received_on=received.day if received else None,
        anonymity_wish="anonymity_wish" in stated
        or (leanings.anonymity_wish >= _SURE_OF_WISH and "openly" not in stated),
        withdraws=leanings.withdraws >= (_HEARD_WISH if "withdraws" in stated else _SURE_OF_WISH)
        and not (verdict.integrity or verdict.bare)
        and "pressed" not in stated,
        place=place.words if place else None,
        officer_described="officer" in stated,
        has_object=_has_object(reading, verdict, stated, fixed=bool(visited or number or place)),
    )
    spans = {
        "reporter_name": name and Span(reading.text[name.start : name.end], name.start, name.end),
        "application_no": number,
        "service_name": service_name,
        "place": place,
        "service_date": visited and _span(reading.text, visited),
        "service_received_on": received and _span(reading.text, received),
    }
    evidence: dict[str, tuple[Evidence, ...]] = {
        fact: (Evidence(span.start, span.end, reading.text[span.start : span.end], f"fact/{fact}"),)
        for fact, span in spans.items()
        if span
    }
    evidence.update(_phrase_evidence(reading, stated, service and service[1], state))
    return facts, evidence


def _phrase_evidence(
    reading: Reading,
    stated: Mapping[str, Sequence[Match]],
    service: Match | None,
    state: ServiceState,
) -> Iterator[tuple[str, tuple[Evidence, ...]]]:
    named = {"anonymity_wish": "anonymity_wish", "withdraws": "withdraws", "officer": "officer_described"}
    if state is not ServiceState.UNKNOWN:
        named[state.value] = "service_state"
    for label, fact in named.items():
        if label in stated:
            yield fact, tuple(reading.evidence(match) for match in stated[label][:2])
    if service is not None:
        yield "service_type", (reading.evidence(service),)


def _span(text: str, mention: Mention) -> Span:
    return Span(text[mention.start : mention.end], mention.start, mention.end)


def _stated(heard: Heard, tokens: Tokens) -> Mapping[str, Sequence[Match]]:
    """The matches of each fact."""
    stated: dict[str, list[Match]] = {}
    for match in heard.of("fact"):
        if not (match.rule.label == "officer" and _is_absent(tokens, match)):
            stated.setdefault(match.rule.label, []).append(match)
    return stated


def _is_absent(tokens: Tokens, match: Match) -> bool:
    """Whether the words before say that there is no such person: "tidak ada yang jaga di loket 2"."""
    before = tokens.words[max(0, match.first - 2) : match.first]
    keys = {key for word in before for key in word.keys.known} | {word.form for word in before}
    return not _ABSENT.isdisjoint(keys) or ("<not>" in keys and not _THERE_IS.isdisjoint(keys))


def _state(heard: Heard) -> ServiceState:
    points = weigh(heard.of("fact"))
    pending, received = points.get("pending", 0.0), points.get("received", 0.0)
    if not pending and not received:
        return ServiceState.UNKNOWN
    return ServiceState.PENDING if pending >= received else ServiceState.RECEIVED


def _service_date(
    mentions: Sequence[Mention], reading: Reading, stated: Mapping[str, Sequence[Match]]
) -> Mention | None:
    """The day of the visit or submission; a day that is named outranks one reckoned from a duration."""
    named = [mention for mention in mentions if not mention.since] or list(mentions)
    submitted = [mention for mention in named if _beside(mention, reading, stated.get("submitted", ()))]
    return next(iter(submitted or named), None)


def _received_on(
    mentions: Sequence[Mention], reading: Reading, stated: Mapping[str, Sequence[Match]]
) -> Mention | None:
    """Only a day that the text itself ties to the receipt, and not more closely to the submission: it feeds the
    30-day rule (R04).
    """
    receipts = [match for match in stated.get("received", ()) if match.rule.group == "strong"]
    submissions = stated.get("submitted", ())
    near = [(_distance(m, reading, receipts), m) for m in mentions if not m.since]
    told = [(gap, m) for gap, m in near if gap <= _NEAR and gap <= _distance(m, reading, submissions)]
    return min(told, key=lambda one: one[0])[1] if told else None


def _beside(mention: Mention, reading: Reading, matches: Sequence[Match]) -> bool:
    return _distance(mention, reading, matches) <= _NEAR


def _distance(mention: Mention, reading: Reading, matches: Sequence[Match]) -> int:
    """How many characters lie between a day and the nearest match in its sentence."""
    nearest = _FAR
    for match in matches:
        start, end = reading.tokens.starts[match.first], reading.tokens.ends[match.last]
        gap = (end, mention.start) if end <= mention.start else (mention.end, start)
        if gap[1] - gap[0] < nearest and not _STOP.search(reading.text, *gap):
            nearest = max(0, gap[1] - gap[0])
    return nearest


def _has_object(
    reading: Reading, verdict: Verdict, stated: Mapping[str, Sequence[Match]], *, fixed: bool
) -> bool:
    """What is wrong, and which service, event, place or officer (R12); "pelayanan jelek" is not enough. `fixed`: a
    day, a place or the number of an application tells which.
    """
    if verdict.kind not in (Kind.COMPLAINT, Kind.SUGGESTION):
        return False
    heard = reading.heard
    objects = [match.rule.group for match in stated.get("object", ())]
    wrong = "strong" in objects or any(_is_fault(match, reading, verdict) for match in heard.of("component"))
    wrong = wrong or (
        verdict.kind is Kind.COMPLAINT
        and verdict.component is not Component.OTHER
        and verdict.confidence["component"] >= _SURE_OF_WRONG
    )
    if not (wrong or verdict.integrity or heard.of("elsewhere")):
        return False
    service = any(match.rule.group == "name" for match in heard.of("service"))
    located = (
        "officer" in stated or "usual" in objects or any(heard.of(field) for field in ("place", "elsewhere"))
    )
    located = located or not _AT_THE_COUNTER.isdisjoint(reading.tokens.forms)
    sector = verdict.sector is not Sector.UNKNOWN
    return service or sector or located or fixed or verdict.component in _SPEAKS_FOR_ITSELF


def _is_fault(match: Match, reading: Reading, verdict: Verdict) -> bool:
    """Whether a match says that something is wrong now; a proposal mostly says what might be, or what for."""
    if match.rule.group != "wrong" or verdict.kind is not Kind.SUGGESTION:
        return match.rule.group == "wrong"
    tokens = reading.tokens
    before = range(max(0, match.first - _PURPOSE_BEFORE), match.last + 1)
    if any(tokens.forms[place] in _PURPOSE and tokens.same_clause(place, match.first) for place in before):
        return False
    words = tokens.words[match.first : match.last + 1]
    return any(not _SHORTCOMING.isdisjoint(word.keys.known) for word in words)
