"""A message joins a standing case: it may complete it, tighten it or take it back, but never closes it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from core.case.complaint import Basis, Complaint, Entry, State
from core.classify.labels import Classification, Kind
from core.intake.open import SYSTEM
from core.law.rules import Missing
from core.message import CITIZEN, Address, InboundMessage
from core.ports.filing import Change

YES = re.compile(
    r"\s*(ya+|iya+|yes|yup|betul|benar|bener|leres|muhun|sumuhun|enya|correct|right)\b", re.IGNORECASE
)


CORRECTS = re.compile(
    r"\s*\*|.*\b(maksud(nya|ku)?|typo|ralat|koreksi|salah\s+(ketik|tulis|nama)|(yang|yg)\s+(benar|bener|betul)"
    r"|correction|should\s+be)\b|.*\bsalah\s*,"
    r"|.*\b(itu|[ée]ta)\s+(t[ée]h\s+)?(nama\s+|ngaran\s+)?(anak|suami|istri|adik|kakak|teman|ibu|bapak|pun)\b",
    re.IGNORECASE | re.DOTALL,
)


def join_case(
    case: Complaint, message: InboundMessage, found: Classification, now: datetime
) -> tuple[Change, tuple[Entry, ...]]:
    """The case as it stands with this message, and what its history says of it.

    Thanks neither open nor reopen (design, "Match"). A wish to withdraw is noted; the clock stops only
    when an officer confirms it.
    """
    entries = [Entry(now, CITIZEN, "wrote", {"at": message.received_at.isoformat()})]
    changed = replace(case, unread=True)
    if found.integrity and not case.labels.integrity:
        # An allegation restricts the case the moment it is read (design, "sensitive cases").
        changed = replace(changed, restricted=True, labels=replace(changed.labels, integrity=True))
        entries.append(Entry(now, SYSTEM, "restricted", {"why": "integrity"}))
    if found.facts.anonymity_wish and not changed.restricted:
        changed = replace(changed, restricted=True)
        entries.append(Entry(now, SYSTEM, "restricted", {"why": "anonymity_wish"}))
    if found.facts.withdraws:
        entries.append(Entry(now, CITIZEN, "withdrawal_wished"))
    if renamed := _renamed(case, message, found):
        changed = replace(changed, party=replace(case.party, name=renamed))
        entries.append(Entry(now, CITIZEN, "name_corrected"))
    if case.missing:
        changed, completed = complete(changed, message, found, now)
        entries += completed
    return Change(changed), tuple(entries)


def _renamed(case: Complaint, message: InboundMessage, found: Classification) -> str | None:
    """The name put right, or said in full; None where it is another's, such as whoever signs a later letter."""
    said, known = found.facts.reporter_name or found.facts.bare_name, case.party.name
    if not said or not known or said == known:
        return None
    fuller = said.casefold().startswith(f"{known.casefold()} ")
    return said if fuller or CORRECTS.match(message.text) else None


def confirm(
    change: Change, entries: tuple[Entry, ...], address: Address, now: datetime
) -> tuple[Change, tuple[Entry, ...]]:
    """Who wrote from an address that we had written to, and gave the check code, is the case's citizen:
    answers go there from now on.
    """
    case = change.complaint
    party = replace(case.party, addresses=(*case.party.addresses, address))
    entry = Entry(now, CITIZEN, "address_confirmed", {"channel": address.kind})
    return replace(change, complaint=replace(case, party=party)), (*entries, entry)


def complete(
    case: Complaint, message: InboundMessage, found: Classification, now: datetime
) -> tuple[Complaint, tuple[Entry, ...]]:
    """What was asked for and came (R11). The ticket and the date of the answer stay; a suggestion that
    was one only for want of data becomes a complaint again.
    """
    said = found.facts.reporter_name or found.facts.bare_name
    if said is not None and YES.fullmatch(said):
        said = None  # a lone "Yes" looks like a signature
    name = case.party.name or said  # who signs a later letter does not rename whose case it is
    if name is None and Missing.NAME_CONFIRMATION in case.missing and YES.match(message.text):
        name = message.sender.display_name or None
    came = {Missing.IDENTITY, Missing.NAME_CONFIRMATION} if name else set()
    if found.facts.has_object:
        came.add(Missing.OBJECT)
    if found.facts.service_received_on is not None:
        came.add(Missing.SERVICE_DATE)
    left = tuple(item for item in case.missing if item not in came)
    if left == case.missing and name == case.party.name:
        return case, ()
    changed = replace(case, missing=left, party=replace(case.party, name=name))
    if not set(left) - {Missing.SERVICE_DATE}:
        changed = replace(changed, awaiting_until=None)
        if changed.state is State.AWAITING_DATA:
            changed = replace(changed, state=State.RECEIVED)
        if changed.labels.kind is Kind.SUGGESTION:
            labels = replace(changed.labels, kind=Kind.COMPLAINT)
            legal = replace(changed.deadline, basis=Basis.LEGAL)  # the same days, counted from T0 still
            changed = replace(changed, labels=labels, deadline=legal)
    detail = {"came": " ".join(sorted(set(case.missing) - set(left))), "missing": " ".join(left)}
    return changed, (Entry(now, SYSTEM, "completed", detail),)
