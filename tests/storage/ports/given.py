"""Invented people and what they send, for the tests of the ports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from core.case.complaint import Assignment, Basis, Complaint, Deadline, Entry, Labels, Party, State
from core.classify.labels import Classification, Component, Evidence, Facts, Kind, Language, Sector
from core.message import Address, Batch, Envelope, InboundMessage, Purpose, Terminal
from core.ports.envelopes import Leased
from core.ports.filing import Filed, Opening, Planned
from core.ports.store import Unit

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)
MINUTE = timedelta(minutes=1)
ACCOUNT = "surat"

BUDI = Address("mail", "budi.santoso@example.com", "Budi S.")
SITI = Address("whatsapp", "+6281200000017", "Siti")


def envelope(key: str, *, account: str = ACCOUNT, stream: str = "INBOX", body: bytes = b"raw") -> Envelope:
    return Envelope(account, stream, key, body, NOW - MINUTE, {"uid": key})


def batch(*keys: str, account: str = ACCOUNT, cursor: str | None = None, rescan: bool = False) -> Batch:
    envelopes = tuple(envelope(key, account=account) for key in keys)
    return Batch(account, "INBOX", envelopes, cursor, rescan)


def message(
    external_id: str, sender: Address = BUDI, text: str = "Izin PBG saya belum terbit"
) -> InboundMessage:
    return InboundMessage(
        external_id, sender, text, NOW - MINUTE, subject="Izin lama", full_text=text, thread_key=""
    )


def classification(kind: Kind = Kind.COMPLAINT, sector: Sector = Sector.INDUSTRY) -> Classification:
    return Classification(
        kind,
        Component.TURNAROUND_TIME,
        sector,
        integrity=False,
        language=Language.INDONESIAN,
        facts=Facts(reporter_name="Budi Santoso", service_date=TODAY),
        components_also=(Component.PROCEDURE,),
        confidence={"kind": 0.93, "sector": 0.5},
        evidence={"component": (Evidence(0, 4, "lama", "turnaround"),)},
        abstained=frozenset({"sector"}),
        version="test-1",
    )


def complaint(
    ticket: str,
    *,
    party: Party | None = None,
    state: State = State.RECEIVED,
    found: Classification | None = None,
    restricted: bool = False,
    holder: str = "wati",
    unit: str = "perizinan",
    due: date | None = date(2026, 12, 10),
) -> Complaint:
    return Complaint(
        id=0,
        ticket=ticket,
        version=1,
        state=state,
        labels=Labels.of(found or classification()),
        account=ACCOUNT,
        letter="e",
        received_at=NOW - MINUTE,
        opened_at=NOW,
        deadline=Deadline(due, Basis.LEGAL, "2026.1"),
        assignment=Assignment(unit, holder, "deputi", "row 1"),
        party=party or Party(None, "Budi Santoso", (BUDI,)),
        subject="Izin lama",
        restricted=restricted,
        missing=("object",) if state is State.AWAITING_DATA else (),
        awaiting_until=date(2026, 11, 25) if state is State.AWAITING_DATA else None,
    )


def planned(
    purpose: Purpose = Purpose.ACKNOWLEDGEMENT, to: Address = BUDI, text: str = "Kami terima."
) -> Planned:
    return Planned(ACCOUNT, purpose, to, text, subject="Re: Izin lama", in_reply_to="<m@example.com>")


OPENED = (
    Entry(NOW, "system", "opened", {"account": ACCOUNT}),
    Entry(NOW, "system", "routed", {"row": "row 1"}),
)


def opening(case: Complaint, found: Classification | None = None) -> Opening:
    return Opening(case, found or classification(), "K7Q2")


def filed_opening(
    leased: Leased,
    case: Complaint,
    said: InboundMessage | None = None,
    sends: Sequence[Planned] | None = None,
) -> Filed:
    said = said or message(f"<{leased.envelope.key}@example.com>")
    return Filed(
        leased,
        0,
        Terminal.OPENED,
        said.external_id,
        message=said,
        opens=opening(case),
        entries=OPENED,
        sends=(planned(),) if sends is None else tuple(sends),
    )


def lease(unit: Unit, count: int, prefix: str = "m", now: datetime = NOW) -> Sequence[Leased]:
    """Keep so many envelopes and lease them."""
    unit.envelopes.keep(batch(*(f"{prefix}{number}" for number in range(count))), now)
    return unit.envelopes.lease(now, count, 5 * MINUTE)


def open_case(unit: Unit, case: Complaint, said: InboundMessage | None = None, **more: object) -> Complaint:
    """A standing case, through the same door as a live one."""
    (leased,) = lease(unit, 1, prefix=case.ticket)
    sends = more.get("sends")
    unit.filing.file([filed_opening(leased, case, said, sends if isinstance(sends, Sequence) else None)], NOW)
    found = unit.cases.get(case.ticket)
    assert found is not None
    return found
