"""What leaves: claims of the outbox against bare statements (G8), and how long an acknowledgement takes."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import timedelta
from functools import partial
from pathlib import Path
from uuid import uuid4

from bench.acknowledging import acknowledging_report
from bench.bare import connect
from bench.cases import write_row_sets
from bench.database import DATABASE, Template, master_key, sealer
from bench.letters import letters
from bench.mailbox import ACCOUNT, envelopes, note, received_at
from bench.options import Options
from bench.pipeline import replayed
from bench.report import Finding, Report
from bench.rounds import Contender, Sample, Stopwatch, cost, rate, take_turns
from bench.statements import Step, recorded, writing
from core.message import Receipt
from core.ports.outbox import Sending
from core.ports.store import Unit
from storage.seal import Sealer
from storage.store import SqlStore, open_store
from tests.peers.postgres import NoPostgres, Postgres

SIZE, BATCH, WORKERS = 400, 10, 4
LEAST_ROWS = """
CREATE TABLE outbox (id INTEGER PRIMARY KEY, account TEXT NOT NULL, conversation BLOB NOT NULL, state TEXT NOT NULL,
    due_at INTEGER NOT NULL, tries INTEGER NOT NULL, fence INTEGER NOT NULL, leased_until INTEGER, begun INTEGER NOT NULL,
    wrapped BLOB NOT NULL, content BLOB NOT NULL, external_hash BLOB, settled_at INTEGER);
CREATE INDEX outbox_due ON outbox (id) WHERE state = 'due';
CREATE INDEX outbox_external ON outbox (external_hash) WHERE external_hash IS NOT NULL;
CREATE TABLE thread_key (thread_hash BLOB PRIMARY KEY, outbox_id INTEGER NOT NULL) WITHOUT ROWID;
"""
FLOOR, LEAST = f"floor: bare sqlite3, batches of {BATCH}", f"least rows: bare sqlite3, batches of {BATCH}"
PROGRAM = f"the outbox, batches of {BATCH}"
ALONE, MANY = "PostgreSQL, one by one, 1 worker", f"PostgreSQL, batches of {BATCH}, {WORKERS} workers"
LEASE = timedelta(minutes=3)
NOW = received_at(10_000_000)


def run(options: Options) -> Iterator[Report]:
    template = Template.make(options.directory / "template")
    yield sqlite_report(template, options)
    yield postgres_report(options)
    yield acknowledging_report(options)


def sqlite_report(template: Template, options: Options) -> Report:
    count = options.size or SIZE
    filled = fill(template, count, options.directory / "filled")
    steps = record(filled, options)
    race = take_turns(
        [
            Contender(FLOOR, partial(claim_same, filled, steps, count)),
            Contender(LEAST, partial(claim_barely, template, count)),
            Contender(PROGRAM, partial(claim_from_store, filled, count)),
        ],
        options.rounds,
        options.directory,
    )
    return Report(
        "Claim and mark: a batch begins to leave, then its receipts are kept; two durable transactions",
        "messages",
        race,
        [
            Finding("G8", "outbox / floor, SQLite", race.ratio(PROGRAM, FLOOR, rate), at_least=0.6),
            Finding("", "CPU: floor / outbox", race.ratio(FLOOR, PROGRAM, cost)),
            Finding("", "outbox / least rows, SQLite", race.ratio(PROGRAM, LEAST, rate)),
        ],
        [
            "floor: what the outbox opens, hashes and writes, with the cases and all indexes, by bare sqlite3;",
            "of what it looks up, the messages themselves. Least rows: two tables, and no case",
        ],
    )


def fill(template: Template, count: int, home: Path) -> Template:
    """A database in which so many messages are due."""
    home.mkdir()
    with template.opened(home) as store:
        asyncio.run(_fill(store, count))
    with closing(connect(home / DATABASE)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # copies are made of the database's file alone
    return Template(home)


def record(filled: Template, options: Options) -> list[Step]:
    """All that a claim does, and what is sealed and written when it is marked."""

    async def claim_all(store: SqlStore) -> list[Step]:
        found: list[Step] = []
        steps.clear()
        while leased := await store.write(claim(BATCH)):
            found += steps
            steps.clear()
            await store.write(mark(leased))
            found += writing(steps, "UPDATE")
            steps.clear()
        return found

    with (
        tempfile.TemporaryDirectory(dir=options.directory, prefix="record-") as place,
        recorded() as steps,
        filled.opened(Path(place)) as store,
    ):
        return asyncio.run(claim_all(store))


def claim_same(filled: Template, steps: Sequence[Step], count: int, home: Path) -> Sample:
    sample = replayed(filled, steps, count, home)
    with closing(connect(home / filled.database.name)) as connection:
        (left,) = connection.execute("SELECT count(*) FROM outbox WHERE state = 'sent'").fetchone()
        assert left == count
    return sample


def claim_barely(template: Template, count: int, home: Path) -> Sample:
    """The least that lets messages leave once: claimed, opened, marked under the provider's id."""
    template.copy(home)
    seal = sealer(home)
    with closing(connect(home / "floor.db")) as connection:
        connection.executescript(LEAST_ROWS)
        rows = [_planned(seal, number) for number in range(count)]
        connection.execute("BEGIN")
        connection.executemany(
            "INSERT INTO outbox VALUES (?, 'wa', ?, 'due', 0, 0, 0, NULL, 0, ?, ?, NULL, NULL)", rows
        )
        connection.execute("COMMIT")
        with Stopwatch() as watch:
            for _ in range(0, count, BATCH):
                connection.execute("BEGIN IMMEDIATE")
                claimed = connection.execute(
                    "UPDATE outbox SET state = 'sending', tries = tries + 1, fence = fence + 1, begun = 1, "
                    "leased_until = 180 WHERE id IN (SELECT id FROM outbox WHERE state = 'due' ORDER BY id LIMIT ?) "
                    "RETURNING id, wrapped, content",
                    (BATCH,),
                ).fetchall()
                for number, wrapped, content in claimed:
                    seal.open(seal.unwrap(wrapped), content, str(number).encode())
                connection.execute("COMMIT")
                marks = [(seal.keyed_hash("sent", f"SM{number:032x}"), number) for number, _, _ in claimed]
                connection.execute("BEGIN IMMEDIATE")
                connection.executemany(
                    "UPDATE outbox SET state = 'sent', external_hash = ?, leased_until = NULL WHERE id = ?",
                    marks,
                )
                connection.executemany("INSERT INTO thread_key VALUES (?, ?)", marks)
                connection.execute("COMMIT")
        (left,) = connection.execute("SELECT count(*) FROM outbox WHERE state <> 'sent'").fetchone()
        assert left == 0
    return watch.sample(count)


def _planned(seal: Sealer, number: int) -> tuple[int, bytes, bytes, bytes]:
    key = seal.new_key()
    text = note(number)[-600:]
    conversation = seal.keyed_hash("conversation", str(number))
    return number, conversation, key.wrapped, seal.seal_packed(key.plain, text, str(number).encode())


def claim_from_store(filled: Template, count: int, home: Path) -> Sample:
    with filled.opened(home) as store:
        with Stopwatch() as watch:
            left = asyncio.run(_claim_all([store], BATCH))
        assert left == count
    return watch.sample(count)


def postgres_report(options: Options) -> Report:
    count = (options.size or SIZE) // 2
    title = "The same on PostgreSQL: SKIP LOCKED lets workers claim side by side"
    try:
        server = Postgres(durable=True)
    except NoPostgres as reason:
        return Report(title, "messages", notes=[str(reason)])
    try:
        race = take_turns(
            [
                Contender(ALONE, partial(claim_on_postgres, server, count, 1, 1)),
                Contender(MANY, partial(claim_on_postgres, server, count, BATCH, WORKERS)),
            ],
            options.rounds,
            options.directory,
        )
    finally:
        server.end()
    faster = race.ratio(MANY, ALONE, rate)
    found = [Finding("G8", "batches and workers / one by one", faster, at_least=10)]
    return Report(title, "messages", race, found)


def claim_on_postgres(server: Postgres, count: int, batch: int, workers: int, home: Path) -> Sample:
    name = f"bench_{uuid4().hex[:12]}"
    server.execute(f"CREATE DATABASE {name}")
    key = master_key(home.parent / "template")
    stores = [open_store(server.url(name), key, home / "files", create=True)]
    try:
        asyncio.run(_fill(stores[0], count))
        stores += [open_store(server.url(name), key, home / "files") for _ in range(workers - 1)]
        with Stopwatch() as watch:
            assert asyncio.run(_claim_all(stores, batch)) == count
    finally:
        for store in stores:
            store.close_now()
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")
    return watch.sample(count)


async def _fill(store: SqlStore, count: int) -> None:
    """Cases with a planned acknowledgement each, of as many people."""
    written = letters(count)
    arrived = envelopes([note(one.number) for one in written])
    for start in range(0, count, 50):
        part = slice(start, start + 50)
        await store.write(partial(write_row_sets, arrived=arrived[part], letters=written[part]))


async def _claim_all(stores: Sequence[SqlStore], batch: int) -> int:
    """How many were claimed and marked by all workers together."""
    return sum(await asyncio.gather(*(_work(store, batch) for store in stores)))


async def _work(store: SqlStore, batch: int) -> int:
    done = 0
    while leased := await store.write(claim(batch)):
        await store.write(mark(leased))
        done += len(leased)
    return done


def claim(batch: int) -> Callable[[Unit], Sequence[Sending]]:
    return lambda unit: unit.outbox.lease(ACCOUNT, NOW, batch, LEASE)


def mark(leased: Sequence[Sending]) -> Callable[[Unit], None]:
    receipts = [(one, Receipt(f"SM{one.message.id:032x}")) for one in leased]
    return lambda unit: unit.outbox.sent(receipts, NOW)
