"""`aduan reread`: quarantined deliveries become unread again."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click


@click.command()
@click.option("--account", help="Only this account's.")
@click.option(
    "--code", help='Only those set aside for this reason ("flood": those held back by the rate rule).'
)
@click.pass_obj
def command(config: Path, account: str | None, code: str | None) -> None:
    """Make quarantined deliveries unread; the service reads them at its next start or within a second."""
    from app.build import build_store
    from app.config import read_config

    store = build_store(read_config(config))
    try:
        number = asyncio.run(store.write(lambda unit: unit.envelopes.reread(account, code)))
    finally:
        store.close_now()
    click.echo(f"{number} to be read again")
