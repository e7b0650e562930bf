"""What a process asks of the disk, seen by strace: how often it syncs, how much it writes to which file."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.children import run

SYNC = re.compile(r"\b(?:fsync|fdatasync)\(\d+<(?P<file>[^>]*)>")
WRITE = re.compile(r"\bpwrite64\(\d+<(?P<file>[^>]*)>, .*?, (?P<bytes>\d+), \d+\b")
MARK = "mark"


@dataclass(frozen=True, slots=True)
class Syscalls:
    """Counted between the first and the last mark."""

    syncs: int
    log_bytes: int
    """Written to SQLite's write-ahead log."""
    database_bytes: int
    """Written to the database by checkpoints."""


def available() -> bool:
    return shutil.which("strace") is not None


def mark(directory: Path) -> None:
    """Set a mark in the trace: a sync of a file of this name."""
    with (directory / MARK).open("wb") as file:
        os.fsync(file.fileno())


def count(command: Sequence[str | Path], trace: Path) -> Syscalls:
    """Runs the command, which must set two marks. Raises children.Failed."""
    run(
        [
            "strace",
            "-f",
            "-qq",
            "-y",
            "-s",
            "0",
            "-e",
            "trace=fsync,fdatasync,pwrite64",
            "-o",
            trace,
            *command,
        ]
    )
    return counted(trace.read_text(encoding="utf-8", errors="replace").splitlines())


def counted(lines: Iterable[str]) -> Syscalls:
    between, syncs, log_bytes, database_bytes = False, 0, 0, 0
    for line in lines:
        if synced := SYNC.search(line):
            if synced["file"].endswith(f"/{MARK}"):
                between = not between
            else:
                syncs += between
        elif between and (wrote := WRITE.search(line)):
            if wrote["file"].endswith("-wal"):
                log_bytes += int(wrote["bytes"])
            elif wrote["file"].endswith(".db"):
                database_bytes += int(wrote["bytes"])
    return Syscalls(syncs, log_bytes, database_bytes)
