"""What one unit writes about a list of items: cases, messages, history, planned messages, search."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import sqlalchemy as sa

from core.case.complaint import Complaint
from core.errors import Stale
from core.message import Address, InboundMessage, Purpose, Terminal
from core.ports.filing import Filed
from storage import schema
from storage.envelopes import READ, UNREAD
from storage.ledger import count_received
from storage.rows import any_of, bulk, keys
from storage.rows.content import attachment_to_json, inbound_to_json
from storage.rows.draft import Draft, number_sends, standing
from storage.rows.hashes import address_hash, item_hash, sent_hash, thread_hash
from storage.rows.people import People
from storage.rows.planned import Place, plan
from storage.rows.settlement import Sent, sent_by_hash, settle
from storage.rows.sheet import Sheet
from storage.transaction import Transaction

STRANGERS = {Terminal.AUTOMATIC, Terminal.REPORT}  # machines write these; they are nobody's party
UNSTORED = {Terminal.REDELIVERED, Terminal.FLOOD}  # there already, or in the envelope alone

HELD = (
    sa.select(schema.envelope.c.id, schema.envelope.c.fence, schema.envelope.c.day, schema.data_key.c.wrapped)
    .join_from(schema.envelope, schema.data_key)
    .where(schema.envelope.c.id.in_(any_of("ids")), schema.envelope.c.state == UNREAD)
)
LOCKED = HELD.order_by(schema.envelope.c.id).with_for_update(of=schema.envelope)
"""Two transactions lock rows in the same order; where there is one writer, sorting takes longer than reading."""


@dataclass(slots=True)
class _Envelope:
    """What filing needs of an envelope: the day in which it counts, and its key for details."""

    day: date
    key: bytes | None


@dataclass(slots=True)
class Items:
    """Rows are gathered from the store, made item by item, and written together."""

    tx: Transaction
    filed: Sequence[Filed]
    now: datetime
    envelopes: dict[int, _Envelope] = field(init=False)
    sent: Mapping[bytes, Sent] = field(init=False)
    people: People = field(init=False)
    sheet: Sheet = field(init=False)
    cases: dict[int, Draft] = field(init=False)
    opened: dict[str, Draft] = field(default_factory=dict)
    orphaned: list[int] = field(default_factory=list)

    def write(self) -> None:
        self.envelopes = self._end_leases()
        self._gather()
        for filed in self.filed:
            self._file(filed)
        for draft in (*self.cases.values(), *self.opened.values()):
            draft.write(self.sheet, self.now)
        self.sheet.write()
        self._let_go()
        count_received(
            self.tx,
            [
                (one.leased.envelope.account, self.envelopes[one.leased.id].day, 1)
                for one in self.filed
                if not one.last
            ],
        )

    def _let_go(self) -> None:
        """Deliveries that came after the erasure of the person whom they name lose their keys."""
        if self.orphaned:
            envelope = schema.envelope.c
            doomed = sa.select(envelope.data_key_id).where(envelope.id.in_(self.orphaned))
            keys.destroy(self.tx, self.tx.connection.execute(doomed).scalars().all(), self.now)

    def _end_leases(self) -> dict[int, _Envelope]:
        """Envelopes end with their last item. Raises Stale unless every lease is still ours."""
        fences = {one.leased.id: one.leased.fence for one in self.filed}
        held = LOCKED if self.tx.dialect == "postgresql" else HELD
        found = self.tx.driver.fetch(held, ids=sorted(fences))
        if {one.id: one.fence for one in found} != fences:
            raise Stale("another process took these envelopes over")
        ended = sorted({one.leased.id for one in self.filed if one.last})
        bulk.update(
            self.tx,
            schema.envelope,
            [{"id": number, "state": READ, "leased_until": None} for number in ended],
        )
        return {
            one.id: _Envelope(one.day, one.wrapped and self.tx.sealer.unwrap(one.wrapped)) for one in found
        }

    def _gather(self) -> None:
        """All that the store must say before the rows can be made."""
        reports = {self._refers(one) for one in self.filed if one.report}
        self.sent = sent_by_hash(self.tx, sorted(reports))
        ids = {one.joins for one in self.filed if one.joins is not None}
        ids |= {sent.complaint_id for sent in self.sent.values() if sent.complaint_id is not None}
        opening = {one.opens.complaint.ticket for one in self.filed if one.opens}
        related = {ticket for one in self.filed for ticket in one.related} - opening
        self.cases = standing(self.tx, ids, related)
        number_sends(
            self.tx, [self.cases[one.joins] for one in self.filed if one.sends and one.joins in self.cases]
        )
        addresses = [address for one in self.filed for address in _addresses(one)]
        parties = {case.party.id for one in self.filed for case in _complaints(one)}
        self.people = People.known(self.tx, addresses, [number for number in parties if number])
        self.sheet = Sheet(self.tx, self._allocate(len(set(addresses))))

    def _allocate(self, addresses: int) -> Mapping[str, Iterator[int]]:
        messages = sum(_stored(one) is not None for one in self.filed)
        sends = sum(len(one.sends) for one in self.filed)
        strangers = addresses + len(self.filed)  # at most: each item may bring a person
        return bulk.allocate(
            self.tx,
            data_key=messages + strangers + sends,
            party=strangers,
            address=addresses,
            complaint=sum(one.opens is not None for one in self.filed),
            message=messages,
            outbox=sends,
        )

    def _file(self, filed: Filed) -> None:
        draft = self._case(filed)
        message = _stored(filed)
        if message is not None:
            self._keep_message(filed, message, draft)
        if draft is not None:
            if filed.change is not None:
                draft.change(self.sheet, self.people, filed.change.complaint)
                if filed.change.classification is not None:
                    draft.classify(self.sheet, filed.change.classification)
            draft.note(self.sheet, filed.entries)
            self._relate(draft, filed.related)
        self._plan(filed, draft)
        if filed.report is not None:
            self._settle(filed)
        self._end_item(filed, draft)

    def _case(self, filed: Filed) -> Draft | None:
        if filed.opens is not None:
            draft = Draft.open(self.sheet, self.people, filed.opens)
            self.opened[draft.ticket] = draft
            return draft
        if filed.joins_opened is not None:
            return self.opened[filed.joins_opened]
        if filed.joins is None:
            return None
        if filed.joins not in self.cases:
            raise Stale(f"case {filed.joins} is not there any more")
        return self.cases[filed.joins]

    def _keep_message(self, filed: Filed, message: InboundMessage, draft: Draft | None) -> None:
        sheet, tx, account = self.sheet, self.tx, filed.leased.envelope.account
        person = None if filed.state in STRANGERS else self.people.meet(sheet, message.sender, filed.named)
        key_id, key = sheet.new_key()
        number = next(sheet.ids["message"])
        sheet.add(
            schema.message,
            {
                "id": number,
                "complaint_id": draft and draft.id,
                "envelope_id": filed.leased.id,
                "party_id": person and person.id,
                "account": account,
                "sender_hash": address_hash(tx.sealer, *message.sender.key),
                "data_key_id": key_id,
                "content": keys.seal_json(tx, key, inbound_to_json(message), "message.content", number),
                "received_at": message.received_at,
                "automatic": message.automatic,
            },
        )
        for place, file in enumerate(filed.files):
            content = attachment_to_json(file.attachment)
            sealed = keys.seal_json(tx, key, content, f"attachment.content:{place}", number)
            row = {"message_id": number, "reference": file.reference, "size": file.attachment.size}
            sheet.add(schema.attachment, row | {"place": place, "content": sealed})
        if draft is not None:
            draft.say(sheet, message)
            thread_keys = {message.external_id, message.thread_key} - {""}
            sheet.add(
                schema.thread_key,
                *(
                    {"thread_hash": thread_hash(tx.sealer, account, key), "complaint_id": draft.id}
                    for key in sorted(thread_keys)
                ),
            )

    def _relate(self, draft: Draft, tickets: Sequence[str]) -> None:
        """Both cases name each other."""
        draft.relate(tickets)
        for other in (*self.cases.values(), *self.opened.values()):
            if other.ticket in tickets:
                other.relate([draft.ticket])

    def _plan(self, filed: Filed, draft: Draft | None) -> None:
        for planned in filed.sends:
            if draft is not None:
                draft.plan(self.sheet, planned, self.now)
            else:
                plan(self.sheet, planned, Place(None, 1, *self.sheet.new_key()), self.now)

    def _refers(self, filed: Filed) -> bytes:
        assert filed.report is not None  # noqa: S101 - asked only of reports
        return sent_hash(self.tx.sealer, filed.leased.envelope.account, filed.report.refers_to)

    def _settle(self, filed: Filed) -> None:
        assert filed.report is not None  # noqa: S101 - as above
        refers = self._refers(filed)
        sent = self.sent.get(refers)
        entry = settle(self.sheet, sent, filed.report, refers, filed.leased.id)
        if entry is not None and sent is not None and sent.complaint_id is not None:
            draft = self.cases[sent.complaint_id]
            if sent.purpose != Purpose.PUBLIC and not sent.erased:
                draft.values["undelivered"] = True
            draft.note(self.sheet, [entry])
        if sent is not None and sent.erased:  # the delivery says where our message went
            self.orphaned.append(filed.leased.id)

    def _end_item(self, filed: Filed, draft: Draft | None) -> None:
        envelope = self.envelopes[filed.leased.id]
        detail = None
        if filed.detail and envelope.key is not None:
            place = f"item.detail:{filed.position}"
            detail = keys.seal_text(self.tx, envelope.key, filed.detail, place, filed.leased.id)
        nameless = filed.state is Terminal.REDELIVERED or not filed.external_id
        self.sheet.add(
            schema.item,
            {
                "account": filed.leased.envelope.account,
                "day": envelope.day,
                "envelope_id": filed.leased.id,
                "position": filed.position,
                "external_hash": None if nameless else item_hash(self.tx.sealer, filed.external_id),
                "state": filed.state.value,
                "detail": detail,
                "complaint_id": draft and draft.id,
                "ended_at": self.now,
            },
        )


def _stored(filed: Filed) -> InboundMessage | None:
    return None if filed.state in UNSTORED else filed.message


def _complaints(filed: Filed) -> Iterator[Complaint]:
    if filed.opens is not None:
        yield filed.opens.complaint
    if filed.change is not None:
        yield filed.change.complaint


def _addresses(filed: Filed) -> Iterator[Address]:
    message = _stored(filed)
    if message is not None and filed.state not in STRANGERS:
        yield message.sender
    for case in _complaints(filed):
        yield from case.party.addresses
