"""How much a benchmark shall do, and where."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Options:
    """`size` is the number of complaints or mails in a turn (None: the benchmark's own), `directory` where
    databases lie while they are measured (a disk, not memory, or syncing costs nothing), `peer` the directory
    of the peer's own environment.
    """

    rounds: int
    directory: Path
    peer: Path
    size: int | None = None
