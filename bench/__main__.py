"""`python -m bench [intake dispatch mail classify startup] [--rounds N] [--size N] [--json]`."""

from __future__ import annotations

import argparse
import importlib
import logging
import tempfile
from pathlib import Path

from bench.children import compile_house
from bench.machine import describe
from bench.options import Options
from bench.report import Report, as_json

NAMES = ("intake", "dispatch", "mail", "classify", "startup")


def main(arguments: list[str] | None = None) -> None:
    asked = _parser().parse_args(arguments)
    logging.getLogger("storage").setLevel(logging.ERROR)  # that a group took long is no news here
    asked.directory.mkdir(parents=True, exist_ok=True)
    compile_house()
    reports: list[Report] = []
    with tempfile.TemporaryDirectory(dir=asked.directory.absolute(), prefix="bench-") as work:
        machine = describe(Path(work))
        if not asked.json:
            print(*machine.lines(), sep="\n", flush=True)
        options = Options(asked.rounds, Path(work), asked.peer_env, asked.size)
        for name in asked.names or NAMES:
            for report in importlib.import_module(f"bench.{name}").run(options):
                reports.append(report)
                if not asked.json:
                    print(*report.lines(), sep="\n", flush=True)
    if asked.json:
        print(as_json(machine, reports))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bench", description="Ratios of the program to its floors."
    )
    parser.add_argument("names", nargs="*", type=_benchmark, help=f"{', '.join(NAMES)}; all, unless named")
    parser.add_argument("--rounds", type=_positive, default=5, help="how often each contender runs (5)")
    parser.add_argument("--size", type=_positive, help="complaints or mails in a turn")
    parser.add_argument("--json", action="store_true", help="print all samples as JSON")
    parser.add_argument(
        "--directory", type=Path, default=Path("var/bench"), help="where databases lie (var/bench)"
    )
    parser.add_argument(
        "--peer-env", type=Path, default=Path(".venv-helpdesk"), help="django-helpdesk's environment"
    )
    return parser


def _benchmark(text: str) -> str:
    if text not in NAMES:
        raise argparse.ArgumentTypeError(f"{text!r} is none of {', '.join(NAMES)}")
    return text


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


if __name__ == "__main__":
    main()
