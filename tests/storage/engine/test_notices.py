"""Wake-ups between processes: two stores on one PostgreSQL stand for two processes."""

import asyncio
from pathlib import Path

import sqlalchemy as sa

from storage.store import SqlStore, open_store
from storage.unit import SqlUnit
from tests.storage.conftest import MASTER_KEY
from tests.storage.engine.scratch import WAIT


def tell(unit: SqlUnit) -> None:
    unit.notify("envelopes")


def end_listeners(unit: SqlUnit) -> int:
    """Ends the sessions of the threads that listen, as a network's fault would."""
    ended = unit.connection.scalars(
        sa.text(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name = 'aduan notices' AND datname = current_database()"
        )
    )
    return len(list(ended))


async def told_until_heard(store: SqlStore, event: asyncio.Event) -> None:
    while not event.is_set():
        await store.write(tell)
        await asyncio.sleep(0.05)


async def test_another_process_hears_of_a_change(
    postgres_store: SqlStore, postgres_url: str, tmp_path: Path
) -> None:
    other = open_store(postgres_url, MASTER_KEY, tmp_path / "files")
    event = other.subscribe("envelopes")
    await asyncio.wait_for(told_until_heard(postgres_store, event), WAIT)
    await other.close()


async def test_wake_ups_come_back_after_a_lost_connection(
    postgres_store: SqlStore, postgres_url: str, tmp_path: Path
) -> None:
    other = open_store(postgres_url, MASTER_KEY, tmp_path / "files")
    event = other.subscribe("envelopes")
    await asyncio.wait_for(told_until_heard(postgres_store, event), WAIT)
    assert await postgres_store.write(end_listeners) == 2
    event.clear()
    await asyncio.wait_for(told_until_heard(postgres_store, event), WAIT)
    await other.close()


async def test_subscribers_of_other_topics_sleep_on(
    postgres_store: SqlStore, postgres_url: str, tmp_path: Path
) -> None:
    other = open_store(postgres_url, MASTER_KEY, tmp_path / "files")
    envelopes, outbox = other.subscribe("envelopes"), other.subscribe("outbox")
    await asyncio.wait_for(told_until_heard(postgres_store, envelopes), WAIT)
    assert not outbox.is_set()
    await other.close()
