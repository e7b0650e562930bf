"""Who wrote: parties and their addresses, known or met for the first time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import sqlalchemy as sa

from core.case.complaint import Party
from core.message import Address
from storage import schema
from storage.rows import any_of, keys
from storage.rows.content import address_to_json
from storage.rows.hashes import address_hash
from storage.rows.locks import lock_all
from storage.rows.sheet import Sheet
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Person:
    """A party of the store: its id, and its data key for sealing."""

    id: int
    key_id: int
    key: bytes


@dataclass(slots=True)
class People:
    """The people of one unit, found by address or by party id; new ones go onto the sheet."""

    by_address: dict[bytes, tuple[int, Person]] = field(default_factory=dict)
    by_id: dict[int, Person] = field(default_factory=dict)

    @classmethod
    def known(cls, tx: Transaction, addresses: Iterable[Address], party_ids: Iterable[int]) -> People:
        """Those of the asked that the store knows; the conversations stay locked to the unit's end."""
        hashes = sorted({address_hash(tx.sealer, *one.key) for one in addresses})
        lock_all(tx, hashes)
        people = cls()
        known = tx.driver.fetch(KNOWN, hashes=hashes, ids=sorted(party_ids))
        for number, key_id, wrapped, address_id, found in known:
            if wrapped is None:
                continue
            person = people.by_id.setdefault(number, Person(number, key_id, tx.sealer.unwrap(wrapped)))
            if found is not None:
                people.by_address[found] = (address_id, person)
        return people

    def party_of(self, sheet: Sheet, party: Party) -> tuple[Person, list[int]]:
        """The person whom a case is about, and the ids of its addresses; both are made where new."""
        sealer = sheet.tx.sealer
        person = self.by_id.get(party.id) if party.id is not None else None
        for address in party.addresses:
            known = self.by_address.get(address_hash(sealer, *address.key))
            if person is None and known is not None:
                person = known[1]
        if person is None:
            person = self._new_person(sheet, party.name)
        elif party.name is not None:
            sheet.change(schema.party, {"id": person.id, "name": _name(sheet, person, party.name)})
        return person, [self.address(sheet, person, address) for address in party.addresses]

    def meet(self, sheet: Sheet, address: Address, name: str | None = None) -> Person:
        """Whose address this is, called `name` from now on if given; a stranger becomes a party of its own."""
        known = self.by_address.get(address_hash(sheet.tx.sealer, *address.key))
        if known is not None:
            if name is not None:
                sheet.change(schema.party, {"id": known[1].id, "name": _name(sheet, known[1], name)})
            return known[1]
        person = self._new_person(sheet, name)
        self.address(sheet, person, address)
        return person

    def address(self, sheet: Sheet, person: Person, address: Address) -> int:
        """The id of an address; where it is new, it is this person's."""
        found = address_hash(sheet.tx.sealer, *address.key)
        known = self.by_address.get(found)
        if known is not None:
            return known[0]
        number = next(sheet.ids["address"])
        sheet.add(
            schema.address,
            {
                "id": number,
                "party_id": person.id,
                "kind": address.kind,
                "address_hash": found,
                "content": keys.seal_json(
                    sheet.tx, person.key, address_to_json(address), "address.content", number
                ),
            },
        )
        self.by_address[found] = (number, person)
        return number

    def _new_person(self, sheet: Sheet, name: str | None = None) -> Person:
        key_id, key = sheet.new_key()
        person = Person(next(sheet.ids["party"]), key_id, key)
        sheet.add(schema.party, {"id": person.id, "data_key_id": key_id, "name": _name(sheet, person, name)})
        self.by_id[person.id] = person
        return person


def _name(sheet: Sheet, person: Person, name: str | None) -> bytes | None:
    return keys.seal_text(sheet.tx, person.key, name, "party.name", person.id)


def _select_known() -> sa.Select[int, int, bytes | None, int, bytes]:
    """Parties with all their addresses: those who have one of `hashes`, and those of `ids`."""
    address, party, key = schema.address.c, schema.party.c, schema.data_key.c
    asked = sa.union_all(
        sa.select(address.party_id).where(address.address_hash.in_(any_of("hashes"))),
        sa.select(party.id).where(party.id.in_(any_of("ids"))),
    )
    return (
        sa.select(party.id, key.id, key.wrapped, address.id, address.address_hash)
        .select_from(
            schema.party.join(schema.data_key, key.id == party.data_key_id).outerjoin(
                schema.address, address.party_id == party.id
            )
        )
        .where(party.id.in_(asked))
    )


KNOWN = _select_known()
