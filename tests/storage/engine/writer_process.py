"""A process to be killed: writes numbered words from many callers and prints what was acknowledged."""

import asyncio
import itertools
import sys
from pathlib import Path

from core.errors import StoreError
from storage.store import open_store
from tests.storage.conftest import MASTER_KEY
from tests.storage.engine.scratch import create, insert

CALLERS = 8


async def main(url: str, files: str, run: str) -> None:
    store = open_store(url, MASTER_KEY, Path(files), create=True)
    await store.write(create)
    numbers = itertools.count()

    async def write_on() -> None:
        for number in numbers:
            try:
                print(await store.write(insert(f"{run}-{number}")), flush=True)
            except StoreError:
                return

    await asyncio.gather(*(write_on() for _ in range(CALLERS)))


asyncio.run(main(*sys.argv[1:]))
