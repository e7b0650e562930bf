"""`aduan serve`: run the service."""

from __future__ import annotations

import asyncio
import logging
from contextlib import ExitStack
from pathlib import Path

import click


@click.command()
@click.pass_obj
def command(config: Path) -> None:
    """Run intake, dispatch and inbox until SIGTERM or Ctrl-C."""
    from app.models import nothing_collected

    with ExitStack() as start:
        start.enter_context(nothing_collected())
        from app.build import build
        from app.clock import SystemClock
        from app.config import read_config
        from app.service import run

        logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
        logging.getLogger("alembic").setLevel(logging.WARNING)

        def ready(address: str) -> None:
            start.close()
            click.echo(f"Aduan serves {address}")
            for form in (one.name for one in found.accounts if one.kind == "web"):
                click.echo(f"Citizens write at {(found.web.public_url or address).rstrip('/')}/aduan/{form}")

        found = read_config(config)
        asyncio.run(run(build(found, SystemClock()), ready))
