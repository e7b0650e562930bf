"""The main path once over PostgreSQL: nothing of the pipeline rests on SQLite."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from app.erasing import carry_out
from core.errors import NotAllowed
from core.message import Terminal
from core.work.note import note
from core.work.reply import reply
from storage.seal import master_key_text
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
def url(postgres: Postgres, tmp_path: Path) -> str:
    """An empty database of the test's own."""
    name = f"office_{tmp_path.stat().st_ino}"
    postgres.execute(f"CREATE DATABASE {name}")
    return postgres.url(name)


@pytest.fixture
async def store(url: str, tmp_path: Path) -> AsyncIterator[SqlStore]:
    opened = open_store(url, bytes(range(32)), tmp_path / "files", create=True)
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


CONFIG = """
[store]
url = "{url}"
files = "{home}/files"
master_key_file = "{home}/master.key"
"""


async def test_beside_a_service_a_command_erases_and_who_answers_our_mail_is_a_stranger(
    store: SqlStore, post: Post, url: str, tmp_path: Path
) -> None:
    office = open_office(store, post, HeldClock(), settings(post.server))
    await connect(office)
    await office.mail(late_permit())
    case = await office.case(SITI)
    (acknowledgement,) = office.post.to(SITI)
    (tmp_path / "master.key").write_text(master_key_text(bytes(range(32))))
    config = tmp_path / "config.toml"
    config.write_text(CONFIG.format(url=url, home=tmp_path))
    asked = {
        "ticket": case.ticket,
        "by": "siti",
        "ground": "wish",
        "withdrawn": True,
        "tickets": [case.ticket],
    }
    done = await asyncio.to_thread(carry_out, config, "erase", asked)
    assert (list(done["tickets"]), done["messages"], done["left"]) == ([case.ticket], 1, "")
    assert (await office.get(case.ticket)).erased
    with pytest.raises(NotAllowed, match="was erased"):
        await office.do(lambda unit: note(unit, case.ticket, SARI, "Masih ada?", office.clock.now()))
    office.clock.pass_by(minutes=5)
    assert await office.mail(answer_to(acknowledgement, "Nomornya PBG-327400-2026.")) is Terminal.OPENED
    fresh = await office.case(SITI)
    assert fresh.ticket != case.ticket
    assert not await store.read(lambda unit: unit.history.verify())
    for channel in office.channels.values():
        await channel.close()
