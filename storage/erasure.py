"""Erasing a person: their keys are destroyed, and with them all that was sealed (UU 27/2022 articles 43-44).

The skeleton of each case and the chain of its history stay: counted, dated, verifiable, wordless.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from core.ports.send import SendState
from storage import schema
from storage.rows import found_by, keys
from storage.rows.planned import ERASED
from storage.transaction import Transaction


def erase(tx: Transaction, party_id: int, now: datetime) -> Sequence[str]:
    """Erase a person; returns the references of sealed files that nobody can name any more.

    Deliveries that held this person's messages go whole, raw bytes included. The address is
    forgotten as well: who writes again is a stranger.
    """
    message, case, party = schema.message.c, schema.complaint.c, schema.party.c
    cases = _numbers(tx, sa.select(case.id).where(case.party_id == party_id))
    said = sa.and_(message.sender_hash.in_(_address_hashes(party_id)), message.party_id == party_id)
    messages = _numbers(tx, sa.select(message.id).where(sa.or_(said, message.complaint_id.in_(cases))))
    doomed = [
        *_numbers(tx, sa.select(party.data_key_id).where(party.id == party_id)),
        *_numbers(tx, sa.select(case.data_key_id).where(case.id.in_(cases))),
        *_numbers(tx, sa.select(message.data_key_id).where(message.id.in_(messages))),
        *_numbers(tx, _envelope_keys(messages)),
        *_numbers(tx, _loose_sends(party_id)),
    ]
    _give_up_tasks(tx, cases, now)
    keys.destroy(tx, sorted(set(doomed)), now)
    found_by.forget(tx, cases)
    _forget_addresses(tx, party_id)
    tx.sealer.forget()
    files = sa.select(schema.attachment.c.reference).where(schema.attachment.c.message_id.in_(messages))
    return [reference for reference in tx.connection.execute(files).scalars() if reference]


def _address_hashes(party_id: int) -> sa.Select[bytes]:
    """By these a person's messages are found: they have an index, the person's own id needs none."""
    address = schema.address.c
    return sa.select(address.address_hash).where(address.party_id == party_id)


def _give_up_tasks(tx: Transaction, cases: Sequence[int], now: datetime) -> None:
    """An officer can neither send nor approve what nobody can read any more."""
    outbox, case = schema.outbox.c, schema.complaint.c
    awaited = [SendState.BY_HAND.value, SendState.PROPOSED.value]
    tasks = sa.update(schema.outbox).where(outbox.complaint_id.in_(cases), outbox.state.in_(awaited))
    tx.connection.execute(tasks.values(state=SendState.FAILED.value, code=ERASED, settled_at=now))
    marked = sa.update(schema.complaint).where(case.id.in_(cases), sa.or_(case.by_hand, case.proposed))
    tx.connection.execute(marked.values(by_hand=False, proposed=False))


def _numbers(tx: Transaction, wanted: sa.Select[int]) -> list[int]:
    return list(tx.connection.execute(wanted).scalars())


def _envelope_keys(messages: Sequence[int]) -> sa.Select[int]:
    envelope, message = schema.envelope.c, schema.message.c
    return (
        sa.select(envelope.data_key_id)
        .join_from(schema.envelope, schema.message, message.envelope_id == envelope.id)
        .where(message.id.in_(messages))
    )


def _loose_sends(party_id: int) -> sa.Select[int]:
    """Keys of messages of ours that belong to no case, such as a prompt after a bare greeting."""
    outbox, address = schema.outbox.c, schema.address.c
    return (
        sa.select(outbox.data_key_id)
        .join_from(schema.outbox, schema.address, address.address_hash == outbox.address_hash)
        .where(outbox.complaint_id.is_(None), address.party_id == party_id)
    )


def _forget_addresses(tx: Transaction, party_id: int) -> None:
    address, belongs = schema.address.c, schema.case_address.c
    own = sa.select(address.id).where(address.party_id == party_id)
    tx.connection.execute(sa.delete(schema.case_address).where(belongs.address_id.in_(own)))
    tx.connection.execute(sa.delete(schema.address).where(address.party_id == party_id))
