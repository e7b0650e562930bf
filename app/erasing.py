"""Erasures and legal holds, by a command itself or by the service that holds the database."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TypeVar

from app.build import build_store
from app.clock import SystemClock
from app.config import read_config
from app.door import Deed, Json, ask, door_of
from core.case.erased import Ground
from core.errors import StoreError, StoreLocked
from core.ports.clock import Clock
from core.ports.erasure import Extent
from core.ports.store import Unit
from core.work.erase import Order, Prospect, erase, foresee
from core.work.hold import hold, lift
from storage.store import SqlStore

T = TypeVar("T")


def look(config: Path, unit: Callable[[Unit], T]) -> T:
    """Read beside a service that writes."""
    store = build_store(read_config(config), write=False)
    try:
        return asyncio.run(store.read(unit))
    finally:
        store.close_now()


def prospect(config: Path, ticket: str, *, withdrawn: bool) -> Prospect:
    return look(config, lambda unit: foresee(unit, ticket, withdrawn=withdrawn))


def carry_out(config: Path, deed: str, asked: Json) -> Json:
    """Do it here, or have the running service do it. Raises NotAllowed, Stale and StoreError."""
    found = read_config(config)
    try:
        store = build_store(found)
    except StoreLocked as locked:
        return ask(door_of(found), deed, asked, locked)
    try:
        return asyncio.run(deeds(store, SystemClock())[deed](asked))
    finally:
        store.close_now()


def deeds(store: SqlStore, clock: Clock) -> Mapping[str, Deed]:
    """What may be asked of a running service."""
    return {"erase": partial(_erase, store, clock), "hold": partial(_hold, store, clock)}


async def _erase(store: SqlStore, clock: Clock, asked: Json) -> Json:
    order = Order(**{**asked, "ground": Ground(asked["ground"]), "tickets": tuple(asked["tickets"])})
    now = clock.now()
    extent, references = await store.write(lambda unit: erase(unit, order, now))
    left = ""
    try:
        await store.scour(references)
    except StoreError as error:  # it is done, and nobody can read what is left
        left = str(error)
    return {"at": now.isoformat(), "left": left, **told(extent)}


async def _hold(store: SqlStore, clock: Clock, asked: Json) -> Json:
    say = hold if asked["held"] else lift
    return await store.write(
        lambda unit: say(unit, asked["ticket"], asked["by"], asked["reason"], clock.now())
    )


def told(extent: Extent) -> Json:
    """For machines."""
    found = asdict(extent)
    return {key: found[key] for key in ("tickets", "elsewhere", "messages", "answers", "files", "octets")}
