"""Cases ready to be written: what the pipeline would compose, without asking any rule, for the store alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from bench.floor import ANSWER
from bench.letters import Letter
from bench.mailbox import received_at
from core.case.complaint import Assignment, Basis, Complaint, Deadline, Entry, Labels, Party, State
from core.case.ticket import format_ticket
from core.classify.labels import Classification, Component, Kind, Language, Sector
from core.message import Address, Batch, Envelope, InboundMessage, Purpose, Terminal
from core.ports.envelopes import Leased
from core.ports.filing import Filed, Opening, Planned
from core.ports.store import Unit

YEAR = 2026
LEASE = timedelta(seconds=60)
SECTORS = tuple(Sector)


def write_row_sets(unit: Unit, arrived: Sequence[Envelope], letters: Sequence[Letter]) -> None:
    """A row set for each envelope, through the store's ports, in the transaction of the unit."""
    now = received_at(letters[-1].number) + timedelta(minutes=1)
    unit.envelopes.keep(Batch(arrived[0].account, arrived[0].stream, tuple(arrived)), now)
    leased = unit.envelopes.lease(now, len(arrived), LEASE)
    numbers = unit.filing.tickets(YEAR, len(leased))
    opening = zip(leased, letters, numbers, strict=True)
    unit.filing.file([row_set(one, letter, number) for one, letter, number in opening], now)


def row_set(leased: Leased, letter: Letter, number: int) -> Filed:
    """A new case with its message, one line of history and its planned acknowledgement."""
    account, at = leased.envelope.account, leased.envelope.received_at
    # Each row set has a contact of its own, as on the floor.
    sender = Address("mail", f"{letter.number}.{letter.address}", letter.name)
    ticket = format_ticket(YEAR, number)
    found = Classification(
        Kind.COMPLAINT,
        Component.PROCEDURE,
        SECTORS[number % len(SECTORS)],
        integrity=False,
        language=Language.INDONESIAN,
    )
    complaint = Complaint(
        id=0,
        ticket=ticket,
        version=1,
        state=State.RECEIVED,
        labels=Labels.of(found),
        account=account,
        letter="h",
        received_at=at,
        opened_at=at,
        deadline=Deadline(date(YEAR, 3, 20), Basis.LEGAL),
        assignment=Assignment("unit 1"),
        party=Party(None, letter.name, (sender,)),
        subject=letter.subject,
    )
    key = f"<{letter.number}@example.org>"
    message = InboundMessage(key, sender, letter.text, at, subject=letter.subject, thread_key=key)
    answer = ANSWER.format(name=letter.name, ticket=ticket)
    return Filed(
        leased=leased,
        position=0,
        state=Terminal.OPENED,
        external_id=key,
        message=message,
        opens=Opening(complaint, found, "ABCDEFGH"),
        entries=(Entry(at, "system", "opened", {"account": account}),),
        sends=(Planned(account, Purpose.ACKNOWLEDGEMENT, sender, answer, subject=f"Re: {letter.subject}"),),
    )
