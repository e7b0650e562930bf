"""`aduan audit`: is the history as it was written?"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import click


@click.group()
def command() -> None:
    """The chains of the cases' histories."""


@command.command("verify")
@click.pass_obj
def verify(config: Path) -> None:
    """Recompute every chain; names each case whose history does not fit. Exit 1 when there is one."""
    from app.build import build_store
    from app.config import read_config

    store = build_store(read_config(config), write=False)
    try:
        faults = asyncio.run(store.read(lambda unit: unit.history.verify()))
    finally:
        store.close_now()
    for fault in faults:
        click.echo(f"{fault.ticket}: entry {fault.sequence} does not fit its chain")
    if faults:
        sys.exit(1)
    click.echo("every history fits its chain")
