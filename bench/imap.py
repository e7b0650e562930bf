"""Mails over IMAP: a line with a round trip of 20 ms, and loopback (G10)."""

from __future__ import annotations

import asyncio
import imaplib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from app.accounts import StoreSink
from app.build import Service
from bench.database import Template
from bench.line import slow_line
from bench.mailbox import ACCOUNT, FOLDER, envelopes
from bench.office import opened, read_all, take_in
from bench.options import Options
from bench.report import Finding, Report
from bench.rounds import Contender, Sample, Stopwatch, rate, take_turns
from core.intake.read import read_next
from core.message import Batch, Kept
from core.ports.channel import Poller
from sandbox.mail.imap import ImapServer, MailStore
from tests.peers import dovecot

ONE_WAY = 0.01  # seconds
ALONE = 4  # one mail a round trip is slow: a turn fetches so many times fewer
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
LONGEST = 60.0  # seconds until a turn is given up


def run(template: Template, mails: Path, options: Options) -> Iterator[Report]:
    bodies = [path.read_bytes() for path in sorted(mails.iterdir())]
    server: MailStore = dovecot.Dovecot() if dovecot.present() else ImapServer()
    try:
        server.start()
        server.append_all(bodies)
        with slow_line(server.port, ONE_WAY) as port:
            yield line_report(template, server, port, len(bodies), options)
        yield loopback_report(template, server, bodies, options)
    finally:
        server.stop()


def line_report(template: Template, server: MailStore, port: int, count: int, options: Options) -> Report:
    race = take_turns(
        [
            Contender("one mail a round trip", partial(one_by_one, server, port, max(1, count // ALONE))),
            Contender("the program, kept", partial(fetch, template, port, count, read=False)),
        ],
        options.rounds,
        options.directory,
    )
    alone, program = race.samples
    return Report(
        f"IMAP over a line with a round trip of {2000 * ONE_WAY:.0f} ms, from the first fetch on",
        "mails",
        race,
        [Finding("G10", "program / one mail a round trip", race.ratio(program, alone, rate), at_least=20)],
        [f"server: {type(server).__name__}"],
    )


def loopback_report(template: Template, server: MailStore, bodies: list[bytes], options: Options) -> Report:
    race = take_turns(
        [
            Contender("parse and store", partial(store, template, bodies)),
            Contender(
                "fetch, parse and store", partial(fetch, template, server.port, len(bodies), read=True)
            ),
        ],
        options.rounds,
        options.directory,
    )
    stored, fetched = race.samples
    return Report(
        "IMAP on loopback, from the first fetch to the last case",
        "mails",
        race,
        [Finding("G10", "with / without fetching", race.ratio(fetched, stored, rate), at_least=0.6)],
    )


def one_by_one(server: MailStore, port: int, count: int, _home: Path) -> Sample:
    with imaplib.IMAP4("127.0.0.1", port, timeout=LONGEST) as client:
        client.login(server.username, server.password)
        client.select(FOLDER, readonly=True)
        uids = client.uid("SEARCH", "ALL")[1][0].split()[:count]
        with Stopwatch() as watch:
            for uid in uids:
                client.uid("FETCH", uid.decode(), "(BODY.PEEK[] INTERNALDATE)")
    return watch.sample(count)


def store(template: Template, bodies: list[bytes], home: Path) -> Sample:
    template.copy(home)
    with opened(home) as service, Stopwatch() as watch:
        take_in(service, envelopes(bodies))
    return watch.sample(len(bodies))


def fetch(template: Template, port: int, count: int, home: Path, *, read: bool) -> Sample:
    """The account's own loop; with `read`, cases are made of the mails meanwhile."""
    template.copy(home)
    with opened(home, imap_port=port) as service:
        return asyncio.run(_fetch(service, count, read))


@dataclass
class Gauge(StoreSink):
    """Runs from when the first mail is about to be fetched, and knows when all are kept."""

    wanted: int = 0
    stopwatch: Stopwatch = field(default_factory=Stopwatch)
    full: asyncio.Event = field(default_factory=asyncio.Event)

    async def accept_from(self) -> datetime:
        self.stopwatch.start()
        return LONG_AGO

    async def keep(self, batch: Batch) -> Kept:
        kept = await super().keep(batch)
        self.wanted -= kept.fresh
        if self.wanted <= 0:
            self.full.set()
        return kept


async def _fetch(service: Service, count: int, read: bool) -> Sample:
    channel = service.channels[ACCOUNT]
    assert isinstance(channel, Poller)
    gauge = Gauge(ACCOUNT, service.store, service.clock, service.watch, wanted=count)
    polling = asyncio.ensure_future(channel.poll(gauge))
    working = asyncio.ensure_future(_read_all(gauge, service) if read else _wait(gauge))
    try:
        done, _ = await asyncio.wait({polling, working}, timeout=LONGEST, return_when=asyncio.FIRST_COMPLETED)
        if polling in done:
            polling.result()
        if working not in done:
            raise TimeoutError(f"{gauge.wanted} of {count} mails were not fetched")
        working.result()
        gauge.stopwatch.stop()
    finally:
        for task in (polling, working):
            task.cancel()
        await asyncio.gather(polling, working, return_exceptions=True)
    return gauge.stopwatch.sample(count)


async def _wait(gauge: Gauge) -> None:
    await gauge.full.wait()


async def _read_all(gauge: Gauge, service: Service) -> None:
    """As the service's own loop: at once while there is more, else when something was kept."""
    kept = service.store.subscribe("envelopes")
    while not gauge.full.is_set():
        kept.clear()
        if not await read_next(service.store, service.channels, service.desk, service.clock):
            await asyncio.wait(
                [asyncio.ensure_future(event.wait()) for event in (kept, gauge.full)],
                return_when=asyncio.FIRST_COMPLETED,
            )
    await read_all(service)
