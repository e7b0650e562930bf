"""The whole pipeline, in turns with the raw floor and with its own statements issued by bare sqlite3."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from bench.bare import connect, count_rows
from bench.database import DATABASE, Template
from bench.office import opened, take_in
from bench.options import Options
from bench.rounds import Contender, Race, Sample, Stopwatch, take_turns
from bench.statements import Statement, recorded, replay
from core.message import Envelope, Terminal
from storage.store import SqlStore

Turn = Callable[[Path], Sample]


def pipeline_race(
    template: Template, arrived: Sequence[Envelope], floor: Turn, options: Options
) -> tuple[Race, str]:
    """The race and what to know of it."""
    statements = record(template, arrived, options.directory)
    race = take_turns(
        [
            Contender("floor: bare sqlite3, bulk", floor),
            Contender(
                "the program's statements, bare sqlite3",
                partial(replayed, template, statements, len(arrived)),
            ),
            Contender("the program", partial(whole, template, arrived)),
        ],
        options.rounds,
        options.directory,
    )
    rows = sum(len(statement.values) if statement.many else 1 for statement in statements)
    transactions = sum(statement.text == "COMMIT" for statement in statements)
    each = len(arrived)
    note = (
        f"the program's statements: {len(statements) / each:.2f} calls of the driver, {rows / each:.1f} rows and "
        f"{transactions / each:.3f} transactions an envelope"
    )
    return race, note


def record(template: Template, arrived: Sequence[Envelope], directory: Path) -> list[Statement]:
    with tempfile.TemporaryDirectory(dir=directory, prefix="record-") as place:
        home = Path(place)
        template.copy(home)
        with recorded() as statements, opened(home) as service:
            statements.clear()
            take_in(service, arrived)
            return list(statements)


def replayed(template: Template, statements: Sequence[Statement], count: int, home: Path) -> Sample:
    shutil.copyfile(template.database, home / DATABASE)
    connection = connect(home / DATABASE)
    with Stopwatch() as watch:
        replay(connection, statements)
    cases = count_rows(connection, "complaint")
    connection.close()
    assert cases == count, f"{cases} cases of {count} envelopes"
    return watch.sample(count)


def whole(template: Template, arrived: Sequence[Envelope], home: Path) -> Sample:
    template.copy(home)
    with opened(home) as service:
        with Stopwatch() as watch:
            take_in(service, arrived)
        commits = service.store.counts.commits
        asyncio.run(require_whole(service.store, len(arrived)))
    return watch.sample(len(arrived), {"commits each": commits / len(arrived)})


async def require_whole(store: SqlStore, count: int) -> None:
    """Raises AssertionError unless each envelope opened a case and an answer to it is planned."""
    balances = await store.read(lambda unit: unit.ledger.balances())
    opened_cases = sum(balance.ended[Terminal.OPENED] for balance in balances)
    planned = sum((await store.read(lambda unit: unit.outbox.counts())).values())
    assert opened_cases == count, f"{opened_cases} cases of {count} envelopes"
    assert planned == count, f"{planned} answers to {count} envelopes"
