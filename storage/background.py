"""What the store knows about a list of messages before they are matched, in a handful of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from core.message import Purpose
from core.ports.filing import Background, Question, Standing
from core.ports.send import SendState
from storage import schema
from storage.rows import Found, any_of, keys
from storage.rows.complaints import complaints_of, select_complaints
from storage.rows.hashes import address_hash, item_hash, thread_hash
from storage.rows.locks import lock_all
from storage.transaction import Transaction

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
STANDING = 20  # a chat may have brought many cases: open ones first, then the newest

item, thread, case = schema.item.c, schema.thread_key.c, schema.complaint.c
address, party, key = schema.address.c, schema.party.c, schema.data_key.c
belongs, sent, message = schema.case_address.c, schema.outbox.c, schema.message.c

SEEN = sa.select(item.account, item.external_hash).where(
    item.account.in_(any_of("accounts")), item.external_hash.in_(any_of("hashes"))
)
BY_THREAD = (
    sa.select(thread.thread_hash, thread.complaint_id)
    .join_from(schema.thread_key, schema.complaint)
    .where(thread.thread_hash.in_(any_of("hashes")))
    .order_by(case.open.desc(), case.id.desc())
)
BY_TICKET = sa.select(case.ticket, case.id).where(case.ticket.in_(any_of("tickets")))
PEOPLE = (
    sa.select(address.id, address.address_hash, party.id.label("party_id"), party.name, key.wrapped)
    .select_from(schema.address.join(schema.party).join(schema.data_key))
    .where(address.address_hash.in_(any_of("hashes")))
)
OPEN_CASES = (
    sa.select(belongs.address_id, belongs.complaint_id)
    .join_from(schema.case_address, schema.complaint)
    .where(belongs.address_id.in_(any_of("ids")), case.open)
    .order_by(case.id.desc())
)
ANSWERS = (
    sa.select(sent.address_hash, sa.func.count())
    .where(
        sent.address_hash.in_(any_of("hashes")),
        sent.planned_at > sa.bindparam("since"),
        sent.machine,
        sent.purpose != Purpose.PUBLIC.value,  # it comes along with an answer, and is no second one
        sent.state != SendState.FAILED.value,
    )
    .group_by(sent.address_hash)
)
MESSAGES = (
    sa.select(message.sender_hash, sa.func.count(), sa.func.max(message.received_at))
    .where(message.sender_hash.in_(any_of("hashes")), message.received_at > sa.bindparam("since"))
    .group_by(message.sender_hash)
)
WRITTEN = sa.select(sent.address_hash, sent.complaint_id).where(
    sent.complaint_id.in_(any_of("ids")), sent.address_hash.in_(any_of("hashes"))
)
CASES = select_complaints().where(case.id.in_(any_of("ids")))


@dataclass(slots=True)
class _Asked:
    """A question in keyed hashes; `answered` is the address to which an answer would go."""

    question: Question
    item: bytes
    sender: bytes
    answered: bytes
    threads: tuple[bytes, ...]
    answers_to: bytes
    known_as: tuple[bytes, ...] = ()


@dataclass(slots=True)
class _Sender:
    """Who an address belongs to, and the open cases it takes part in."""

    party_id: int
    party_name: str | None
    open_cases: list[int] = field(default_factory=list)


def answer(tx: Transaction, questions: Sequence[Question], now: datetime) -> Sequence[Background]:
    """One background for each question, in order. The senders' conversations stay locked to the end
    of the unit, so that two processes never open the same case twice.
    """
    asked = [_asked(tx, question) for question in questions]
    senders = {one.sender for one in asked}
    lock_all(tx, senders)
    seen = _seen(tx, asked)
    threads = _by_thread(tx, {key for one in asked for key in one.threads})
    tickets = _by_ticket(tx, {ticket for one in asked for ticket in one.question.tickets})
    people = _people(tx, senders | {hashed for one in asked for hashed in one.known_as})
    answers = _answers(tx, {one.answers_to for one in asked}, now - DAY)
    messages = _messages(tx, senders, now - HOUR)
    wanted = {number for some in threads.values() for number in some} | set(tickets.values())
    wanted |= {number for person in people.values() for number in person.open_cases}
    standing = _standing(tx, wanted)
    written = _written(tx, _strangers(asked, threads, standing))

    def background(one: _Asked) -> Background:
        person = people.get(one.sender)
        by_thread = dict.fromkeys(number for key in one.threads for number in threads.get(key, ()))
        number, heard_at = messages.get(one.sender, (0, None))
        by_ticket = (tickets[ticket] for ticket in one.question.tickets if ticket in tickets)
        return Background(
            seen=(one.question.account, one.item) in seen,
            by_thread=tuple(standing[number] for number in by_thread),
            by_ticket=tuple(standing[number] for number in dict.fromkeys(by_ticket)),
            written_to=tuple(standing[number] for number in by_thread if (one.sender, number) in written),
            party_id=person.party_id if person else None,
            party_name=person.party_name if person else None,
            elsewhere=tuple(
                standing[number]
                for hashed in one.known_as
                if hashed in people
                for number in people[hashed].open_cases
            ),
            open_cases=tuple(standing[number] for number in person.open_cases) if person else (),
            answers_today=answers.get(one.answers_to, 0),
            messages_this_hour=number,
            heard_at=heard_at,
        )

    return [background(one) for one in asked]


def _asked(tx: Transaction, question: Question) -> _Asked:
    sealer = tx.sealer
    return _Asked(
        question,
        item_hash(sealer, question.external_id),
        address_hash(sealer, *question.sender.key),
        address_hash(sealer, *(question.answers_to or question.sender).key),
        tuple(thread_hash(sealer, question.account, key) for key in question.thread_keys),
        address_hash(sealer, *(question.answers_to or question.sender).key),
        tuple(address_hash(sealer, *address.key) for address in question.known_as),
    )


def _seen(tx: Transaction, asked: Iterable[_Asked]) -> set[tuple[str, bytes]]:
    accounts, hashes = {one.question.account for one in asked}, {one.item for one in asked}
    return set(tx.driver.fetch(SEEN, accounts=[*accounts], hashes=[*hashes]))


def _by_thread(tx: Transaction, hashes: Collection[bytes]) -> Mapping[bytes, list[int]]:
    if not hashes:
        return {}
    return _grouped(tx.driver.fetch(BY_THREAD, hashes=[*hashes]))


def _strangers(
    asked: Iterable[_Asked], threads: Mapping[bytes, list[int]], standing: Mapping[int, Standing]
) -> set[tuple[bytes, int]]:
    """Senders, each with a case whose thread it answers without belonging to it."""
    return {
        (one.sender, number)
        for one in asked
        for key in one.threads
        for number in threads.get(key, ())
        if one.question.sender.key not in standing[number].parties
    }


def _written(tx: Transaction, strangers: set[tuple[bytes, int]]) -> set[tuple[bytes, int]]:
    """Those to whom we wrote in that case ourselves: a contact that nobody has proved yet."""
    if not strangers:
        return set()
    hashes, ids = {found for found, _ in strangers}, {number for _, number in strangers}
    return strangers & set(tx.connection.execute(WRITTEN, {"ids": [*ids], "hashes": [*hashes]}))


def _by_ticket(tx: Transaction, tickets: Collection[str]) -> Mapping[str, int]:
    if not tickets:
        return {}
    return dict(tx.driver.fetch(BY_TICKET, tickets=[*tickets]))


def _people(tx: Transaction, senders: Collection[bytes]) -> Mapping[bytes, _Sender]:
    found = tx.driver.fetch(PEOPLE, hashes=[*senders])
    open_cases = _open_cases(tx, [one.id for one in found])
    return {
        one.address_hash: _Sender(
            one.party_id,
            keys.open_text(tx, one.wrapped, one.name, "party.name", one.party_id),
            open_cases.get(one.id, []),
        )
        for one in found
    }


def _open_cases(tx: Transaction, address_ids: Collection[int]) -> Mapping[int, list[int]]:
    if not address_ids:
        return {}
    return _grouped(tx.driver.fetch(OPEN_CASES, ids=[*address_ids]))


def _answers(tx: Transaction, addresses: Collection[bytes], since: datetime) -> Mapping[bytes, int]:
    """What machines sent or will send there; what failed or was taken back reached nobody."""
    return dict(tx.driver.fetch(ANSWERS, hashes=[*addresses], since=since))


def _messages(
    tx: Transaction, senders: Collection[bytes], since: datetime
) -> Mapping[bytes, tuple[int, datetime | None]]:
    """How many there were of each sender, and when the last was received."""
    found = tx.driver.fetch(MESSAGES, hashes=[*senders], since=since)
    return {sender: (number, last) for sender, number, last in found}


def _standing(tx: Transaction, ids: Collection[int]) -> Mapping[int, Standing]:
    if not ids:
        return {}
    found = tx.driver.fetch(CASES, ids=[*ids])
    return {
        case.id: Standing(case, frozenset(address.key for address in case.party.addresses))
        for case in complaints_of(tx, found)
    }


def _grouped(pairs: Iterable[Found]) -> dict[Any, list[int]]:
    """Case ids by key, at most STANDING each."""
    found: defaultdict[Any, list[int]] = defaultdict(list)
    for key, number in pairs:
        if len(found[key]) < STANDING:
            found[key].append(number)
    return found
