"""Start and rest: `aduan --help`, the time until `aduan serve` answers, its memory, what it imports (G15)."""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from bench.children import python
from bench.children import run as run_child
from bench.database import Template
from bench.office import written_config
from bench.options import Options
from bench.report import Finding, Report
from bench.rounds import Contender, Sample, Spread, cost, take_turns
from bench.server import Server

ADUAN = python("-c", "from app.cli import main; main()")
HEAVY = ("sklearn", "telegram", "tweepy", "instaloader", "twilio.rest", "alembic")
UNNEEDED = (
    *HEAVY,
    "sqlalchemy.dialects.postgresql",
    "sqlalchemy.orm",
    "psycopg",
    "numpy",
    "openpyxl",
    "segno",
)
# An account of Twilio asks by the library's client; what weighs is the classes of all that an account can have.
UNNEEDED_BY_CHANNELS = (*(name for name in UNNEEDED if name != "twilio.rest"), "twilio.rest.api")
NOT_FOR_HELP = (*HEAVY, "sqlalchemy", "starlette", "uvicorn", "asyncio", "imapclient", "cryptography")
REST_SECONDS = 2.0
IMPORTED = re.compile(r"^import time:\s+\d+ \|\s+\d+ \|\s*(\S+)$", re.MULTILINE)


def run(options: Options) -> Iterator[Report]:
    template = Template.make(options.directory / "startup-template")
    yield help_report(options)
    yield serve_report(template, options)
    yield modules_report(template, options)


def help_report(options: Options) -> Report:
    race = take_turns(
        [
            Contender("python -c pass", partial(process, python("-c", "pass"))),
            Contender("aduan --help", partial(process, [*ADUAN, "--help"])),
        ],
        options.rounds,
        options.directory,
    )
    nothing, helping = race.samples
    return Report(
        "A command that does nothing",
        "runs",
        race,
        [
            Finding("G15", "aduan --help / python -c pass", race.ratio(helping, nothing, wall), at_most=5),
            Finding("", "CPU: aduan --help / python -c pass", race.ratio(helping, nothing, cost)),
        ],
    )


def serve_report(template: Template, options: Options) -> Report:
    bare = python("-m", "bench.bare_web")
    race = take_turns(
        [
            Contender("python -c pass", partial(process, python("-c", "pass"))),
            Contender("bare Starlette on uvicorn", lambda _home: answer(bare)),
            Contender("aduan serve, no channel", partial(serve, template, channels=False)),
            Contender("aduan serve, mail and WhatsApp", partial(serve, template, channels=True)),
        ],
        options.rounds,
        options.directory,
    )
    nothing, least, alone, both = race.samples
    return Report(
        "Until the first page is answered; memory at rest",
        "starts",
        race,
        [
            Finding(
                "G15", "serve, no channel / python -c pass", race.ratio(alone, nothing, wall), at_most=45
            ),
            Finding("", "CPU: serve, no channel / python -c pass", race.ratio(alone, nothing, cost)),
            Finding("", "serve, no channel / bare Starlette", race.ratio(alone, least, wall)),
            Finding(
                "G15",
                "memory: serve, no channel / bare Starlette",
                race.ratio(alone, least, mib),
                at_most=2.2,
            ),
            Finding("G15", "MiB at rest with mail and WhatsApp", race.of(both, mib), at_most=70),
        ],
    )


def modules_report(template: Template, options: Options) -> Report:
    helping = imported([*python("-X", "importtime"), *ADUAN[1:], "--help"])
    with tempfile.TemporaryDirectory(dir=options.directory, prefix="modules-") as place:
        home = Path(place)
        template.copy(home)
        alone, serving = (
            imported_by_server(command(home, channels=channels, flags=("-X", "importtime")))
            for channels in (False, True)
        )
    found = {
        "aduan --help": among(NOT_FOR_HELP, helping),
        "aduan serve": among(UNNEEDED, alone),
        "aduan serve with mail and WhatsApp": among(UNNEEDED_BY_CHANNELS, serving),
    }
    return Report(
        "Modules that must not be imported",
        "modules",
        findings=[
            Finding("G15", f"imported by {name} though it must not be", Spread.over([len(bad)]), at_most=0)
            for name, bad in found.items()
        ],
        notes=[f"{name}: {len(all_)} modules" for name, all_ in (("--help", helping), ("serve", alone))]
        + [f"{name} imports {', '.join(bad)}" for name, bad in found.items() if bad],
    )


def process(words: Sequence[str | Path], _home: Path) -> Sample:
    ended = run_child(words)
    return Sample(1, ended.wall, ended.cpu)


def command(home: Path, *, channels: bool, flags: Sequence[str] = ()) -> list[str | Path]:
    return [*python(*flags), *ADUAN[1:], "--config", written_config(home, channels=channels), "serve"]


def serve(template: Template, home: Path, *, channels: bool) -> Sample:
    template.copy(home)
    return answer(command(home, channels=channels))


def answer(words: Sequence[str | Path]) -> Sample:
    """Until a server's first answer, whatever it says; then its memory at rest, when all its loops have gone
    round once.
    """
    began = time.perf_counter()
    with Server(words) as server:
        taken, used = time.perf_counter() - began, server.cpu()
        time.sleep(REST_SECONDS)
        return Sample(1, taken, used, {"MiB": server.resident()})


def imported(words: Sequence[str | Path]) -> set[str]:
    """What a command imports, as `-X importtime` tells it."""
    return set(IMPORTED.findall(run_child(words).errors))


def imported_by_server(words: Sequence[str | Path]) -> set[str]:
    with Server(words) as server:
        pass
    return set(IMPORTED.findall(server.said))


def among(packages: Sequence[str], modules: set[str]) -> list[str]:
    """Those of the packages that are there."""
    return [package for package in packages if package in modules]


def wall(sample: Sample) -> float:
    return sample.wall


def mib(sample: Sample) -> float:
    return sample.counts["MiB"]
