"""Mail: from a directory against django-helpdesk and the bare parse loop (G9), over IMAP (G10)."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from email import policy
from email.parser import BytesParser
from functools import partial
from pathlib import Path

from bench import imap
from bench.bare import count_rows
from bench.children import Ended, Failed, python
from bench.children import run as run_child
from bench.database import DATABASE, Template
from bench.mailbox import write_mails
from bench.options import Options
from bench.peer import Helpdesk, Unavailable
from bench.report import Finding, Report
from bench.rounds import Contender, Sample, Stopwatch, cost, rate, take_turns

SIZE = 400  # the start of a process weighs two fifths of our time then; the peer's own too
TITLE = "A directory of mails, 55 KB in the mean, to stored cases: whole processes"


def run(options: Options) -> Iterator[Report]:
    template = Template.make(options.directory / "mail-template")
    mails = options.directory / "mails"
    count = options.size or SIZE
    size = write_mails(mails, count)
    yield directory_report(template, mails, f"{count} mails of {size / count / 1000:.1f} KB", options)
    yield from imap.run(template, mails, options)


def directory_report(template: Template, mails: Path, note: str, options: Options) -> Report:
    contenders = [
        Contender(PARSED, partial(parse, mails)),
        Contender(PROGRAM, partial(take, template, mails)),
    ]
    notes = [note]
    try:
        helpdesk = Helpdesk.prepare(options.peer, options.directory / "helpdesk")
        contenders.append(Contender(PEER, partial(peer, helpdesk, mails)))
    except Unavailable as error:
        notes.append(f"django-helpdesk is left out: {error}")
    race = take_turns(contenders, options.rounds, options.directory)
    findings = [
        Finding("G9", "program / bare parse loop", race.ratio(PROGRAM, PARSED, rate), at_least=0.3),
    ]
    if PEER in race.samples:
        wall, cpu = race.ratio(PROGRAM, PEER, rate), race.ratio(PEER, PROGRAM, cost)
        findings += [
            Finding("G9", "program / django-helpdesk, first step", wall, at_least=3),
            Finding("G9", "program / django-helpdesk, second step", wall, at_least=4),
            Finding("G9", "CPU: django-helpdesk / program, first step", cpu, at_least=3),
            Finding("G9", "CPU: django-helpdesk / program, second step", cpu, at_least=4),
        ]
    return Report(TITLE, "mails", race, findings, notes)


PARSED = "floor: BytesParser(compat32), nothing stored"
PROGRAM = "the program"
PEER = "django-helpdesk"


def parse(mails: Path, _home: Path) -> Sample:
    """The loop alone, without the start of a process, which the others must make."""
    parser = BytesParser(policy=policy.compat32)
    files = sorted(mails.iterdir())
    with Stopwatch() as watch:
        for path in files:
            parser.parsebytes(path.read_bytes())
    return watch.sample(len(files))


def take(template: Template, mails: Path, home: Path) -> Sample:
    count = len(list(mails.iterdir()))
    template.copy(home)
    ended = run_child(python("-m", "bench.workload", "mails", home, str(count), mails))
    database = sqlite3.connect(home / DATABASE)
    cases = count_rows(database, "complaint")
    database.close()
    if cases != count:
        raise Failed(f"{cases} cases were made of {count} mails")
    return _sample(ended, count, {"commits each": json.loads(ended.output)["commits"] / count})


def peer(helpdesk: Helpdesk, mails: Path, home: Path) -> Sample:
    return _sample(helpdesk.fetch(mails, home), len(list(mails.iterdir())), {})


def _sample(ended: Ended, count: int, counts: dict[str, float]) -> Sample:
    return Sample(count, ended.wall, ended.cpu, counts)
