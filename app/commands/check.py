"""`aduan check`: what is configured, and what each platform answers."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from core.errors import AduanError, ChannelError

if TYPE_CHECKING:
    from core.ports.channel import Channel


@click.command()
@click.pass_obj
def command(config: Path) -> None:
    """Probe the database and every account. Exit 1 when one of them does not serve."""
    from app.build import build_channels, build_store
    from app.config import read_config

    found = read_config(config)
    click.echo(f"{config}: read; {len(found.accounts)} accounts")
    well = True
    try:
        build_store(found, write=False).close_now()
        click.echo("database: opens, and the master key fits")
    except AduanError as error:
        well = False
        click.echo(f"database: {error}")
    for name, channel in build_channels(found).items():
        answer = asyncio.run(_probe(channel))
        well = well and not answer
        click.echo(f"{name} ({channel.kind}): {answer or 'receives and sends'}")
    if not well:
        sys.exit(1)


async def _probe(channel: Channel) -> str:
    """The platform's answer in words; empty when all is well."""
    try:
        await channel.probe()
    except ChannelError as error:
        return f"{error.code}: {error}"
    finally:
        await channel.close()
    return ""
