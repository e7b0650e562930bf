"""The main path once over PostgreSQL: nothing of the pipeline rests on SQLite."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from core.message import Terminal
from core.work.reply import reply
from storage.store import SqlStore, open_store
from tests.peers.postgres import NoPostgres, Postgres
from tests.pipeline.letters import SITI, answer_to, bounce, late_permit
from tests.pipeline.office import SARI, HeldClock, Post, connect, open_office, settings


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    try:
        server = Postgres()
    except NoPostgres as reason:
        pytest.skip(str(reason))
    yield server
    server.end()


@pytest.fixture
async def store(postgres: Postgres, tmp_path: Path) -> AsyncIterator[SqlStore]:
    opened = open_store(postgres.url(), bytes(range(32)), tmp_path / "files", create=True)
    yield opened
    await opened.close()


async def test_a_mail_becomes_a_case_is_answered_joined_and_its_bounce_noted(
    store: SqlStore, post: Post
) -> None:
    office = open_office(store, post, HeldClock(), settings(post.server))
    await connect(office)
    raw = late_permit()
    assert await office.mail(raw) is Terminal.OPENED
    await office.mail(raw)
    case = await office.case(SITI)
    (acknowledgement,) = office.post.to(SITI)
    assert case.deadline.due is not None
    office.clock.pass_by(minutes=5)
    assert await office.mail(answer_to(acknowledgement, "Nomornya PBG-327400-2026.")) is Terminal.JOINED
    current = await office.get(case.ticket)
    now = office.clock.now()
    await office.do(
        lambda unit: reply(office.desk, unit, case.ticket, SARI, "Sudah terbit.", now, current.version)
    )
    office.clock.pass_by(seconds=11)
    await office.send()
    _, answer = office.post.to(SITI)
    assert await office.mail(bounce(answer, SITI)) is Terminal.REPORT
    assert "bounced" in await office.history(case.ticket)
    assert await office.ended(Terminal.REDELIVERED) == 1
    assert await office.adds_up()
    assert not await store.read(lambda unit: unit.history.verify())
    for channel in office.channels.values():
        await channel.close()
