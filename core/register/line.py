"""One line of the register as it leaves: values of the law and the procedure, people only where they are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from core.case.complaint import Basis, State
from core.case.masking import initials, masked
from core.classify.labels import Component, Kind, Language, Sector
from core.ports.clock import JAKARTA
from core.ports.register import Registered

NO_HANDLE = {"desk": "entry-", "web": "form-"}  # how what stands for a person without an address begins


@dataclass(frozen=True, slots=True)
class Line:
    """`register` is the register value: the letter a-m of the service standard (component 6 item 2), or the
    kind of the channel for one that the standard does not name (Telegram). `received_at` is T0, told in
    Asia/Jakarta time, as are all moments. `name` and `contacts` are masked, `subject` and `text` empty
    unless identities were asked for: what people write names people. `erased`: nobody can say any more who it was.
    """

    register: str
    channel: str
    account: str
    ticket: str
    received_at: datetime
    opened_at: datetime
    kind: Kind
    sector: Sector
    component: Component | None
    language: Language
    due: date | None
    basis: Basis
    answered_at: datetime | None
    state: State
    unit: str
    holder: str
    name: str
    contacts: tuple[str, ...]
    subject: str = ""
    text: str = ""
    erased: bool = False


def line_of(found: Registered, kinds: Mapping[str, str], *, identities: bool) -> Line:
    """`kinds` gives each account the kind of its channel; an account that is not there any more keeps its name."""
    case = found.complaint
    kind = kinds.get(case.account, case.account)
    addresses = case.party.addresses
    reachable = [one for one in addresses if not one.handle.startswith(NO_HANDLE.get(one.kind, "\0"))]
    name = case.party.name or next((a.display_name for a in addresses if a.display_name), "")
    return Line(
        register=case.letter or kind,
        channel=kind,
        account=case.account,
        ticket=case.ticket,
        received_at=case.received_at.astimezone(JAKARTA),
        opened_at=case.opened_at.astimezone(JAKARTA),
        kind=case.labels.kind,
        sector=case.labels.sector,
        component=case.labels.component,
        language=case.labels.language,
        due=case.deadline.due,
        basis=case.deadline.basis,
        answered_at=case.answered_at and case.answered_at.astimezone(JAKARTA),
        state=case.state,
        unit=case.assignment.unit,
        holder=case.assignment.holder,
        name=name if identities else initials(name),
        contacts=tuple(address.handle if identities else masked(address) for address in reachable),
        subject=case.subject if identities else "",
        text=found.text if identities else "",
        erased=case.erased,
    )
