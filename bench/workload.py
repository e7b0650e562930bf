"""One run of the program as a process of its own: `python -m bench.workload NAME HOME COUNT [MAILS]`.

HOME holds a copy of the template database; MAILS is a directory of mails. Prints what was done as JSON.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from app.models import nothing_collected

with nothing_collected():  # as `serve` starts
    from bench import database
    from bench.clients import bring
    from bench.letters import letters
    from bench.mailbox import envelopes, note
    from bench.office import opened, take_in
    from bench.syscalls import mark

CLIENTS, BULK = 32, 100


def store_alone(home: Path, count: int, clients: int, at_once: int) -> int:
    """Row sets through the store's ports; returns the commits. One more, before, makes the log."""
    written = letters(count + 1)
    arrived = envelopes([note(letter.number) for letter in written])
    store = database.open_at(home)
    try:
        asyncio.run(bring(store, arrived[:1], written[:1]))
        mark(home)
        asyncio.run(bring(store, arrived[1:], written[1:], clients=clients, at_once=at_once))
        mark(home)
        return store.counts.commits - 1
    finally:
        store.close_now()


def mail_directory(home: Path, mails: Path) -> int:
    """All mails of a directory, through the whole pipeline; returns the commits."""
    with opened(home) as service:
        bodies = [path.read_bytes() for path in sorted(mails.iterdir())]
        mark(home)
        take_in(service, envelopes(bodies))
        mark(home)
        return service.store.counts.commits


def main(name: str, home: Path, count: int, mails: Path | None = None) -> None:
    commits = {
        "one": lambda: store_alone(home, count, 1, 1),
        "many": lambda: store_alone(home, count, CLIENTS, 1),
        "bulk": lambda: store_alone(home, count, 1, BULK),
        "mails": lambda: mail_directory(home, mails or home),
    }[name]()
    print(json.dumps({"commits": commits}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), *map(Path, sys.argv[4:]))
