"""Officers and their sessions. A session is known by its token's hash; the token itself is nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import sqlalchemy as sa

from core.errors import NotAllowed
from core.ports.inbox import Officer, Role, Session
from storage import schema
from storage.rows import Found
from storage.rows.bulk import insert_into
from storage.transaction import Transaction

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)

row, session = schema.officer.c, schema.session.c


class SqlStaff:
    """Fulfils `core.ports.inbox.StaffRegister`."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def add(self, officer: Officer, password_hash: str) -> None:
        added = self._tx.connection.execute(
            insert_into(self._tx.dialect, schema.officer)
            .values(
                name=officer.name,
                full_name=officer.full_name,
                role=officer.role.value,
                unit=officer.unit,
                active=officer.active,
                password_hash=password_hash,
            )
            .on_conflict_do_nothing()
            .returning(row.name)
        ).scalar_one_or_none()
        if added is None:
            raise NotAllowed(f"there is an officer {officer.name} already: choose another name")

    def officers(self) -> Sequence[Officer]:
        everybody = sa.select(schema.officer).order_by(row.name)
        return [_officer(found) for found in self._tx.connection.execute(everybody)]

    def password(self, name: str) -> tuple[Officer, str] | None:
        found = self._tx.connection.execute(
            sa.select(schema.officer).where(row.name == name, row.active)
        ).one_or_none()
        return None if found is None else (_officer(found), found.password_hash)

    def change_password(self, name: str, password_hash: str) -> None:
        """Ends the officer's sessions, too: whoever knew the old password is out."""
        self._tx.connection.execute(
            sa.update(schema.officer).where(row.name == name).values(password_hash=password_hash)
        )
        self._tx.connection.execute(sa.delete(schema.session).where(session.officer == name))

    def begin(self, name: str, token_hash: str, now: datetime) -> None:
        """Forgets sessions that ran out, so that the table holds living ones only."""
        self._tx.connection.execute(sa.delete(schema.session).where(session.seen_at < now - LONGEST))
        self._tx.connection.execute(
            sa.insert(schema.session).values(token_hash=token_hash, officer=name, began_at=now, seen_at=now)
        )

    def session(self, token_hash: str, now: datetime) -> Session | None:
        found = self.peek(token_hash, now)
        if found is None:
            return None
        self._tx.connection.execute(
            sa.update(schema.session).where(session.token_hash == token_hash).values(seen_at=now)
        )
        return replace(found, seen_at=now)

    def peek(self, token_hash: str, now: datetime) -> Session | None:
        found = self._tx.connection.execute(
            sa.select(schema.officer, session.began_at, session.seen_at)
            .join_from(schema.session, schema.officer)
            .where(
                session.token_hash == token_hash,
                session.seen_at >= now - IDLE,
                session.began_at >= now - LONGEST,
                row.active,
            )
        ).one_or_none()
        return None if found is None else Session(_officer(found), found.began_at, found.seen_at)

    def end(self, token_hash: str) -> None:
        self._tx.connection.execute(sa.delete(schema.session).where(session.token_hash == token_hash))


def _officer(found: Found) -> Officer:
    return Officer(found.name, found.full_name, Role(found.role), found.unit, found.active)
