"""A table for units that are about units, and the means to hold the writer still."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from threading import Event

import sqlalchemy as sa

from storage.store import SqlStore
from storage.unit import SqlUnit

WAIT = 20.0
metadata = sa.MetaData()
scratch = sa.Table(
    "scratch",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("word", sa.Text, nullable=False, unique=True),
)


def create(unit: SqlUnit) -> None:
    metadata.create_all(unit.connection)


def insert(word: str) -> Callable[[SqlUnit], str]:
    """A unit that writes the word and returns it."""

    def unit(unit: SqlUnit) -> str:
        unit.connection.execute(sa.insert(scratch).values(word=word))
        return word

    return unit


def words(unit: SqlUnit) -> list[str]:
    return list(unit.connection.scalars(sa.select(scratch.c.word).order_by(scratch.c.id)))


@asynccontextmanager
async def writers_held(store: SqlStore, writers: int) -> AsyncIterator[None]:
    """Keeps every writer thread inside a unit; what is written meanwhile waits in the queues."""
    entered = [Event() for _ in range(writers)]
    release = Event()

    def holder(event: Event) -> Callable[[SqlUnit], bool]:
        def unit(unit: SqlUnit) -> bool:
            event.set()
            return release.wait(WAIT)

        return unit

    holding = [asyncio.create_task(store.write(holder(event))) for event in entered]
    try:
        for event in entered:
            assert await asyncio.to_thread(event.wait, WAIT)
        yield
    finally:
        release.set()
        assert all(await asyncio.gather(*holding))


def queued(
    store: SqlStore, unit: Callable[[SqlUnit], object], *, bulk: bool = False
) -> "asyncio.Task[object]":
    return asyncio.create_task(store.write(unit, bulk=bulk))
