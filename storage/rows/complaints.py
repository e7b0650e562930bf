"""Cases as rows: what is written of a complaint, and complaints read back with their people."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from core.case.complaint import Assignment, Basis, Complaint, Deadline, Labels, Party, State
from core.classify.labels import Component, Kind, Language, Sector
from core.message import Address
from storage import schema
from storage.rows import Found, any_of, keys
from storage.rows.content import address_from_json
from storage.transaction import Transaction

row = schema.complaint.c
case_key = schema.data_key.alias("case_key")
party_key = schema.data_key.alias("party_key")


def values_of(tx: Transaction, complaint: Complaint, number: int, key: bytes) -> dict[str, Any]:
    """The columns that a saved case changes; `number` is its id, `key` its data key."""
    return {
        "state": complaint.state.value,
        "open": complaint.state.open,
        "kind": complaint.labels.kind.value,
        "component": complaint.labels.component and complaint.labels.component.value,
        "sector": complaint.labels.sector.value,
        "integrity": complaint.labels.integrity,
        "language": complaint.labels.language.value,
        "due": complaint.deadline.due,
        "basis": complaint.deadline.basis.value,
        "calendar": complaint.deadline.calendar,
        "due_sure": complaint.deadline.sure,
        "unit": complaint.assignment.unit,
        "holder": complaint.assignment.holder,
        "deputy": complaint.assignment.deputy,
        "routing_row": complaint.assignment.row,
        "subject": keys.seal_text(tx, key, complaint.subject, "complaint.subject", number),
        "restricted": complaint.restricted,
        "missing": json.dumps(complaint.missing) if complaint.missing else "",
        "awaiting_until": complaint.awaiting_until,
        "unread": complaint.unread,
        "related": json.dumps(complaint.related) if complaint.related else "",
        "answered_at": complaint.answered_at,
    }


def birth_of(complaint: Complaint) -> dict[str, Any]:
    """The columns that never change once a case is open."""
    return {
        "ticket": complaint.ticket,
        "account": complaint.account,
        "letter": complaint.letter,
        "received_at": complaint.received_at,
        "opened_at": complaint.opened_at,
    }


def select_complaints(*more: sa.ColumnElement[Any]) -> sa.Select[*tuple[Any, ...]]:
    """Cases with their party's name and the keys of both; `more` columns beside."""
    return sa.select(
        schema.complaint,
        schema.party.c.name.label("party_name"),
        case_key.c.wrapped.label("case_key"),
        party_key.c.wrapped.label("party_key"),
        *more,
    ).select_from(
        schema.complaint.join(case_key, case_key.c.id == row.data_key_id)
        .join(schema.party, schema.party.c.id == row.party_id)
        .join(party_key, party_key.c.id == schema.party.c.data_key_id)
    )


def complaints_of(tx: Transaction, found: Sequence[Found]) -> Sequence[Complaint]:
    """Complaints of rows of `select_complaints`, in their order; one statement more for the addresses."""
    addresses = addresses_of(tx, {one.id for one in found})
    return [_complaint(tx, one, addresses.get(one.id, ())) for one in found]


def addresses_of(tx: Transaction, complaint_ids: Iterable[int]) -> Mapping[int, tuple[Address, ...]]:
    """The addresses of each case, as they were met; those of erased people are gone."""
    ids = sorted(complaint_ids)
    if not ids:
        return {}
    found: defaultdict[int, list[Address]] = defaultdict(list)
    for complaint_id, number, content, wrapped in tx.driver.fetch(ADDRESSES, ids=ids):
        raw = keys.open_json(tx, wrapped, content, "address.content", number)
        if raw is not None:
            found[complaint_id].append(address_from_json(raw))
    return {number: tuple(some) for number, some in found.items()}


def _select_addresses() -> sa.Select[int, int, bytes, bytes | None]:
    belongs, address, party = schema.case_address.c, schema.address.c, schema.party.c
    return (
        sa.select(belongs.complaint_id, address.id, address.content, party_key.c.wrapped)
        .select_from(
            schema.case_address.join(schema.address, address.id == belongs.address_id)
            .join(schema.party, party.id == address.party_id)
            .join(party_key, party_key.c.id == party.data_key_id)
        )
        .where(belongs.complaint_id.in_(any_of("ids")))
        .order_by(belongs.complaint_id, address.id)
    )


ADDRESSES = _select_addresses()


def _complaint(tx: Transaction, found: Found, addresses: tuple[Address, ...]) -> Complaint:
    name = keys.open_text(tx, found.party_key, found.party_name, "party.name", found.party_id)
    return Complaint(
        id=found.id,
        ticket=found.ticket,
        version=found.version,
        state=State(found.state),
        labels=Labels(
            Kind(found.kind),
            Component(found.component) if found.component else None,
            Sector(found.sector),
            found.integrity,
            Language(found.language),
        ),
        account=found.account,
        letter=found.letter,
        received_at=found.received_at,
        opened_at=found.opened_at,
        deadline=Deadline(found.due, Basis(found.basis), found.calendar, found.due_sure),
        assignment=Assignment(found.unit, found.holder, found.deputy, found.routing_row),
        party=Party(found.party_id, name, addresses),
        subject=keys.open_text(tx, found.case_key, found.subject, "complaint.subject", found.id) or "",
        restricted=found.restricted,
        missing=_words(found.missing),
        awaiting_until=found.awaiting_until,
        unread=found.unread,
        related=_words(found.related),
        answered_at=found.answered_at,
        erased=found.case_key is None,
    )


def _words(stored: str) -> tuple[str, ...]:
    return tuple(json.loads(stored)) if stored else ()
