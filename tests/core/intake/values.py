"""Small values for the tests of intake: a message, a case, what is known."""

from __future__ import annotations

from datetime import UTC, date, datetime

from core.case.complaint import Assignment, Basis, Complaint, Deadline, Labels, Party, State
from core.classify.labels import Classification, Component, Facts, Kind, Language, Sector
from core.intake.reading import Reading
from core.message import Address, Envelope, InboundMessage
from core.ports.envelopes import Leased
from core.ports.filing import Standing

NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)  # a Monday, twelve o'clock in Purwakarta
SITI = Address("mail", "siti@example.com", "Siti Contoh")
ASEP = Address("mail", "asep@example.net", "Asep Contoh")


def message(text: str = "Izin saya belum terbit", sender: Address = SITI, **more: object) -> InboundMessage:
    values: dict[str, object] = {
        "external_id": "<a@example.com>",
        "sender": sender,
        "text": text,
        "received_at": NOON,
        "thread_key": "<a@example.com>",
        **more,
    }
    return InboundMessage(**values)  # type: ignore[arg-type]  # a test's shorthand


def found(kind: Kind = Kind.COMPLAINT, **more: object) -> Classification:
    values: dict[str, object] = {
        "kind": kind,
        "component": Component.TURNAROUND_TIME,
        "sector": Sector.INDUSTRY,
        "integrity": False,
        "language": Language.INDONESIAN,
        "facts": Facts(has_object=True),
        **more,
    }
    return Classification(**values)  # type: ignore[arg-type]  # as above


def reading(said: InboundMessage, classification: Classification | None = None, number: int = 1) -> Reading:
    envelope = Envelope("surat", "INBOX", f"key-{number}", b"", said.received_at)
    return Reading(Leased(number, 1, 1, envelope), 0, True, said, classification or found())


def case(number: int = 7, parties: Party | None = None, **more: object) -> Complaint:
    values: dict[str, object] = {
        "id": number,
        "ticket": f"PWK-2026-{number:06}-X",
        "version": 1,
        "state": State.RECEIVED,
        "labels": Labels(
            Kind.COMPLAINT, Component.TURNAROUND_TIME, Sector.INDUSTRY, False, Language.INDONESIAN
        ),
        "account": "surat",
        "letter": "g",
        "received_at": NOON,
        "opened_at": NOON,
        "deadline": Deadline(date(2026, 12, 11), Basis.LEGAL),
        "assignment": Assignment("complaint_manager"),
        "party": parties or Party(1, "Siti Contoh", (SITI,)),
        **more,
    }
    return Complaint(**values)  # type: ignore[arg-type]  # as above


def standing(number: int = 7, *who: Address) -> Standing:
    return Standing(case(number), frozenset(address.key for address in who or (SITI,)))
