"""Openings of the complaint box: who opened it and who saw it are sealed, as all names are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from core.ports.boxes import BoxOpening, Minutes
from storage import schema
from storage.rows import Found, bulk, keys
from storage.rows.hashes import item_hash, opening_hash
from storage.transaction import Transaction

row, paper = schema.box_opening.c, schema.box_paper.c
item, case = schema.item.c, schema.complaint.c


class SqlBoxes:
    """Fulfils `core.ports.boxes.Boxes`."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def record(self, key: str, opening: BoxOpening) -> int:
        hashed = opening_hash(self._tx.sealer, key)
        known: int | None = self._tx.connection.execute(
            sa.select(row.id).where(row.key_hash == hashed)
        ).scalar()
        if known is not None:
            return known
        ids = bulk.allocate(self._tx, box_opening=1, data_key=1)
        number, key_id = next(ids["box_opening"]), next(ids["data_key"])
        data_key = self._tx.sealer.new_key()
        bulk.insert(self._tx, schema.data_key, [{"id": key_id, "wrapped": data_key.wrapped}])
        sealed = keys.seal_json(self._tx, data_key.plain, _said(opening), "box_opening.content", number)
        values = {
            "id": number,
            "key_hash": hashed,
            "opened_at": opening.opened_at,
            "recorded_at": opening.recorded_at,
            "recorded_by": opening.recorded_by,
            "account": opening.account,
            "data_key_id": key_id,
            "content": sealed,
        }
        bulk.insert(self._tx, schema.box_opening, [values])
        papers = [
            {
                "box_opening_id": number,
                "place": place,
                "external_hash": item_hash(self._tx.sealer, unique_id),
            }
            for place, unique_id in enumerate(opening.papers, 1)
        ]
        bulk.insert(self._tx, schema.box_paper, papers)
        return number

    def minutes(self, number: int) -> Minutes | None:
        found = self._read(sa.select(row.id).where(row.id == number))
        return found[0] if found else None

    def latest(self, limit: int) -> Sequence[Minutes]:
        return self._read(sa.select(row.id).order_by(row.id.desc()).limit(limit))

    def _read(self, which: sa.Select[int]) -> Sequence[Minutes]:
        ids = self._tx.connection.execute(which).scalars().all()
        if not ids:
            return []
        tickets = self._tickets(ids)
        wanted = (
            sa.select(schema.box_opening, schema.data_key.c.wrapped)
            .join_from(schema.box_opening, schema.data_key)
            .where(row.id.in_(ids))
            .order_by(row.id.desc())
        )
        return [
            Minutes(one.id, self._opening(one), tuple(tickets.get(one.id, ())))
            for one in self._tx.connection.execute(wanted)
        ]

    def _tickets(self, ids: Sequence[int]) -> Mapping[int, Sequence[str]]:
        entry = sa.and_(item.account == row.account, item.external_hash == paper.external_hash)
        wanted = (
            sa.select(paper.box_opening_id, case.ticket)
            .select_from(
                schema.box_paper.join(schema.box_opening)
                .outerjoin(schema.item, entry)
                .outerjoin(schema.complaint, case.id == item.complaint_id)
            )
            .where(paper.box_opening_id.in_(ids))
            .order_by(paper.box_opening_id, paper.place)
        )
        found: defaultdict[int, list[str]] = defaultdict(list)
        for number, ticket in self._tx.connection.execute(wanted):
            found[number].append(ticket or "")
        return found

    def _opening(self, found: Found) -> BoxOpening:
        raw = keys.open_json(self._tx, found.wrapped, found.content, "box_opening.content", found.id)
        said: dict[str, Any] = raw or {"opened_by": "", "witnesses": ["", ""], "location": "", "remark": ""}
        first, second = said["witnesses"]
        return BoxOpening(
            account=found.account,
            opened_at=found.opened_at,
            opened_by=said["opened_by"],
            witnesses=(first, second),
            recorded_at=found.recorded_at,
            recorded_by=found.recorded_by,
            location=said["location"],
            remark=said["remark"],
        )


def _said(opening: BoxOpening) -> dict[str, Any]:
    return {
        "opened_by": opening.opened_by,
        "witnesses": list(opening.witnesses),
        "location": opening.location,
        "remark": opening.remark,
    }
