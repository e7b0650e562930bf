"""The door of a service that alone may write an SQLite file: commands ask there what they cannot do themselves.

A socket beside the file, for the file's owner alone: a JSON object in a line there, one in a line back.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import socket
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any

from app.config import Config
from app.loops import describe
from core.errors import AduanError, NotAllowed, Stale, StoreError, StoreLocked

LOG = logging.getLogger("aduan.door")
Json = Any  # what the json module reads and writes
Deed = Callable[[Json], Coroutine[None, None, Json]]
PATIENCE = 120.0  # seconds
LONGEST_LINE = 1024 * 1024
ERRORS: Mapping[str, type[AduanError]] = {kind.__name__: kind for kind in (NotAllowed, Stale, StoreError)}


def door_of(config: Config) -> Path | None:
    """None where more than one process may write: there a command writes itself."""
    file = config.store.database_file
    return None if file is None else Path(f"{file.absolute()}.door")


@asynccontextmanager
async def open_door(path: Path | None, deeds: Callable[[], Mapping[str, Deed]]) -> AsyncIterator[None]:
    """Answers while the context lasts; `deeds` is asked each time for what may be asked. Only who holds the lock
    of the database may open it.
    """
    if path is None:
        yield
        return

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ValueError, OSError):  # whoever came has gone, or knows no JSON
            asked = json.loads(await reader.readline())
            writer.write(json.dumps(await _answered(deeds(), asked)).encode() + b"\n")
            await writer.drain()
        writer.close()

    server = await asyncio.start_unix_server(answer, sock=_bound(path), limit=LONGEST_LINE)
    try:
        yield
    finally:
        server.close()
        await asyncio.to_thread(path.unlink, missing_ok=True)


async def _answered(deeds: Mapping[str, Deed], asked: Json) -> Json:
    match asked:
        case {"deed": str(name), "with": arguments} if name in deeds:
            pass
        case _:
            return _failed(StoreError("the running service does not know this command: restart it"))
    try:
        return {"done": await deeds[name](arguments)}
    except AduanError as error:
        return _failed(error)
    except Exception as error:  # noqa: BLE001 - an edge, as a web page is: whatever one caller asks, the others are served on
        LOG.error("door: %s", describe(error))
        return _failed(StoreError("the running service failed: its log says where"))


def _failed(error: AduanError) -> Json:
    kind = next((name for name, kind in ERRORS.items() if isinstance(error, kind)), "StoreError")
    return {"error": kind, "text": str(error)}


def ask(path: Path | None, deed: str, asked: Json, locked: StoreLocked) -> Json:
    """What the service at this door answers. Raises `locked` where nobody opens, else what the deed raises."""
    if path is None:
        raise locked
    with socket.socket(socket.AF_UNIX) as knocking:
        knocking.settimeout(PATIENCE)
        try:
            with _short(path) as name:
                knocking.connect(name)
        except OSError:
            raise locked from None
        try:
            knocking.sendall(json.dumps({"deed": deed, "with": asked}).encode() + b"\n")
            answered = json.loads(knocking.makefile("rb").readline())
        except (OSError, ValueError):
            raise StoreError("the service ended before it answered: run the command again") from None
    if "error" in answered:
        raise ERRORS[answered["error"]](answered["text"])
    return answered["done"]


def _bound(path: Path) -> socket.socket:
    path.unlink(missing_ok=True)  # of a process that was killed
    bound = socket.socket(socket.AF_UNIX)
    before = os.umask(0o177)
    try:
        with _short(path) as name:
            bound.bind(name)
    finally:
        os.umask(before)
    return bound


@contextmanager
def _short(path: Path) -> Iterator[str]:
    """Another name of the same file: the address of a socket has 107 bytes at most."""
    folder = os.open(path.parent, os.O_PATH | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)
