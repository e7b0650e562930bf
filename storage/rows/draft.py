"""A case while one unit writes it: what it will be, the chain of its history, what shall be sent."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.case.complaint import Complaint, Entry
from core.case.references import NAMED
from core.classify.labels import Classification
from core.errors import NotAllowed, Stale
from core.message import InboundMessage
from core.ports.filing import Opening, Planned
from storage import schema
from storage.rows import Found, any_of, keys
from storage.rows.chain import Chain
from storage.rows.complaints import birth_of, values_of
from storage.rows.content import preview_of
from storage.rows.hashes import check_hash
from storage.rows.labels import classification_to_json
from storage.rows.people import People
from storage.rows.planned import Place, plan
from storage.rows.sheet import Sheet
from storage.transaction import Transaction


@dataclass(slots=True)
class Draft:
    """`key` is None when the person was erased: the case can be counted and read, not written."""

    id: int
    ticket: str
    version: int
    key_id: int
    key: bytes | None
    chain: Chain
    messages: int = 0
    last_at: datetime | None = None
    related: tuple[str, ...] = ()
    read_version: int = 0
    read_messages: int = 0
    read_entries: int = 0
    opened: bool = False
    numbers: Counter[str] = field(default_factory=Counter)
    values: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def open(cls, sheet: Sheet, people: People, opening: Opening) -> Draft:
        """A new case: its person, its row, its words."""
        case = opening.complaint
        person, address_ids = people.party_of(sheet, case.party)
        number = next(sheet.ids["complaint"])
        draft = cls(number, case.ticket, case.version, person.key_id, person.key, Chain(number), opened=True)
        draft.read_version, draft.related = case.version, case.related
        draft.values = birth_of(case) | values_of(sheet.tx, case, number, person.key)
        draft.values |= {
            "party_id": person.id,
            "data_key_id": person.key_id,
            "check_hash": check_hash(sheet.tx.sealer, case.ticket, opening.check_code),
        }
        draft._belongs_to(sheet, address_ids)
        draft.classify(sheet, opening.classification)
        sheet.opened(number)
        sheet.find_by(number, case.ticket)
        draft._find_by_people(sheet, case)
        return draft

    def change(self, sheet: Sheet, people: People, case: Complaint) -> None:
        """The case as it shall be. Raises Stale when it was read in another version."""
        if case.version not in {self.read_version, self.version}:
            raise Stale(f"case {self.ticket} has version {self.version}, not {case.version}")
        self.version = self.read_version + 1
        self.related = case.related
        self.values |= values_of(sheet.tx, case, self.id, self.writing_key())
        person, address_ids = people.party_of(sheet, case.party)
        self.values["party_id"] = person.id
        self._belongs_to(sheet, address_ids)
        self._find_by_people(sheet, case)

    def classify(self, sheet: Sheet, found: Classification) -> None:
        raw = classification_to_json(found)
        sealed = keys.seal_json(sheet.tx, self.writing_key(), raw, "classification.content", self.id)
        sheet.classify({"complaint_id": self.id, "version": found.version, "content": sealed})

    def show(self, at: datetime) -> None:
        """The case shows one message more."""
        self.messages += 1
        self.last_at = max(filter(None, (self.last_at, at)))

    def say(self, sheet: Sheet, message: InboundMessage) -> None:
        """The citizen wrote: the case shows it first, and is found by its words."""
        self.show(message.received_at)
        preview = preview_of(message.text or message.subject)
        sealed = keys.seal_text(sheet.tx, self.writing_key(), preview, "complaint.preview", self.id)
        self.values |= {"preview": sealed}
        if "unread" not in self.values:
            self.values["unread"] = True
        sheet.find_by(self.id, message.subject, message.text, addresses=[message.sender])

    def relate(self, tickets: Iterable[str]) -> None:
        self.related = tuple(dict.fromkeys((*self.related, *(one for one in tickets if one != self.ticket))))
        self.values["related"] = json.dumps(self.related) if self.related else ""

    def note(self, sheet: Sheet, entries: Sequence[Entry]) -> None:
        """New lines of its history. A number elsewhere is one by which the case is found."""
        numbers = [entry.detail["tracking_id"] for entry in entries if entry.what == NAMED]
        if numbers:
            sheet.find_by(self.id, *numbers)
        sheet.add(schema.history, *self.chain.append(sheet.tx, self.key, entries))

    def plan(self, sheet: Sheet, planned: Planned, now: datetime) -> int:
        self.numbers[planned.purpose] += 1
        if planned.proposed:
            self.values["proposed"] = True
        place = Place(self.id, self.numbers[planned.purpose], self.key_id, self.writing_key())
        return plan(sheet, planned, place, now)

    def write(self, sheet: Sheet, now: datetime) -> None:
        """Put the case's own row onto the sheet, if anything about it is new."""
        read = self.read_messages, self.read_entries
        if not self.values and (self.messages, self.chain.entries) == read:
            return
        row = self.values | {
            "id": self.id,
            "version": self.version,
            "messages": self.messages,
            "last_at": self.last_at or now,
            "changed_at": now,
            "head": self.chain.head,
            "entries": self.chain.entries,
        }
        if self.opened:
            row = {"preview": None, "proposed": False} | row
            sheet.add(schema.complaint, row)
        else:
            sheet.change(schema.complaint, row)

    def writing_key(self) -> bytes:
        if self.key is None:
            raise NotAllowed(f"the person of case {self.ticket} was erased: it cannot be changed any more")
        return self.key

    def _belongs_to(self, sheet: Sheet, address_ids: Iterable[int]) -> None:
        sheet.add(
            schema.case_address,
            *({"complaint_id": self.id, "address_id": number} for number in dict.fromkeys(address_ids)),
        )

    def _find_by_people(self, sheet: Sheet, case: Complaint) -> None:
        sheet.find_by(self.id, case.party.name or "", case.subject, addresses=case.party.addresses)


def standing(tx: Transaction, ids: Collection[int], tickets: Collection[str] = ()) -> dict[int, Draft]:
    """Drafts of cases that stand, by id; their rows stay locked to the unit's end."""
    if not ids and not tickets:
        return {}
    asked = tx.driver.fetch(STANDING, ids=sorted(ids), tickets=sorted(tickets))
    return {found.id: _draft(tx, found) for found in asked}


def _select_standing() -> sa.Select[*tuple[Any, ...]]:
    row, key = schema.complaint.c, schema.data_key.c
    return (
        sa.select(
            row.id,
            row.ticket,
            row.version,
            row.data_key_id,
            key.wrapped,
            row.head,
            row.entries,
            row.messages,
            row.last_at,
            row.related,
        )
        .join_from(schema.complaint, schema.data_key)
        .where(sa.or_(row.id.in_(any_of("ids")), row.ticket.in_(any_of("tickets"))))
        .order_by(row.id)
        .with_for_update(of=schema.complaint)
    )


STANDING = _select_standing()


def _draft(tx: Transaction, found: Found) -> Draft:
    return Draft(
        found.id,
        found.ticket,
        found.version,
        found.data_key_id,
        None if found.wrapped is None else tx.sealer.unwrap(found.wrapped),
        Chain(found.id, found.head, found.entries),
        found.messages,
        found.last_at,
        tuple(json.loads(found.related)) if found.related else (),
        read_version=found.version,
        read_messages=found.messages,
        read_entries=found.entries,
    )


sent = schema.outbox.c
LAST_SENDS = (
    sa.select(sent.complaint_id, sent.purpose, sa.func.max(sent.number))
    .where(sent.complaint_id.in_(any_of("ids")))
    .group_by(sent.complaint_id, sent.purpose)
)


def number_sends(tx: Transaction, drafts: Iterable[Draft]) -> None:
    """How many messages of each purpose these cases have had, so that the next has its own number."""
    by_id = {draft.id: draft for draft in drafts}
    if not by_id:
        return
    for complaint_id, purpose, number in tx.driver.fetch(LAST_SENDS, ids=sorted(by_id)):
        by_id[complaint_id].numbers[purpose] = number
