"""`aduan audit`: is the history as it was written, and who took identities out of the register?"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import click

from core.ports.cases import ChainFault
from core.ports.store import Store, Unit


@click.group()
def command() -> None:
    """The chains of the cases' histories, and the record of disclosures."""


@command.command("verify")
@click.pass_obj
def verify(config: Path) -> None:
    """Recompute every chain; names each case whose history does not fit. Exit 1 when there is one."""
    from app.build import build_store
    from app.config import read_config

    store = build_store(read_config(config), write=False)
    try:
        faults = asyncio.run(_faults(store))
    finally:
        store.close_now()
    for fault in faults:
        click.echo(f"{fault.ticket}: entry {fault.sequence} does not fit its chain")
    if faults:
        sys.exit(1)
    click.echo("every history fits its chain")


async def _faults(store: Store) -> list[ChainFault]:
    """Page by page, beside a service that writes."""
    found: list[ChainFault] = []
    pages: tuple[Callable[[int, Unit], tuple[Sequence[ChainFault], int | None]], ...] = (
        lambda after, unit: unit.history.verify_cases(after),
        lambda after, unit: unit.history.verify_anchors(after),
    )
    for page in pages:
        after: int | None = 0
        while after is not None:
            faults, after = await store.read(partial(page, after))
            found += faults
    return found


@command.command("disclosures")
@click.option("--limit", type=click.IntRange(min=1), default=100, show_default=True, help="At most so many.")
@click.pass_obj
def disclosures(config: Path, limit: int) -> None:
    """List who exported identities or restricted cases, when and for what, newest first."""
    from app.build import build_store
    from app.config import read_config

    store = build_store(read_config(config), write=False)
    try:
        found = asyncio.run(store.read(lambda unit: unit.register.disclosures(limit)))
    finally:
        store.close_now()
    for one in found:
        click.echo(f"{one.at.isoformat(timespec='seconds')}\t{one.by}\t{one.what}\t{one.reason}")
    if not found:
        click.echo("nobody took identities out of the register")
