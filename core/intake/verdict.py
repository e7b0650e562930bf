"""What becomes of each item: decided from what it says and what the store knows. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from core.case.complaint import Complaint
from core.classify.labels import Classification, Component, Kind, Sector
from core.desk import Caps
from core.intake.bubbles import awaits, continues
from core.intake.closed import After, after_closing
from core.intake.matching import answers_go_to, candidates, match
from core.intake.reading import Reading
from core.message import DeliveryReport, InboundMessage, Terminal
from core.ports.filing import Background, Standing

STATUS_COMMAND = re.compile(r"\s*status\b", re.IGNORECASE)
_ANOTHER = re.compile(
    r"\b(laporan|pengaduan|aduan|masalah|hal|urusan|perkara)\s+(yang\s+|anu\s+)?"
    r"(lain|baru|berbeda|beda|kedua|kadua|terpisah|tersendiri|s[ée]j[ée]n)\b"
    r"|\bbeda\s+(lagi|masalah|urusan)\b|\bt(ida|a)k\s+ada\s+hubungan"
    r"|\b(another|different|separate|second|unrelated)\s+(matter|issue|complaint|problem)\b",
    re.IGNORECASE,
)
"""Words by which a citizen says that it is not the same matter."""

_MATTERS = frozenset({Kind.COMPLAINT, Kind.SUGGESTION})
_PLAINLY = 0.9  # how sure one label alone must be to make a reply a matter of its own


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one item ends. `joins` is a standing case, `joins_reading` the place in the list of the
    reading whose new case it joins; `linked` is the case that a new one grew out of. `reopens`: the case
    was closed, and this objects (R39). `repeats` is the person's first open case of the same matter.
    `bubble`: it continues what was said less than a minute before.
    """

    state: Terminal
    detail: str = ""
    joins: Standing | None = None
    joins_reading: int | None = None
    linked: Complaint | None = None
    repeats: Complaint | None = None
    reopens: bool = False
    bubble: bool = False
    answers_today: int = 0


def judge(
    readings: Sequence[Reading],
    backgrounds: Sequence[Background | None],
    caps: Caps,
    chats: Collection[str] = (),
    by_hand: Collection[str] = (),
) -> list[Verdict]:
    """One verdict for each reading, in order; a message may join the case of one before it in the list.
    `chats` are accounts by which people send many short messages for one thought, `by_hand` those where
    no program can answer: whoever asks there for the state of a case asks an officer.
    """
    judging = _Judging(caps, chats, by_hand)
    return [judging.item(place, *pair) for place, pair in enumerate(zip(readings, backgrounds, strict=True))]


class _Judging:
    """Remembers what the list itself brought, which the store cannot know yet."""

    def __init__(self, caps: Caps, chats: Collection[str], by_hand: Collection[str]) -> None:
        self.caps = caps
        self.chats = chats
        self.by_hand = by_hand
        self.heard: dict[tuple[str, str], datetime] = {}
        self.reopened: set[int] = set()
        self.seen: set[tuple[str, str]] = set()
        self.threads: dict[tuple[str, str], tuple[int, tuple[str, str]]] = {}  # by account and thread key
        self.arrivals: Counter[tuple[str, str]] = Counter()
        self.answers: Counter[tuple[str, str]] = Counter()

    def item(self, place: int, reading: Reading, background: Background | None) -> Verdict:
        message = reading.parsed
        if message is None:
            return Verdict(Terminal.AUTOMATIC, "empty")
        if isinstance(message, DeliveryReport):
            return Verdict(Terminal.REPORT, message.state.value)
        known = background or Background()
        identity = (reading.leased.envelope.account, message.unique_id)
        if known.seen or identity in self.seen:
            return Verdict(Terminal.REDELIVERED)
        self.seen.add(identity)
        if message.automatic:
            return Verdict(Terminal.AUTOMATIC, message.automatic)
        return self._person(place, reading, message, known)

    def _person(self, place: int, reading: Reading, message: InboundMessage, known: Background) -> Verdict:
        sender = message.sender.key
        self.arrivals[sender] += 1
        many = known.messages_this_hour + self.arrivals[sender] > self.caps.messages_per_hour
        if many and message.record is None:
            return Verdict(Terminal.FLOOD, "messages_per_hour")
        found = reading.classification
        assert found is not None  # noqa: S101 - a person's message is classified before it is judged
        verdict = self._place(place, reading.leased.envelope.account, message, found, known)
        self.heard[sender] = message.received_at
        answers_to = answers_go_to(message).key
        answered = known.answers_today + self.answers[answers_to]
        if verdict.reopens or verdict.state in {Terminal.OPENED, Terminal.NOISE, Terminal.SERVED}:
            self.answers[answers_to] += 1
        return replace(verdict, answers_today=answered)

    def _place(
        self, place: int, account: str, message: InboundMessage, found: Classification, known: Background
    ) -> Verdict:
        if message.record is not None:  # an officer has decided that it is a matter of its own
            linked = match(message, known)
            if linked is not None:
                return Verdict(Terminal.OPENED, linked=linked.case)
            return Verdict(Terminal.OPENED, repeats=repeated(found, (*known.open_cases, *known.elsewhere)))
        served = account not in self.by_hand
        if served and STATUS_COMMAND.match(message.text) and len(message.text) < 80:
            return Verdict(Terminal.SERVED, "status")
        neighbour = self._neighbour(account, message)
        if neighbour is not None:
            return Verdict(Terminal.JOINED, joins_reading=neighbour)
        for standing in candidates(message, known):
            joins = self._joins(account, message, found, known, standing)
            if joins is not None:
                return joins
            if self._open(standing):
                break  # a matter of its own beside an open case: no closed one is asked
        if message.gesture:
            return Verdict(Terminal.NOISE, "gesture")
        if found.bare and not message.attachments:
            return Verdict(Terminal.NOISE, "bare")
        self._remember(place, account, message)
        grown_from = match(message, known)
        if grown_from is not None:
            return Verdict(Terminal.OPENED, linked=grown_from.case)
        return Verdict(Terminal.OPENED, repeats=repeated(found, known.open_cases))

    def _joins(
        self, account: str, message: InboundMessage, found: Classification, known: Background, own: Standing
    ) -> Verdict | None:
        """None where the message is no part of the case that it matches."""
        heard_at = self.heard.get(message.sender.key, known.heard_at)
        if account in self.chats and continues(message, own, heard_at):
            return Verdict(Terminal.JOINED, joins=own, bubble=True)
        brings = has_own_object(found, own.case, message.text)
        if self._open(own):
            return None if brings else Verdict(Terminal.JOINED, joins=own)
        after = after_closing(message, found, own.case, own=brings)
        if after is After.OBJECTION:
            self.reopened.add(own.case.id)
            return Verdict(Terminal.JOINED, joins=own, reopens=True)
        return Verdict(Terminal.JOINED, joins=own) if after is After.THANKS else None

    def _open(self, standing: Standing) -> bool:
        return standing.case.state.open or standing.case.id in self.reopened

    def _neighbour(self, account: str, message: InboundMessage) -> int | None:
        for key in (message.in_reply_to, *reversed(message.references), message.thread_key):
            place, sender = self.threads.get((account, key), (None, None)) if key else (None, None)
            if place is not None and sender == message.sender.key:
                return place
        return None

    def _remember(self, place: int, account: str, message: InboundMessage) -> None:
        for key in {message.external_id, message.thread_key} - {""}:
            self.threads[account, key] = (place, message.sender.key)


def repeated(found: Classification, cases: Sequence[Standing]) -> Complaint | None:
    """The first of the person's open cases that is about the same: same component, and the same sector as
    far as both say one. The two are linked, never made one: an officer sees whether it is so.
    """
    if found.kind is not Kind.COMPLAINT or found.component is None or found.abstained & {"kind", "component"}:
        return None
    sectors = {found.sector, Sector.UNKNOWN}
    alike = [
        standing.case
        for standing in cases
        if standing.case.labels.kind is Kind.COMPLAINT
        and standing.case.labels.component is found.component
        and (standing.case.labels.sector in sectors or found.sector is Sector.UNKNOWN)
    ]
    return min(alike, key=lambda case: case.id, default=None)


def has_own_object(found: Classification, case: Complaint, text: str = "") -> bool:
    """Whether a reply brings a matter of its own: another service or component, stated as a complaint; a
    complaint or proposal under a question; a proposal under a complaint; what `text` says is another matter.

    Only when the classifier is sure: a reply that merely mentions another word belongs to the case, and one
    label alone counts where it is plain. "My house has one floor" under a question is no complaint of which
    nobody could say what about. A case that still waits for data takes every reply.
    """
    if found.kind not in _MATTERS or awaits(case) or "kind" in found.abstained:
        return False
    if _ANOTHER.search(text):
        return True
    if case.labels.kind not in _MATTERS:
        return "component" not in found.abstained or found.confidence.get("kind", 0.0) >= _PLAINLY
    if found.abstained & {"component", "sector"}:
        return False
    other_component = found.component is not None and found.component != case.labels.component
    plainly_other = other_component and found.confidence.get("component", 0.0) >= _PLAINLY
    if found.kind is Kind.SUGGESTION:
        return plainly_other
    if found.integrity and not case.labels.integrity:
        return found.facts.has_object  # the permit's case stays open to its team
    return found.facts.has_object and _other_matter(found, case, other_component, plainly_other)


def _other_matter(found: Classification, case: Complaint, other_component: bool, plainly_other: bool) -> bool:
    other_sector = found.sector not in {case.labels.sector, Sector.UNKNOWN}
    if other_component and other_sector:
        return True
    another_service = other_sector and case.labels.sector is not Sector.UNKNOWN
    house = Component.FACILITIES in {
        found.component,
        case.labels.component,
    }  # no part of anybody's application
    return (another_service and found.confidence.get("sector", 0.0) >= _PLAINLY) or (house and plainly_other)
