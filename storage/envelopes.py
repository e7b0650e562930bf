"""Deliveries as they came: kept sealed, leased in order, set aside when they cannot be read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from core.errors import Stale
from core.message import Batch, Envelope, Kept, Terminal
from core.ports.envelopes import Leased
from storage import schema
from storage.accounts import move_cursor
from storage.ledger import count_received
from storage.moment import day_of
from storage.rows import Found, any_of, bulk, keys, literal
from storage.rows.hashes import envelope_hash
from storage.transaction import Transaction

TRIES = 5
KILLER = "kills-the-reader"
UNREAD, READ, QUARANTINED = "unread", "read", "quarantined"
LEASE_LOCK = b"envelopes lease"

row, content = schema.envelope.c, schema.envelope_body.c
older = schema.envelope.alias("older")

KNOWN = sa.select(row.key_hash).where(
    row.account == sa.bindparam("account"), row.key_hash.in_(any_of("hashes"))
)
HELD = sa.exists().where(
    older.c.state == literal(UNREAD),
    older.c.leased_until.is_not(None),  # with the state, what an index holds: the leased alone
    older.c.leased_until > sa.bindparam("now"),
    older.c.account == row.account,
    older.c.stream == row.stream,
    older.c.id < row.id,
)
WAITING = (
    sa.select(
        row.id,
        row.account,
        row.stream,
        row.head,
        row.received_at,
        row.tries,
        row.fence,
        content.body,
        schema.data_key.c.wrapped,
    )
    .select_from(schema.envelope.join(schema.envelope_body).join(schema.data_key))
    .where(
        row.state == literal(UNREAD),
        sa.or_(row.leased_until.is_(None), row.leased_until <= sa.bindparam("now")),
        ~HELD,
    )
    .order_by(row.id)
    .limit(sa.bindparam("limit"))
)
LEASE = (
    sa.update(schema.envelope)
    .where(row.id.in_(any_of("ids")))
    .values(tries=row.tries + 1, fence=row.fence + 1, leased_until=sa.bindparam("until"))
)

GIVE_BACK = (
    sa.update(schema.envelope)
    .where(
        row.id == sa.bindparam("leased"), row.fence == sa.bindparam("at_fence"), row.state == literal(UNREAD)
    )
    .values(tries=row.tries - 1, leased_until=None)
)
READABLE = sa.exists().where(
    schema.data_key.c.id == row.data_key_id, schema.data_key.c.wrapped.is_not(None)
)  # not with a person who was erased


class SqlEnvelopes:
    """Fulfils `core.ports.envelopes.Envelopes`."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def keep(self, batch: Batch, now: datetime) -> Kept:
        by_hash = {envelope_hash(self._tx.sealer, envelope.key): envelope for envelope in batch.envelopes}
        known = self._known(batch.account, list(by_hash))
        fresh = {found: envelope for found, envelope in by_hash.items() if found not in known}
        kept = self._insert(batch.account, fresh, now)
        again = 0 if batch.rescan else len(batch.envelopes) - kept
        self._end_redelivered(batch.account, again, now)
        count_received(self._tx, [(batch.account, day_of(now), kept + again)])
        if batch.cursor is not None:
            move_cursor(self._tx, batch.account, batch.stream, batch.cursor)
        if kept:
            self._tx.notify("envelopes")
        return Kept(kept, again)

    def lease(self, now: datetime, limit: int, lasts: timedelta) -> Sequence[Leased]:
        self._tx.lock(LEASE_LOCK)  # two readers side by side would split a stream between them
        waiting = self._waiting(now, limit)
        self._set_aside([found.id for found in waiting if found.tries >= TRIES], now)
        chosen = _alone_if_tried(found for found in waiting if found.tries < TRIES)
        if not chosen:
            return []
        ids = [found.id for found in chosen]
        self._tx.driver.run(LEASE, ids=ids, until=now + lasts)
        return [self._leased(found) for found in chosen]

    def give_back(self, leased: Sequence[Leased]) -> None:
        for one in sorted(leased, key=lambda one: one.id):
            self._tx.connection.execute(GIVE_BACK, {"leased": one.id, "at_fence": one.fence})

    def quarantine(self, leased: Leased, code: str, detail: str, now: datetime) -> None:
        with_key = (
            sa.select(row.data_key_id)
            .where(row.id == leased.id, row.fence == leased.fence, row.state == UNREAD)
            .with_for_update()
        )
        key = self._tx.connection.execute(with_key).scalar_one_or_none()
        if key is None:
            raise Stale(f"envelope {leased.id} is not ours any more")
        plain = keys.plain_keys(self._tx, [key]).get(key)
        sealed = plain and keys.seal_text(self._tx, plain, detail, "envelope.detail", leased.id)
        self._tx.connection.execute(
            sa.update(schema.envelope)
            .where(row.id == leased.id)
            .values(state=QUARANTINED, code=code, detail=sealed, leased_until=None, set_aside_at=now)
        )

    def reread(self, account: str | None, code: str | None) -> int:
        if code == Terminal.FLOOD.value:
            return self._release_flood(account)
        chosen = [row.state == literal(QUARANTINED), READABLE]
        if account is not None:
            chosen.append(row.account == account)
        if code is not None:
            chosen.append(row.code == code)
        return self._make_unread(sa.and_(*chosen))

    def quarantined(self, limit: int) -> Sequence[tuple[int, str, str, datetime]]:
        newest = (
            sa.select(row.id, row.account, row.code, row.set_aside_at)
            .where(row.state == literal(QUARANTINED))
            .order_by(row.id.desc())
            .limit(limit)
        )
        return [(found.id, found.account, found.code, found.set_aside_at) for found in self._all(newest)]

    def _all(self, statement: sa.Select[*tuple[Any, ...]]) -> Sequence[Found]:
        return self._tx.connection.execute(statement).all()

    def _known(self, account: str, hashes: Sequence[bytes]) -> set[bytes]:
        if not hashes:
            return set()
        return {known for (known,) in self._tx.driver.fetch(KNOWN, account=account, hashes=hashes)}

    def _standing(self, ids: Sequence[int]) -> set[int]:
        return set(self._tx.connection.execute(sa.select(row.id).where(row.id.in_(ids))).scalars())

    def _insert(self, account: str, fresh: dict[bytes, Envelope], now: datetime) -> int:
        tx = self._tx
        ids = bulk.allocate(tx, data_key=len(fresh), envelope=len(fresh))
        key_rows: list[bulk.Row] = []
        rows: list[bulk.Row] = []
        bodies: list[bulk.Row] = []
        for key_hash, envelope in fresh.items():
            key, key_id, number = tx.sealer.new_key(), next(ids["data_key"]), next(ids["envelope"])
            head = {"key": envelope.key, "headers": dict(envelope.headers)}
            key_rows.append({"id": key_id, "wrapped": key.wrapped})
            rows.append(
                {
                    "id": number,
                    "account": account,
                    "stream": envelope.stream,
                    "key_hash": key_hash,
                    "data_key_id": key_id,
                    "head": keys.seal_json(tx, key.plain, head, "envelope.head", number),
                    "received_at": envelope.received_at,
                    "kept_at": now,
                    "day": day_of(now),
                }
            )
            body = tx.sealer.seal_packed(key.plain, envelope.body, keys.context("envelope_body.body", number))
            bodies.append({"envelope_id": number, "body": body})
        bulk.insert(tx, schema.data_key, key_rows)
        kept = bulk.insert(tx, schema.envelope, rows, ignore=True)
        if kept < len(rows):  # another process was faster with some of them
            kept_ids = self._standing([one["id"] for one in rows])
            bodies = [one for one in bodies if one["envelope_id"] in kept_ids]
        bulk.insert(tx, schema.envelope_body, bodies)
        return kept

    def _end_redelivered(self, account: str, count: int, now: datetime) -> None:
        ended = {
            "account": account,
            "day": day_of(now),
            "state": Terminal.REDELIVERED.value,
            "ended_at": now,
        }
        bulk.insert(self._tx, schema.item, [ended] * count)

    def _set_aside(self, killers: Sequence[int], now: datetime) -> None:
        """Envelopes that nobody survived reading."""
        if killers:
            self._tx.connection.execute(
                sa.update(schema.envelope)
                .where(row.id.in_(killers))
                .values(state=QUARANTINED, code=KILLER, leased_until=None, set_aside_at=now)
            )

    def _waiting(self, now: datetime, limit: int) -> Sequence[Found]:
        return self._tx.driver.fetch(WAITING, now=now, limit=limit)

    def _leased(self, found: Found) -> Leased:
        tx = self._tx
        head = keys.open_json(tx, found.wrapped, found.head, "envelope.head", found.id)
        body = tx.sealer.open(
            tx.sealer.unwrap(found.wrapped), found.body, keys.context("envelope_body.body", found.id)
        )
        envelope = Envelope(
            found.account, found.stream, head["key"], body, found.received_at, head["headers"]
        )
        return Leased(found.id, found.fence + 1, found.tries + 1, envelope)

    def _make_unread(self, chosen: sa.ColumnElement[bool]) -> int:
        released = self._tx.connection.execute(
            sa.update(schema.envelope)
            .where(chosen)
            .values(state=UNREAD, tries=0, code="", detail=None, leased_until=None, set_aside_at=None)
        ).rowcount
        if released:
            self._tx.notify("envelopes")
        return released

    def _release_flood(self, account: str | None) -> int:
        """Take back that items ended as flood; their envelopes wait again, and the ledger with them."""
        item = schema.item.c
        flooded = (
            sa.select(item.envelope_id, item.account, item.day, sa.func.count())
            .join_from(schema.item, schema.envelope)
            .where(
                item.state == literal(Terminal.FLOOD), row.state == READ, READABLE
            )  # else it waits as it is
        )
        if account is not None:
            flooded = flooded.where(item.account == account)
        found = self._all(flooded.group_by(item.envelope_id, item.account, item.day))
        ids = [number for number, *_ in found]
        if not ids:
            return 0
        self._tx.connection.execute(
            sa.delete(schema.item).where(item.envelope_id.in_(ids), item.state == literal(Terminal.FLOOD))
        )
        count_received(self._tx, [(name, day, 1 - count) for _, name, day, count in found])
        return self._make_unread(row.id.in_(ids))


def _alone_if_tried(
    waiting: Iterable[Found],
) -> Sequence[Found]:
    """First tries travel together, up to the first that was tried before; that one travels alone."""
    chosen: list[Found] = []
    for found in waiting:
        if found.tries:
            return chosen or [found]
        chosen.append(found)
    return chosen
