"""Intake: the store against bare sqlite3 (G1, G2, G5), what it asks of the disk (G3), the pipeline, HTTP (G4)."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench import database
from bench.cases import write_row_sets
from bench.clients import bring
from bench.database import Template
from bench.disk import disk
from bench.floor import Floor
from bench.letters import Letter, letters
from bench.mailbox import envelopes, note
from bench.options import Options
from bench.pipeline import pipeline_race, replayed
from bench.report import Finding, Report
from bench.rounds import Contender, Sample, Stopwatch, cost, rate, take_turns
from bench.statements import Sealing, Step, recorded, writing
from bench.webhooks import webhooks_report
from bench.workload import BULK, CLIENTS
from core.message import Envelope
from storage import engine
from storage.unit import SqlUnit

SIZE = 400
ALONE = 4  # complaints one by one are slower: a turn holds so many times fewer of them


@dataclass(frozen=True, slots=True)
class Load:
    """The same complaints for all contenders."""

    template: Template
    letters: Sequence[Letter]
    bodies: Sequence[bytes]
    envelopes: Sequence[Envelope]

    @classmethod
    def make(cls, template: Template, count: int) -> Load:
        written = letters(count)
        bodies = [note(letter.number) for letter in written]
        return cls(template, written, bodies, envelopes(bodies))

    def first(self, count: int) -> Load:
        return Load(self.template, self.letters[:count], self.bodies[:count], self.envelopes[:count])

    def __len__(self) -> int:
        return len(self.letters)


def run(options: Options) -> Iterator[Report]:
    template = Template.make(options.directory / "template")
    load = Load.make(template, options.size or SIZE)
    yield store_report(load, options)
    yield latency_report(load.first(max(1, len(load) // ALONE)), options)
    yield durability_report(load, options)
    yield disk(template, max(1, len(load) // ALONE), options)
    yield pipeline_report(load, options)
    yield webhooks_report(template, options)


def store_report(load: Load, options: Options) -> Report:
    few = load.first(max(1, len(load) // ALONE))
    bulk, alone = record(load, BULK, options), record(few, 1, options)
    race = take_turns(
        [
            Contender(f"floor: bare sqlite3, bulk of {BULK}", partial(write_same, load, bulk)),
            Contender("the same, sealed before", partial(write_same, load, unsealed(bulk))),
            Contender("floor: bare sqlite3, one by one", partial(write_same, few, alone)),
            Contender(f"least rows: bare sqlite3, bulk of {BULK}", partial(write_least, load, at_once=BULK)),
            Contender("least rows: bare sqlite3, one by one", partial(write_least, few, at_once=1)),
            Contender(f"store: bulk of {BULK}", partial(write_store, load, at_once=BULK)),
            Contender("store: one by one", partial(write_store, few, at_once=1)),
        ],
        options.rounds,
        options.directory,
    )
    floor_bulk, _, floor_one, least_bulk, least_one, store_bulk, store_one = race.samples
    return Report(
        "The store layer: a row set is kept, leased and filed in one durable transaction",
        "complaints",
        race,
        [
            Finding("G1", "store / floor, bulk", race.ratio(store_bulk, floor_bulk, rate), at_least=0.6),
            Finding("", "CPU: floor / store, bulk", race.ratio(floor_bulk, store_bulk, cost)),
            Finding("", "store / least rows, bulk", race.ratio(store_bulk, least_bulk, rate)),
            Finding("G2", "store / floor, one by one", race.ratio(store_one, floor_one, rate), at_least=0.6),
            Finding("", "CPU: floor / store, one by one", race.ratio(floor_one, store_one, cost)),
            Finding("", "store / least rows, one by one", race.ratio(store_one, least_one, rate)),
        ],
        [
            "floor: the store's own rows with their indexes, sealed, hashed and written by bare sqlite3; nothing",
            "is looked up or changed. Least rows: seven tables with few indexes, as first measured",
        ],
    )


def record(load: Load, at_once: int, options: Options) -> list[Step]:
    """What the store seals and writes of these complaints, and nothing that it asks."""
    with (
        tempfile.TemporaryDirectory(dir=options.directory, prefix="record-") as place,
        recorded() as steps,
        load.template.opened(Path(place)) as store,
    ):
        steps.clear()
        asyncio.run(bring(store, load.envelopes, load.letters, at_once=at_once))
        return writing(steps)


def unsealed(steps: Sequence[Step]) -> list[Step]:
    return [step for step in steps if not isinstance(step, Sealing)]


def write_same(load: Load, steps: Sequence[Step], home: Path) -> Sample:
    return replayed(load.template, steps, len(load), home)


def write_least(load: Load, home: Path, at_once: int) -> Sample:
    floor = Floor(home / "floor.db", database.sealer(load.template.home))
    with Stopwatch() as watch:
        for part in parts(load, at_once):
            floor.write(load.letters[part], load.bodies[part])
    written = floor.counts()
    floor.close()
    assert set(written.values()) == {len(load)}, written
    return watch.sample(len(load))


def parts(load: Load, at_once: int) -> Iterator[slice]:
    return (slice(start, start + at_once) for start in range(0, len(load), at_once))


def write_store(load: Load, home: Path, at_once: int = 1, clients: int = 1) -> Sample:
    with load.template.opened(home) as store:
        with Stopwatch() as watch:
            taken = asyncio.run(bring(store, load.envelopes, load.letters, clients=clients, at_once=at_once))
        counts = {"p50 ms": statistics.median(taken) * 1000, "commits each": store.counts.commits / len(load)}
    return watch.sample(len(load), counts)


def latency_report(load: Load, options: Options) -> Report:
    race = take_turns(
        [
            Contender("inline: BEGIN, unit, COMMIT", partial(write_inline, load)),
            Contender("group commit: handed to the writer", partial(write_store, load)),
        ],
        options.rounds,
        options.directory,
    )
    inline, grouped = race.samples
    ratio = race.ratio(grouped, inline, lambda sample: sample.counts["p50 ms"])
    return Report(
        "One client: what handing a unit to the writer costs",
        "complaints",
        race,
        [Finding("G2", "p50, group commit / inline", ratio, at_most=1.1)],
    )


def write_inline(load: Load, home: Path) -> Sample:
    """The same units on the same engine, without queue and writer thread."""
    load.template.copy(home)
    sealer, writer = database.sealer(home), engine.sqlite_writer(home / database.DATABASE)
    taken: list[Sample] = []
    with Stopwatch() as whole:
        for place in range(len(load)):
            with Stopwatch() as watch, writer.begin() as connection:
                unit = SqlUnit(connection, sealer, "sqlite")
                write_row_sets(unit, load.envelopes[place : place + 1], load.letters[place : place + 1])
            taken.append(watch.sample(1))
    writer.dispose()
    return whole.sample(len(load), {"p50 ms": statistics.median(one.wall for one in taken) * 1000})


def durability_report(load: Load, options: Options) -> Report:
    race = take_turns(
        [
            Contender("synchronous=FULL", partial(write_store, load, clients=CLIENTS)),
            Contender("synchronous=NORMAL", partial(write_less_durably, load)),
        ],
        options.rounds,
        options.directory,
    )
    full, normal = race.samples
    each = race.of(full, lambda sample: sample.counts["commits each"])
    return Report(
        f"{CLIENTS} clients at a time: what durability costs",
        "complaints",
        race,
        [
            Finding("G5", "FULL / NORMAL", race.ratio(full, normal, rate), at_least=0.95),
            Finding("G3", f"commits a complaint, {CLIENTS} clients", each, at_most=0.1),
        ],
    )


def write_less_durably(load: Load, home: Path) -> Sample:
    with database.less_durable():
        return write_store(load, home, clients=CLIENTS)


def pipeline_report(load: Load, options: Options) -> Report:
    least = partial(write_least, load, at_once=BULK)
    race, note = pipeline_race(load.template, load.envelopes, least, options)
    floor, replayed_, program = race.samples
    to_floor, to_replay = race.ratio(program, floor, rate), race.ratio(program, replayed_, rate)
    return Report(
        "The whole pipeline: envelope to classified, routed, sealed complaint with planned acknowledgement",
        "envelopes",
        race,
        [
            Finding("", "program / least rows in bulk, first step", to_floor, at_least=0.08),
            Finding("", "program / least rows in bulk, second step", to_floor, at_least=0.12),
            Finding("", "program / same statements and sealing, first step", to_replay, at_least=0.2),
            Finding("", "program / same statements and sealing, second step", to_replay, at_least=0.35),
            Finding("", "share of the classifier in the program's CPU", race.of(program, classifying)),
        ],
        [note],
    )


def classifying(sample: Sample) -> float:
    return sample.counts["classifying ms each"] / 1000 / sample.cost
