"""What a text states by itself: dates, state, wishes, place, and whether it has an object (labelling, "Facts")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from core.classify.dates import Mention, find_dates
from core.classify.decide import Heard, Verdict, weigh
from core.classify.labels import Component, Evidence, Facts, Kind, Sector, ServiceState
from core.classify.names import Name, NameFinder
from core.classify.phrases import Match
from core.classify.services import (
    SHORTEST_NUMBER,
    Span,
    find_application_no,
    find_service_name,
    find_service_type,
)
from core.classify.tokens import Tokens

_STOP = re.compile(r"[.!?\n]")
_NEAR = 45
"""How many characters may lie between a date and the words that say what happened then."""

_SHORT_ANSWER = 40
"""Words of a text that may be nothing but the answer to a question for the writer's name."""

_SURE_OF_WRONG = 0.3
_SURE_OF_WISH = 0.6
_HEARD_WISH = 0.05
"""How likely a wish must be that no rule heard, and one that a rule heard."""

_ADDRESSED = frozenset({"kepala", "kapala", "yth", "head"})
_SHORTCOMING = frozenset(
    {"<not>", "<notyet>", "<broken>", "<dirty>", "<crowded>", "<rude>", "<fails>", "kurang"}
)
"""What a proposal must say of the present to name a shortcoming."""

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


class Leanings(NamedTuple):
    """What the model takes a text to say of facts that are told in too many ways for rules: a state, and
    the chance of each wish.
    """

    state: ServiceState
    anonymity_wish: float
    withdraws: float


def find_facts(
    reading: Reading, verdict: Verdict, names: NameFinder, name: Name | None, leanings: Leanings
) -> tuple[Facts, dict[str, tuple[Evidence, ...]]]:
    """The facts of a text, and for each that was found the words it was read from."""
    stated = _stated(reading.heard)
    bare = names.alone(reading.tokens) if len(reading.tokens) <= _SHORT_ANSWER else None
    number = find_application_no(reading.text) if reading.digits >= SHORTEST_NUMBER else None
    service_name = find_service_name(reading.tokens, reading.heard)
    service = find_service_type(reading.heard)
    place = _place(reading)
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
        place=reading.evidence(place).words if place else None,
        officer_described="officer" in stated,
        has_object=_has_object(reading, verdict, stated, dated=visited is not None),
    )
    spans = {
        "reporter_name": name and Span(reading.text[name.start : name.end], name.start, name.end),
        "application_no": number,
        "service_name": service_name,
        "service_date": visited and _span(reading.text, visited),
        "service_received_on": received and _span(reading.text, received),
    }
    evidence: dict[str, tuple[Evidence, ...]] = {
        fact: (Evidence(span.start, span.end, span.words, f"fact/{fact}"),)
        for fact, span in spans.items()
        if span
    }
    evidence.update(_phrase_evidence(reading, stated, service and service[1], place, state))
    return facts, evidence


def _phrase_evidence(
    reading: Reading,
    stated: Mapping[str, Sequence[Match]],
    service: Match | None,
    place: Match | None,
    state: ServiceState,
) -> Iterator[tuple[str, tuple[Evidence, ...]]]:
    named = {"anonymity_wish": "anonymity_wish", "withdraws": "withdraws", "officer": "officer_described"}
    if state is not ServiceState.UNKNOWN:
        named[state.value] = "service_state"
    for label, fact in named.items():
        if label in stated:
            yield fact, tuple(reading.evidence(match) for match in stated[label][:2])
    for fact, match in (("service_type", service), ("place", place)):
        if match is not None:
            yield fact, (reading.evidence(match),)


def _span(text: str, mention: Mention) -> Span:
    return Span(text[mention.start : mention.end], mention.start, mention.end)


def _stated(heard: Heard) -> Mapping[str, Sequence[Match]]:
    """The matches of each fact."""
    stated: dict[str, list[Match]] = {}
    for match in heard.of("fact"):
        stated.setdefault(match.rule.label, []).append(match)
    return stated


def _place(reading: Reading) -> Match | None:
    """A counter or building outranks the village that the writer may only come from. Whoever writes to the head
    of an office was not there for that.
    """
    named = [
        match
        for match in reading.heard.of("place")
        if match.first == 0 or reading.tokens.forms[match.first - 1] not in _ADDRESSED
    ]
    places = sorted(named, key=lambda match: (-match.rule.weight, match.first))
    return places[0] if places else None


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
    """Only a day that the text itself ties to the receipt: it feeds the 30-day rule (R04)."""
    receipts = [match for match in stated.get("received", ()) if match.rule.group == "strong"]
    return next((m for m in mentions if not m.since and _beside(m, reading, receipts)), None)


def _beside(mention: Mention, reading: Reading, matches: Sequence[Match]) -> bool:
    for match in matches:
        start, end = reading.tokens.starts[match.first], reading.tokens.ends[match.last]
        gap = (end, mention.start) if end <= mention.start else (mention.end, start)
        if gap[1] - gap[0] <= _NEAR and not _STOP.search(reading.text, *gap):
            return True
    return False


def _has_object(
    reading: Reading, verdict: Verdict, stated: Mapping[str, Sequence[Match]], *, dated: bool
) -> bool:
    """What is wrong, and which service, event, place or officer (R12); "pelayanan jelek" is not enough."""
    if verdict.kind not in (Kind.COMPLAINT, Kind.SUGGESTION):
        return False
    heard = reading.heard
    wrong = any(_is_fault(match, reading, verdict) for match in heard.of("component")) or (
        verdict.kind is Kind.COMPLAINT
        and verdict.component is not Component.OTHER
        and verdict.confidence["component"] >= _SURE_OF_WRONG
    )
    if not (wrong or verdict.integrity or heard.of("elsewhere")):
        return False
    service = any(match.rule.group == "name" for match in heard.of("service"))
    located = "officer" in stated or any(heard.of(field) for field in ("place", "elsewhere"))
    located = located or not _AT_THE_COUNTER.isdisjoint(reading.tokens.forms)
    sector = verdict.sector is not Sector.UNKNOWN
    return service or sector or located or dated or verdict.component in _SPEAKS_FOR_ITSELF


def _is_fault(match: Match, reading: Reading, verdict: Verdict) -> bool:
    """Whether a match says that something is wrong now; a proposal mostly says what might be."""
    if match.rule.group != "wrong" or verdict.kind is not Kind.SUGGESTION:
        return match.rule.group == "wrong"
    words = reading.tokens.words[match.first : match.last + 1]
    return any(not _SHORTCOMING.isdisjoint(word.keys.known) for word in words)
