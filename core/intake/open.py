"""A message opens a case: classified, ruled, dated, routed, in one value with its history."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime

from core.case.complaint import Assignment, Complaint, Entry, Labels, Party, State
from core.case.routing import route
from core.case.ticket import CODE_BYTES, check_code
from core.classify.labels import Classification, Component, Kind, Sector
from core.desk import Desk
from core.intake.past import as_labelled, as_left, told
from core.law.deadline import deadline, jakarta_date
from core.law.rules import Finding, Identity, Matter, Proposal, judge
from core.message import Address, Anonymity, InboundMessage, Record
from core.ports.filing import Background, Opening

SYSTEM = "system"
BOX = "m"  # of the register of channels (seed, component 6 item 2)


def open_case(
    message: InboundMessage,
    found: Classification,
    known: Background,
    account: str,
    ticket: str,
    desk: Desk,
    now: datetime,
) -> tuple[Opening, Proposal]:
    """The new case and the rules' proposal for it. T0 is the platform's time of reception, whatever
    the clock says now.
    """
    proposal = propose(message, found, known, desk)
    record = message.record
    past = record.past if record else None
    labels = replace(Labels.of(found), kind=proposal.kind)
    labels = as_labelled(labels, past) if past else labels
    thanks = labels.kind is Kind.APPRECIATION
    complaint = Complaint(
        id=0,
        ticket=ticket,
        version=1,
        state=State.CLOSED if thanks else proposal.state,
        labels=labels,
        account=account,
        letter=(record.letter if record else "") or desk.letters.get(account, ""),
        received_at=message.received_at,
        opened_at=now,
        deadline=deadline(labels.kind, message.received_at, desk.calendar, elsewhere=proposal.elsewhere),
        assignment=assign(labels, desk),
        party=Party(known.party_id, _name(message, found, known), _addresses(message)),
        subject=message.subject,
        restricted=proposal.restricted,
        missing=tuple(proposal.missing),
        awaiting_until=proposal.awaiting_until,
    )
    complaint = as_left(complaint, past) if past else complaint
    code = record.check_code if record else ""
    return Opening(complaint, found, code or check_code(desk.random_bytes(CODE_BYTES))), proposal


def in_context(found: Classification, linked: Complaint) -> Classification:
    """What a complaint under a question leaves unsaid was said there: which licence it is about."""
    if linked.labels.kind is not Kind.INFORMATION_REQUEST or found.sector is not Sector.UNKNOWN:
        return found
    named = linked.labels.sector is not Sector.UNKNOWN and found.component is not Component.OTHER
    facts = replace(found.facts, has_object=found.facts.has_object or named)
    return replace(found, sector=linked.labels.sector, facts=facts)


def _name(message: InboundMessage, found: Classification, known: Background) -> str | None:
    """The name the person gave: to the officer who wrote it down, in the text, bare where we had asked for it
    (whoever was answered today without a case got the prompt), or once before.
    """
    stated = message.record.stated_name if message.record else ""
    bare = found.facts.bare_name if known.answers_today and not message.record else None
    return stated or found.facts.reporter_name or known.party_name or bare


def _addresses(message: InboundMessage) -> tuple[Address, ...]:
    """The sender's, and where it wants answers: a reply may come from either."""
    return tuple(dict.fromkeys(address for address in (message.sender, message.reply_to) if address))


def propose(message: InboundMessage, found: Classification, known: Background, desk: Desk) -> Proposal:
    """What the rules make of the message."""
    hidden = message.record is not None and message.record.anonymity.hides
    facts = replace(found.facts, anonymity_wish=True) if hidden else found.facts
    return judge(
        Matter(
            kind=found.kind,
            received_on=jakarta_date(message.received_at),
            channel=message.sender.kind,
            identity=Identity(
                _name(message, found, known),
                message.sender.display_name,
                reachable=message.record is None or message.record.reachable,
            ),
            facts=facts,
            integrity=found.integrity,
            elsewhere=found.elsewhere,
        ),
        desk.calendar,
        desk.waiting,
    )


def assign(labels: Labels, desk: Desk) -> Assignment:
    """Who holds it, by the routing table."""
    return route(desk.routing, labels, desk.fields)


def opening_entries(opening: Opening, proposal: Proposal, now: datetime) -> tuple[Entry, ...]:
    """The first lines of the history: opened, classified, judged, routed."""
    case = opening.complaint
    return (
        Entry(now, SYSTEM, "opened", {"account": case.account, "received_at": case.received_at.isoformat()}),
        Entry(now, SYSTEM, "classified", labels_told(opening.classification)),
        Entry(now, SYSTEM, "judged", {f.rule: f"{f.verdict}: {f.words}" for f in _findings(proposal)}),
        dated(case, now),
        routed(case, now),
    )


def dated(case: Complaint, now: datetime) -> Entry:
    """By when the answer is due, and how that was found."""
    due = case.deadline
    detail = {
        "due": due.due.isoformat() if due.due else "",
        "basis": due.basis.value,
        "calendar": due.calendar,
        "sure": "yes" if due.sure else "no",
    }
    return Entry(now, SYSTEM, "dated", detail)


def routed(case: Complaint, now: datetime) -> Entry:
    """To whom the routing table gave it, and by which row."""
    return Entry(now, SYSTEM, "routed", {"row": case.assignment.row, "unit": case.assignment.unit})


def recorded_entries(record: Record, now: datetime) -> tuple[Entry, ...]:
    """Who set the matter down, under which numbers others keep it, and that the receipt in hand, where one
    was given, is its acknowledgement.
    """
    how = {
        "letter": record.letter,
        "evidence": record.evidence,
        "anonymity": "" if record.anonymity is Anonymity.OPEN else record.anonymity.value,
    }
    entries = [Entry(now, record.by, "recorded", {name: said for name, said in how.items() if said})]
    if record.check_code:  # whoever dropped it into the box is not there to be handed anything
        handed = record.letter != BOX
        entries.append(
            Entry(now, record.by, "acknowledged", {"how": "receipt"})
            if handed
            else Entry(now, record.by, "not_acknowledged", {"why": "box"})
        )
    entries += [
        Entry(now, record.by, "referenced", {name: said for name, said in asdict(one).items() if said})
        for one in record.references
    ]
    if record.source:
        entries.append(Entry(now, SYSTEM, "brought_in", {"system": record.source}))
    elif record.past:
        entries.append(Entry(now, record.by, "taken_over", told(record.past)))
    return tuple(entries)


def _findings(proposal: Proposal) -> tuple[Finding, ...]:
    return proposal.trace


def labels_told(found: Classification) -> dict[str, str]:
    """What the classifier found, for the history."""
    return {
        "kind": found.kind.value,
        "component": found.component.value if found.component else "",
        "sector": found.sector.value,
        "integrity": "yes" if found.integrity else "no",
        "language": found.language.value,
        "unsure": " ".join(sorted(found.abstained)),
        "version": found.version,
    }
