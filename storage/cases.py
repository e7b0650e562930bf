"""Standing cases: read whole, saved with a version and a line of history, never silently."""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa

from core.case.complaint import Complaint, Entry, State
from core.case.own_words import own_words
from core.classify.labels import Classification
from core.contact import ON_PAGE
from core.errors import Stale
from core.message import Address, Purpose
from core.ports.cases import Said
from core.ports.filing import Planned
from core.ports.send import SendState
from storage import schema
from storage.rows import bulk, keys, literal
from storage.rows.complaints import addresses_of, complaints_of, select_complaints
from storage.rows.content import address_from_json
from storage.rows.draft import number_sends, standing
from storage.rows.hashes import address_hash, check_hash
from storage.rows.outbound import select_outbound
from storage.rows.people import People
from storage.rows.planned import CANCELLED, ERASED
from storage.rows.sheet import Sheet
from storage.transaction import Transaction

REFERENCES = 20  # ids that an answer names: a thread of years must not outgrow a header

ANSWERS = [
    one.value
    for one in (Purpose.REPLY, Purpose.ANSWER, Purpose.SUGGESTION, Purpose.MISSING_DATA, Purpose.WITHDRAWAL)
]
LEFT = [one.value for one in (SendState.SENT, SendState.DELIVERED, SendState.TOLD)]
LOOKED_AT = 20  # messages of a case among which the citizen's last one is looked for

Thread = tuple[str, tuple[str, ...], Address, str]
BEFORE = datetime.min.replace(tzinfo=UTC)

row = schema.complaint.c


class SqlCases:
    """Fulfils `core.ports.cases.Cases`."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def get(self, ticket: str) -> Complaint | None:
        found = self._tx.connection.execute(select_complaints().where(row.ticket == ticket)).all()
        return complaints_of(self._tx, found)[0] if found else None

    def save(
        self,
        complaint: Complaint,
        entries: Sequence[Entry],
        sends: Sequence[Planned] = (),
        classification: Classification | None = None,
    ) -> None:
        if not entries:
            raise ValueError("a case is changed with an entry of its history, or not at all")
        draft = standing(self._tx, [complaint.id]).get(complaint.id)
        if draft is None:
            raise Stale(f"case {complaint.ticket} is not there any more")
        now = max(entry.at for entry in entries)
        people = People.known(
            self._tx, complaint.party.addresses, [complaint.party.id] if complaint.party.id else []
        )
        sheet = Sheet(self._tx, self._allocate(complaint, len(sends)))
        draft.change(sheet, people, complaint)
        if classification is not None:
            draft.classify(sheet, classification)
        draft.note(sheet, entries)
        if sends:
            number_sends(self._tx, [draft])
        for planned in sends:
            draft.plan(sheet, planned, now)
        draft.write(sheet, now)
        sheet.write()

    def thread(self, ticket: str) -> tuple[str, tuple[str, ...], Address | None, str]:
        case = sa.select(row.id, row.account).where(row.ticket == ticket)
        found = self._tx.connection.execute(case).one_or_none()
        if found is None:
            return "", (), None, ""
        known = addresses_of(self._tx, [found.id]).get(found.id, ())
        threads = list(self._threads(found.id, known))
        reached = (thread for thread, reachable in threads if reachable)
        newest = threads[0][0] if threads else ("", (), next(iter(known), None), found.account)
        return next(reached, newest)

    def way(self, ticket: str) -> Thread | None:
        number = self._tx.connection.execute(
            sa.select(row.id).where(row.ticket == ticket)
        ).scalar_one_or_none()
        if number is None:
            return None
        threads = self._threads(number, addresses_of(self._tx, [number]).get(number, ()))
        return next((thread for thread, reachable in threads if reachable), None)

    def _threads(self, complaint_id: int, known: Sequence[Address]) -> Iterator[tuple[Thread, bool]]:
        """How each word of a party can be answered, newest first, and whether nothing failed there since."""
        parties, failed = {address.key for address in known}, self._failed_at(complaint_id)
        for account, said, at in self._inbound(complaint_id, newest_first=True):
            sender, to = (
                address_from_json(said["sender"]),
                address_from_json(said["reply_to"] or said["sender"]),
            )
            if sender.key in parties:
                references = tuple(dict.fromkeys((*said["references"], said["external_id"])))
                reachable = at > failed.get(address_hash(self._tx.sealer, *to.key), BEFORE)
                yield (said["external_id"], references[-REFERENCES:], to, account), reachable

    def _failed_at(self, complaint_id: int) -> Mapping[bytes, datetime]:
        """When a message of ours last failed for good, by the address that it did not reach."""
        sent = schema.outbox.c
        failed = (
            sa.select(sent.address_hash, sa.func.max(sent.settled_at).label("at"))
            .where(sent.complaint_id == complaint_id, sent.state == literal(SendState.FAILED))
            .where(sent.purpose != Purpose.PUBLIC.value, sent.code.not_in([CANCELLED, ERASED]))
            .where(sent.settled_at.is_not(None))
            .group_by(sent.address_hash)
        )
        return {one.address_hash: one.at for one in self._tx.connection.execute(failed)}

    def first_full_text(self, ticket: str) -> str:
        number = self._tx.connection.execute(
            sa.select(row.id).where(row.ticket == ticket)
        ).scalar_one_or_none()
        for _, said, _ in self._inbound(number, newest_first=False) if number is not None else ():
            return str(said["full_text"] or said["text"])
        return ""

    def contact(self, ticket: str) -> Address | None:
        number = self._tx.connection.execute(
            sa.select(row.id).where(row.ticket == ticket)
        ).scalar_one_or_none()
        for _, said, _ in self._inbound(number, newest_first=False) if number is not None else ():
            return address_from_json(said["contact"]) if said.get("contact") else None
        return None

    def words(self, ticket: str) -> Sequence[str]:
        number = self._tx.connection.execute(
            sa.select(row.id).where(row.ticket == ticket)
        ).scalar_one_or_none()
        written = self._inbound(number, newest_first=False) if number is not None else ()
        return [own_words(raw["subject"], raw["text"]) for _, raw, _ in written]

    def answers(self, ticket: str) -> Sequence[Said]:
        sent = schema.outbox.c
        wanted = (
            select_outbound()
            .join(schema.complaint, row.id == sent.complaint_id)
            .where(row.ticket == ticket, sent.purpose.in_(ANSWERS), sent.state.in_(LEFT))
            .order_by(sent.id)
        )
        told = []
        for found in self._tx.connection.execute(wanted):
            raw = keys.open_json(self._tx, found.wrapped, found.content, "outbox.content", found.id) or {}
            to = address_from_json(raw["to"]) if "to" in raw else None
            on_page = to is not None and to.kind == ON_PAGE
            told.append(Said(found.planned_at, raw.get("text", ""), on_page))
        return told

    def opens_with(self, ticket: str, check_code: str) -> bool:
        expected = check_hash(self._tx.sealer, ticket, check_code)
        stored = self._tx.connection.execute(
            sa.select(row.check_hash).where(row.ticket == ticket)
        ).scalar_one_or_none()
        return hmac.compare_digest(stored or bytes(len(expected)), expected)

    def lapsed(self, today: date, limit: int) -> Sequence[Complaint]:
        wanted = (
            select_complaints()
            .where(row.state == literal(State.AWAITING_DATA), row.awaiting_until < today)
            .order_by(row.awaiting_until, row.id)
            .limit(limit)
        )
        return complaints_of(self._tx, self._tx.connection.execute(wanted).all())

    def _inbound(
        self, complaint_id: int, *, newest_first: bool
    ) -> Iterator[tuple[str, dict[str, Any], datetime]]:
        """What people said in the case: the account it came by, the words, and when. What was erased is passed
        over.
        """
        message, key = schema.message.c, schema.data_key.c
        wanted = (
            sa.select(message.id, message.account, message.content, message.received_at, key.wrapped)
            .join_from(schema.message, schema.data_key)
            .where(message.complaint_id == complaint_id, message.automatic == "")
            .order_by(message.id.desc() if newest_first else message.id)
            .limit(LOOKED_AT)
        )
        for found in self._tx.connection.execute(wanted).all():
            raw = keys.open_json(self._tx, found.wrapped, found.content, "message.content", found.id)
            if raw is not None:
                yield found.account, raw, found.received_at

    def _allocate(self, complaint: Complaint, sends: int) -> Mapping[str, Iterator[int]]:
        return bulk.allocate(
            self._tx, data_key=1, party=1, address=len(complaint.party.addresses), outbox=sends
        )
