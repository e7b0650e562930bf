"""The whole pipeline, in turns with the raw floor and with its own statements issued by bare sqlite3."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from bench.bare import connect, count_rows
from bench.database import DATABASE, Template, sealer
from bench.office import opened, take_in
from bench.options import Options
from bench.rounds import Contender, Race, Sample, Stopwatch, take_turns
from bench.statements import Statement, Step, recorded, replay
from core.classify.labels import Classification, Classifier
from core.message import Envelope, Terminal
from storage.store import SqlStore

Turn = Callable[[Path], Sample]


def pipeline_race(
    template: Template, arrived: Sequence[Envelope], floor: Turn, options: Options
) -> tuple[Race, str]:
    """The race and what to know of it."""
    steps = record(template, arrived, options.directory)
    race = take_turns(
        [
            Contender("floor: bare sqlite3, bulk", floor),
            Contender(
                "its statements and sealing, bare sqlite3",
                partial(replayed, template, steps, len(arrived)),
            ),
            Contender("the program", partial(whole, template, arrived)),
        ],
        options.rounds,
        options.directory,
    )
    statements = [step for step in steps if isinstance(step, Statement)]
    rows = sum(len(statement.values) if statement.many else 1 for statement in statements)
    transactions = sum(statement.text == "COMMIT" for statement in statements)
    each = len(arrived)
    note = (
        f"the program's statements: {len(statements) / each:.2f} calls of the driver, {rows / each:.1f} rows and "
        f"{transactions / each:.3f} transactions an envelope"
    )
    return race, note


def record(template: Template, arrived: Sequence[Envelope], directory: Path) -> list[Step]:
    with tempfile.TemporaryDirectory(dir=directory, prefix="record-") as place:
        home = Path(place)
        template.copy(home)
        with recorded() as steps, opened(home) as service:
            steps.clear()
            take_in(service, arrived)
            return list(steps)


def replayed(template: Template, steps: Sequence[Step], count: int, home: Path) -> Sample:
    shutil.copyfile(template.database, home / DATABASE)
    connection, anew = connect(home / DATABASE), sealer(template.home)
    with Stopwatch() as watch:
        replay(connection, steps, anew)
    cases = count_rows(connection, "complaint")
    connection.close()
    assert cases == count, f"{cases} cases of {count} envelopes"
    return watch.sample(count)


class Timed:
    """A classifier, and the CPU seconds that it took."""

    def __init__(self, asked: Classifier) -> None:
        self.seconds = 0.0
        self._asked = asked

    @property
    def version(self) -> str:
        return self._asked.version

    def classify(self, text: str, written_on: date) -> Classification:
        began = time.thread_time()
        try:
            return self._asked.classify(text, written_on)
        finally:
            self.seconds += time.thread_time() - began


def whole(template: Template, arrived: Sequence[Envelope], home: Path) -> Sample:
    template.copy(home)
    with opened(home) as service:
        timed = Timed(service.desk.classifier)
        service.desk = replace(service.desk, classifier=timed)
        with Stopwatch() as watch:
            take_in(service, arrived)
        commits = service.store.counts.commits
        asyncio.run(require_whole(service.store, len(arrived)))
    return watch.sample(
        len(arrived),
        {"commits each": commits / len(arrived), "classifying ms each": timed.seconds * 1000 / len(arrived)},
    )


async def require_whole(store: SqlStore, count: int) -> None:
    """Raises AssertionError unless each envelope opened a case and an answer to it is planned."""
    balances = await store.read(lambda unit: unit.ledger.balances())
    opened_cases = sum(balance.ended[Terminal.OPENED] for balance in balances)
    planned = sum((await store.read(lambda unit: unit.outbox.counts())).values())
    assert opened_cases == count, f"{opened_cases} cases of {count} envelopes"
    assert planned == count, f"{planned} answers to {count} envelopes"
