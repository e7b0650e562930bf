"""Cases leave in the columns of SP4N-LAPOR! (domain 4.6), as CSV; what a text shows of people is concealed."""

from __future__ import annotations

import asyncio
import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import BinaryIO

from core.case.complaint import Complaint, Entry, State
from core.case.references import named
from core.lapor.report import SYSTEM
from core.lapor.words import STATES, kind_word
from core.law.deadline import jakarta_date
from core.message import Anonymity
from core.personal import conceal
from core.ports.cases import Said
from core.ports.clock import JAKARTA, Clock
from core.ports.register import Registered
from core.ports.store import Store, Unit
from ops.register.columns import ERASED
from ops.register.export import Wish, Written, put_on_record
from ops.register.formats import harmless

PAGE = 50  # cases: each is read with its history and its answers
OVER = frozenset({State.CLOSED, State.WITHDRAWN, State.REDIRECTED, State.SPAM})
WRITTEN_DOWN = {"event_date": "Tanggal kejadian", "location": "Lokasi", "category": "Kategori"}


@dataclass(frozen=True, slots=True)
class Speech:
    """How this office speaks to LAPOR!: its name, words for states, the kind of each account's channel.
    `known` are texts whose numbers and addresses are everybody's, such as the office's telephone.
    """

    agency: str
    kinds: Mapping[str, str] = field(default_factory=dict)
    states: Mapping[State, str] = field(default_factory=lambda: STATES)
    known: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """A case with all that a row of LAPOR! asks of it."""

    complaint: Complaint
    text: str
    beside: Mapping[str, str]
    entries: Sequence[Entry]
    answers: Sequence[Said]


async def export_lapor(
    store: Store,
    clock: Clock,
    wish: Wish,
    file: BinaryIO,
    speech: Speech,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> Written:
    """Write the cases that `wish` covers. Restricted ones want a reason, and are on record before they leave.

    Raises NotAllowed where the reason is missing; StoreError, and then the file is not whole.
    """
    if wish.discloses:
        await put_on_record(store, clock, wish)
    size = await store.read(lambda unit: unit.register.size())
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    lines, hidden, after = 0, 0, 0
    while page := await store.read(partial(_page, after)):
        after = page[-1].complaint.id
        asked = [one for one in page if wish.covers(jakarta_date(one.complaint.received_at))]
        shown = [one for one in asked if wish.restricted or not one.complaint.restricted]
        await asyncio.to_thread(rows.writerows, [list(cells(one, speech).values()) for one in shown])
        lines, hidden = lines + len(shown), hidden + len(asked) - len(shown)
        progress(after, size)
    text.flush()
    text.detach()
    return Written(lines, hidden)


def cells(one: Told, speech: Speech) -> dict[str, str]:
    """A case's row by column. No name and no contact stands in it."""
    case, known = one.complaint, speech.known
    numbers = [found.reference for found in named(one.entries)]
    recorded = next((e.detail for e in one.entries if e.what == "recorded"), {})
    anonymity = recorded.get("anonymity", "")
    over = case.state in OVER and one.entries
    found = {
        "tracking_id": ", ".join(found.tracking_id for found in numbers if found.system == SYSTEM),
        "kind": kind_word(case.labels.kind),
        "title": conceal(case.subject, known),
        "body": ERASED if case.erased else conceal(one.text, known),
        "event_date": one.beside.get("event_date", ""),
        "location": conceal(one.beside.get("location", ""), known),
        "agency": speech.agency,
        "category": one.beside.get("category", ""),
        "anonymity": "anonim" if anonymity else "terbuka",
        "secret": "rahasia" if anonymity == Anonymity.CONFIDENTIAL_ALL else "tidak",
        "received_at": f"{case.received_at.astimezone(JAKARTA):%Y-%m-%d %H:%M}",
        "channel": speech.kinds.get(case.account, case.account),
        "status": speech.states[case.state],
        "disposition": case.assignment.unit,
        "follow_up_text": conceal("\n\n".join(said.text for said in one.answers), known),
        "closed_at": f"{one.entries[-1].at.astimezone(JAKARTA):%Y-%m-%d %H:%M}" if over else "",
    }
    return {name: harmless(said) for name, said in found.items()}


COLUMNS = (
    *("tracking_id", "kind", "title", "body", "event_date", "location", "agency", "category", "anonymity"),
    *("secret", "received_at", "channel", "status", "disposition", "follow_up_text", "closed_at"),
)


def _page(after: int, unit: Unit) -> list[Told]:
    return [_told(unit, found) for found in unit.register.page(after, PAGE, texts=True)]


def _told(unit: Unit, found: Registered) -> Told:
    ticket = found.complaint.ticket
    full = unit.cases.first_full_text(ticket)
    beside = {
        key: said[1]
        for key, label in WRITTEN_DOWN.items()
        if (said := re.search(rf"^{label}: (.*)$", full, re.MULTILINE))
    }
    return Told(found.complaint, found.text, beside, unit.history.of(ticket), unit.cases.answers(ticket))
