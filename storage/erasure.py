"""Erasing a person: their keys are destroyed, and with them all that was sealed (UU 27/2022 articles 43-44).

The skeleton of each case and the chain of its history stay: counted, dated, verifiable, wordless.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.ports.erasure import ERASURES, Extent
from core.ports.send import SendState
from storage import schema
from storage.envelopes import UNREAD
from storage.rows import found_by, keys, left_over
from storage.rows.hashes import NOBODY
from storage.rows.locks import lock_all
from storage.rows.planned import CANCELLED, ERASED, WAIVED
from storage.transaction import Transaction

case, party, address = schema.complaint.c, schema.party.c, schema.address.c
message, file, sent = schema.message.c, schema.attachment.c, schema.outbox.c
told, envelope, belongs = schema.delivery_report.c, schema.envelope.c, schema.case_address.c

LEAVING = [one.value for one in (SendState.DUE, SendState.SENDING, SendState.UNKNOWN)]
TROUBLED = [one.value for one in (SendState.BY_HAND, SendState.PROPOSED, SendState.HELD, SendState.FAILED)]


class SqlErasures:
    """Fulfils `core.ports.erasure.Erasures`."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def extent(self, ticket: str) -> Extent | None:
        person = self._person(ticket)
        if person is None:
            return None
        own = self._all(sa.select(case.ticket).where(case.party_id == person).order_by(case.id))
        cases, answers = self._cases(person), self._answers(person)
        messages = self._messages(person, cases)
        strange = self._elsewhere(messages, cases)
        elsewhere = self._all(sa.select(case.ticket).where(case.id.in_(strange)).order_by(case.id))
        files = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(file.size), 0))
        named = files.where(file.message_id.in_(messages), file.reference != "")
        count, octets = self._tx.connection.execute(named).one()
        leaving = sa.select(sent.id).where(sent.id.in_(answers), sent.state.in_(LEAVING))
        delivered = sa.select(message.envelope_id).where(message.id.in_(messages))
        arriving = sa.select(envelope.id).where(envelope.id.in_(delivered), envelope.state == UNREAD)
        return Extent(
            tuple(own),
            tuple(elsewhere),
            len(messages),
            len(answers),
            count,
            int(octets),
            len(self._all(leaving)),
            len(self._all(arriving)),
        )

    def erase(self, ticket: str, now: datetime) -> Sequence[str]:
        person = self._person(ticket)
        if person is None:
            return ()
        lock_all(self._tx, self._all(self._addresses(person)))  # nothing of theirs is filed meanwhile
        cases = self._cases(person)
        messages, answers = self._messages(person, cases), self._answers(person)
        elsewhere = self._elsewhere(messages, cases)
        self._give_up_tasks(cases, answers, now)
        keys.destroy(self._tx, self._keys(person, cases, messages, answers), now)
        found_by.forget(self._tx, cases)
        references = self._let_go_of_files(messages)
        self._forget_addresses(person, cases, messages, answers)
        left_over.tidy(self._tx, elsewhere)
        self._tx.notify(ERASURES)
        return references

    def _person(self, ticket: str) -> int | None:
        return self._tx.connection.execute(
            sa.select(case.party_id).where(case.ticket == ticket)
        ).scalar_one_or_none()

    def _addresses(self, person: int) -> sa.Select[bytes]:
        """By these a person's messages are found: they have an index."""
        return sa.select(address.address_hash).where(address.party_id == person)

    def _cases(self, person: int) -> Sequence[int]:
        return self._all(sa.select(case.id).where(case.party_id == person))

    def _messages(self, person: int, cases: Sequence[int]) -> Sequence[int]:
        """What the person wrote, automatic answers too, and what others wrote in the person's cases."""
        said = message.sender_hash.in_(self._addresses(person))
        return self._all(sa.select(message.id).where(sa.or_(said, message.complaint_id.in_(cases))))

    def _elsewhere(self, messages: Sequence[int], cases: Sequence[int]) -> Sequence[int]:
        """Other people's cases in which the person wrote."""
        strange = sa.and_(message.complaint_id.is_not(None), message.complaint_id.not_in(cases))
        return self._all(sa.select(message.complaint_id).where(message.id.in_(messages), strange).distinct())

    def _answers(self, person: int) -> Sequence[int]:
        """Messages of ours: those of the person's cases, and those that belong to no case, such as a prompt
        after a bare greeting.
        """
        loose = sa.and_(sent.complaint_id.is_(None), sent.address_hash.in_(self._addresses(person)))
        own = sent.complaint_id.in_(sa.select(case.id).where(case.party_id == person))
        return self._all(sa.select(sent.id).where(sa.or_(own, loose)))

    def _keys(
        self, person: int, cases: Sequence[int], messages: Sequence[int], answers: Sequence[int]
    ) -> Sequence[int]:
        """Deliveries that held the person's messages go whole, raw bytes included; so do those that brought
        a report on a message of ours.
        """
        delivered = sa.select(message.envelope_id).where(message.id.in_(messages))
        reported = (
            sa.select(told.envelope_id)
            .join_from(schema.delivery_report, schema.outbox, told.refers_hash == sent.external_hash)
            .where(sent.id.in_(answers), told.envelope_id.is_not(None))
        )
        deliveries = sa.or_(envelope.id.in_(delivered), envelope.id.in_(reported))
        doomed = (
            sa.select(party.data_key_id).where(party.id == person),
            sa.select(case.data_key_id).where(case.id.in_(cases)),
            sa.select(message.data_key_id).where(message.id.in_(messages)),
            sa.select(sent.data_key_id).where(sent.id.in_(answers)),
            sa.select(envelope.data_key_id).where(deliveries),
        )
        return sorted({number for some in doomed for number in self._all(some)})

    def _give_up_tasks(self, cases: Sequence[int], answers: Sequence[int], now: datetime) -> None:
        """An officer can neither send nor approve what nobody can read any more, nor need anybody be told."""
        open_to_a_person = sent.state.in_(TROUBLED), sent.code.not_in([CANCELLED, WAIVED])
        tasks = sa.update(schema.outbox).where(sent.id.in_(answers), *open_to_a_person)
        given_up = {"state": SendState.FAILED.value, "code": ERASED, "settled_at": now}
        self._tx.connection.execute(tasks.values(given_up))
        quiet = {"by_hand": False, "proposed": False, "undelivered": False}
        self._tx.connection.execute(sa.update(schema.complaint).where(case.id.in_(cases)).values(quiet))

    def _let_go_of_files(self, messages: Sequence[int]) -> Sequence[str]:
        """A file's key stands in its reference alone: without it nobody opens the file."""
        named = sa.and_(file.message_id.in_(messages), file.reference != "")
        references = self._all(sa.select(file.reference).where(named))
        self._tx.connection.execute(sa.update(schema.attachment).where(named).values(reference=""))
        return references

    def _forget_addresses(
        self, person: int, cases: Sequence[int], messages: Sequence[int], answers: Sequence[int]
    ) -> None:
        """Keyed hashes too: with the master key one could try a telephone number against them."""
        wrote = sa.update(schema.message).where(message.id.in_(messages)).values(sender_hash=NOBODY)
        heard = sa.update(schema.outbox).where(sent.id.in_(answers))
        own = sa.select(address.id).where(address.party_id == person)
        for statement in (
            wrote,
            heard.values(address_hash=NOBODY, conversation=NOBODY),
            sa.delete(schema.thread_key).where(schema.thread_key.c.complaint_id.in_(cases)),
            sa.delete(schema.case_address).where(belongs.complaint_id.in_(cases)),
            sa.delete(schema.case_address).where(belongs.address_id.in_(own)),
            sa.delete(schema.address).where(address.party_id == person),
        ):
            self._tx.connection.execute(statement)

    def _all(self, wanted: sa.Select[Any]) -> list[Any]:
        """The first column of all rows."""
        return list(self._tx.connection.execute(wanted).scalars())
