"""A webhook's door as an ordinary program writes it: `python -m bench.orm_door HOME`. Prints its address.

Starlette, a session of SQLAlchemy's ORM and a commit for each request, aiosqlite below. The signature is checked as
ours is; rows, indexes and sealing are the program's own, and SQLite is as durable.
"""

from __future__ import annotations

import gc
import json
import sys
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
import uvicorn
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlalchemy.orm import registry, relationship
from sqlalchemy.pool import ConnectionPoolEntry
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.clock import SystemClock
from app.server import listen
from bench import database
from bench.webhooks import NUMBER, PUBLIC
from channels.whatsapp import Settings, WhatsAppChannel, open_channel
from core.errors import Forged, Unreadable
from core.message import Envelope
from sandbox.twilio import Twilio
from storage import schema
from storage.engine import SQLITE_WRITER
from storage.moment import day_of
from storage.seal import Sealer

PATIENCE = 60.0  # seconds that a connection waits for another's commit


class Row:
    """What is kept of a row: its columns by name."""

    id: int

    def __init__(self, **columns: object) -> None:
        for name, value in columns.items():
            setattr(self, name, value)


class Key(Row): ...


class Body(Row): ...


class Delivery(Row): ...


def map_rows() -> None:
    mapped = registry()
    mapped.map_imperatively(Key, schema.data_key)
    mapped.map_imperatively(Body, schema.envelope_body)
    together = {"key": relationship(Key), "body": relationship(Body, uselist=False)}
    mapped.map_imperatively(Delivery, schema.envelope, properties=together)


class Door:
    def __init__(self, channel: WhatsAppChannel, sealer: Sealer, engine: AsyncEngine) -> None:
        self._channel = channel
        self._sealer = sealer
        self._sessions = async_sessionmaker(engine, expire_on_commit=False)
        self._clock = SystemClock()

    async def receive(self, request: Request) -> Response:
        headers = {**request.headers, ":path": request.url.path}
        envelope = Envelope("wa", "", "", await request.body(), self._clock.now(), headers)
        try:
            self._channel.verify(envelope)
        except (Forged, Unreadable):
            return Response(status_code=403)
        await self.keep(self._channel.identified(envelope), self._clock.now())
        answer = self._channel.answer()
        return Response(answer.body, headers={"content-type": answer.content_type})

    async def keep(self, envelope: Envelope, now: datetime) -> None:
        """Once: who comes again is known by its key."""
        hashed, received = self._sealer.keyed_hash("envelope", envelope.key), schema.ledger.c.received
        async with self._sessions() as session:
            known = sa.select(Delivery).where(
                schema.envelope.c.account == envelope.account, schema.envelope.c.key_hash == hashed
            )
            if await session.scalar(known) is None:
                session.add(self._delivery(envelope, hashed, now))
            counted = insert(schema.ledger).values(account="wa", day=day_of(now), shard=0, received=1)
            await session.execute(
                counted.on_conflict_do_update(
                    index_elements=["account", "day", "shard"], set_={"received": received + 1}
                )
            )
            await session.commit()

    def _delivery(self, envelope: Envelope, hashed: bytes, now: datetime) -> Delivery:
        key, seal = self._sealer.new_key(), self._sealer.seal_packed
        head = json.dumps({"key": envelope.key, "headers": dict(envelope.headers)}).encode()
        return Delivery(
            key=Key(wrapped=key.wrapped),
            body=Body(body=seal(key.plain, envelope.body, b"envelope_body.body" + hashed)),
            account=envelope.account,
            stream=envelope.stream,
            key_hash=hashed,
            head=seal(key.plain, head, b"envelope.head" + hashed),
            received_at=envelope.received_at,
            kept_at=now,
            day=day_of(now),
        )


def as_durable(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    for pragma in SQLITE_WRITER:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def main(home: Path) -> None:
    map_rows()
    engine = create_async_engine(
        f"sqlite+aiosqlite:///{home / database.DATABASE}", connect_args={"timeout": PATIENCE}
    )
    sa.event.listen(engine.sync_engine, "connect", as_durable)
    settings = Settings(Twilio.account_sid, NUMBER, lambda: Twilio.auth_token, public_url=PUBLIC)
    door = Door(open_channel("wa", settings), database.sealer(home), engine)
    application = Starlette(routes=[Route("/hooks/wa", door.receive, methods=["POST"])])
    gc.freeze()
    bound = listen("127.0.0.1", 0)
    print(f"serves http://127.0.0.1:{bound.getsockname()[1]}/", flush=True)
    config = uvicorn.Config(application, log_level="warning", lifespan="off", access_log=False, ws="none")
    uvicorn.Server(config).run(sockets=[bound])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
