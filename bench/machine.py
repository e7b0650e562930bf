"""The machine on which figures were taken; without it they say nothing."""

from __future__ import annotations

import os
import platform
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SYNCS = 50


@dataclass(frozen=True, slots=True)
class Machine:
    """`sync_ms` is the median time of an fdatasync of 4 KiB in the benchmark's directory, in milliseconds;
    `load` the number of processes that wanted a core in the last minute: more than `cores` is a busy machine.
    """

    processor: str
    cores: int
    memory_gib: float
    system: str
    python: str
    sqlite: str
    sync_ms: float
    load: float

    def lines(self) -> Iterator[str]:
        yield f"{self.processor}, {self.cores} cores, {self.memory_gib:.0f} GiB; {self.system}"
        yield f"Python {self.python}, SQLite {self.sqlite}; fdatasync {self.sync_ms:.2f} ms; load {self.load:.1f}"


def describe(directory: Path) -> Machine:
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    return Machine(
        processor=_processor(),
        cores=len(os.sched_getaffinity(0)),
        memory_gib=pages * size / 2**30,
        system=f"{platform.system()} {platform.release()}",
        python=platform.python_version(),
        sqlite=sqlite3.sqlite_version,
        sync_ms=_sync_seconds(directory) * 1000,
        load=os.getloadavg()[0],
    )


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _sync_seconds(directory: Path) -> float:
    taken = []
    with tempfile.TemporaryFile(dir=directory) as file:
        for _ in range(SYNCS):
            file.seek(0)
            file.write(os.urandom(4096))
            file.flush()
            began = time.perf_counter()
            os.fdatasync(file.fileno())
            taken.append(time.perf_counter() - began)
    return statistics.median(taken)
