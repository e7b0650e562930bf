"""What grows into one text, read anew as a whole: short messages for one thought, until a minute of quiet; and
a case whose citizen was asked for what is missing, until it has come.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from core.case.complaint import Complaint, Entry, Labels, State
from core.case.routing import rerouted
from core.classify.labels import Classification, Kind, Sector
from core.desk import Desk
from core.intake.open import SYSTEM, dated, labels_told, routed
from core.law.deadline import deadline, jakarta_date
from core.law.rules import NEEDED, Identity, Matter, Missing, judge
from core.message import InboundMessage
from core.ports.filing import Standing
from core.ports.store import Unit

QUIET = timedelta(seconds=60)
LONGEST = timedelta(minutes=10)  # for so long a thought grows at most
GROWING = frozenset({State.RECEIVED, State.AWAITING_DATA})  # an officer has not begun yet
A_FEW_WORDS = 4  # "nama saya ... dari Wanayasa"
LESS = frozenset({Kind.APPRECIATION, Kind.IRRELEVANT})  # "thank you" at the end takes no complaint back


def continues(message: InboundMessage, standing: Standing, heard_at: datetime | None) -> bool:
    """Whether the message belongs to the thought that its case grows from. `heard_at`: when its sender was
    last heard. A platform may hand messages over out of order. What is said days later, in however quick
    a row, is not the thought that opened the case.
    """
    case = standing.case
    if heard_at is None or case.state not in GROWING:
        return False
    begun = abs(message.received_at - case.received_at) <= LONGEST
    return begun and abs(message.received_at - heard_at) <= QUIET


def awaits(case: Complaint) -> bool:
    """Whether what its citizen was asked for is still to come, be it after R11's date."""
    return case.state in GROWING and not NEEDED.isdisjoint(case.missing)


def only_names(message: InboundMessage, found: Classification) -> bool:
    """Whether a message says who writes and hardly a word besides: that tells nothing new of the matter."""
    name = found.facts.reporter_name or found.facts.bare_name
    few = len(message.text.split()) - len(str(name).split()) <= A_FEW_WORDS
    return bool(name) and few and not found.facts.has_object


def lapsed_before(case: Complaint) -> bool:
    """Whether R11's date has passed: then what is still missing is not waited for a second time."""
    return awaits(case) and case.awaiting_until is None


def as_one(texts: Iterable[str]) -> str:
    return "\n".join(texts)


def touched(unit: Unit, ticket: str) -> bool:
    """Whether an officer has corrected the labels: then no machine does."""
    return any(entry.what == "corrected" for entry in unit.history.of(ticket))


def grown(
    case: Complaint, message: InboundMessage, found: Classification, desk: Desk, now: datetime
) -> tuple[Complaint, tuple[Entry, ...]]:
    """The case as the whole text has it; `found` is what the classifier made of that. T0 and ticket stay, and
    what had come is not asked for again.
    """
    if case.labels.kind not in LESS and found.kind in LESS:
        return case, ()
    name = case.party.name or found.facts.reporter_name
    clear = case.labels.kind is Kind.COMPLAINT and Missing.OBJECT not in case.missing
    proposal = judge(
        Matter(
            kind=found.kind,
            received_on=jakarta_date(case.received_at),
            channel=message.sender.kind,
            identity=Identity(name, message.sender.display_name),
            facts=replace(found.facts, has_object=clear or found.facts.has_object),
            integrity=found.integrity or case.labels.integrity,
            elsewhere=found.elsewhere,
            waited=lapsed_before(case),
        ),
        desk.calendar,
        desk.waiting,
    )
    labels = replace(
        Labels.of(found),
        kind=proposal.kind,
        sector=case.labels.sector if found.sector is Sector.UNKNOWN else found.sector,
        integrity=found.integrity or case.labels.integrity,
    )
    changed = replace(
        case,
        labels=labels,
        state=State.CLOSED if labels.kind is Kind.APPRECIATION else proposal.state,
        deadline=deadline(labels.kind, case.received_at, desk.calendar, elsewhere=proposal.elsewhere),
        assignment=rerouted(case, labels, desk.routing, desk.fields),
        restricted=case.restricted or proposal.restricted,
        missing=tuple(proposal.missing),
        awaiting_until=proposal.awaiting_until,
        party=replace(case.party, name=name),
    )
    entries = []
    if came := set(case.missing) - set(changed.missing):
        detail = {"came": " ".join(sorted(came)), "missing": " ".join(changed.missing)}
        entries.append(Entry(now, SYSTEM, "completed", detail))
    if changed.labels != case.labels:
        entries.append(Entry(now, SYSTEM, "classified", labels_told(found)))
    if changed.deadline != case.deadline:
        entries.append(dated(changed, now))
    if changed.assignment != case.assignment:
        entries.append(routed(changed, now))
    return changed, tuple(entries)
