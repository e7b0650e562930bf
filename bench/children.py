"""A process of its own, timed as a whole: start, work and end."""

from __future__ import annotations

import compileall
import os
import resource
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
LONGEST = 300.0  # seconds


class Failed(Exception):
    """A child ended badly; the text holds the end of what it said."""


@dataclass(frozen=True, slots=True)
class Ended:
    """`wall` and `cpu` in seconds, of the child with its ended children."""

    output: str
    errors: str
    wall: float
    cpu: float


def run(
    command: Sequence[str | Path], environment: Mapping[str, str] | None = None, directory: Path = ROOT
) -> Ended:
    """Raises Failed when it does not end with 0, subprocess.TimeoutExpired after LONGEST."""
    before, began = _ended_cpu(), time.perf_counter()
    done = subprocess.run(
        [str(word) for word in command],
        cwd=directory,
        env={**surroundings(), **(environment or {})},
        capture_output=True,
        text=True,
        check=False,
        timeout=LONGEST,
    )
    wall = time.perf_counter() - began
    if done.returncode != 0:
        raise Failed(f"{Path(command[0]).name} ended with {done.returncode}: {done.stderr[-2000:]}")
    return Ended(done.stdout, done.stderr, wall, _ended_cpu() - before)


def surroundings() -> dict[str, str]:
    """The environment of a child: ours, but it may keep what it compiled. An installed program is compiled once, not
    at each start, and so are the peer's packages.
    """
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def compile_house() -> None:
    """So that the first start to be measured is as quick as the others; quiet where the code may not be written to."""
    for package in ROOT.glob("*/__init__.py"):
        compileall.compile_dir(package.parent, quiet=2)


def _ended_cpu() -> float:
    """CPU seconds of all children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def python(*arguments: str | Path, executable: str | Path = sys.executable) -> list[str | Path]:
    return [executable, *arguments]
