"""`aduan demo`: stand-ins of the platforms, the real service, and a table to watch."""

from __future__ import annotations

import asyncio
import logging
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from core.errors import ConfigError

if TYPE_CHECKING:
    from rich.table import Table

    from app.demo.play import Line, Play

PAUSE = 0.25  # seconds between two looks


@click.command()
@click.option("--once", is_flag=True, help="End by itself: exit 0 only if everything became what it should.")
@click.option("--port", default=0, show_default=True, help="The inbox's port; 0 takes a free one.")
def command(once: bool, port: int) -> None:
    """Watch mails over real SMTP and IMAP become numbered, routed, acknowledged cases."""
    try:
        import aiosmtpd  # noqa: F401 - only to say plainly what is missing
        import pymap  # noqa: F401 - as above
        import rich  # noqa: F401 - as above
    except ImportError as error:
        raise ConfigError(
            f"the demo needs {error.name}: install requirements/demo.txt, or run `make demo`"
        ) from None
    logging.basicConfig(level=logging.ERROR)
    with tempfile.TemporaryDirectory(prefix="aduan-demo-") as folder:
        faults = asyncio.run(_demo(Path(folder), once, port))
    for fault in faults:
        click.echo(f"demo: {fault}", err=True)
    if faults:
        sys.exit(1)


async def _demo(folder: Path, once: bool, port: int) -> list[str]:
    from app.demo.letters import load_letters
    from app.demo.play import Play
    from app.demo.stage import MANAGER, OFFICE, demo_config, open_office
    from app.service import run
    from sandbox.mail.platform import Platform

    platform = Platform(OFFICE)
    platform.start()
    stop = asyncio.Event()
    try:
        service, password = await open_office(demo_config(folder, platform, port))

        def ready(address: str) -> None:
            click.echo(f"The inbox: {address}   name: {MANAGER.name}   password: {password}\n")

        serving = asyncio.ensure_future(run(service, ready, stop))
        play = Play(service, platform, load_letters())
        try:
            await _watch(play, serving)
            faults = play.faults()
            if not once and not serving.done():
                click.echo("Look around in the inbox; Ctrl-C ends the demo.")
                await serving
        finally:
            stop.set()
            await serving
        return faults
    finally:
        platform.stop()


async def _watch(play: Play, serving: asyncio.Future[None]) -> None:
    from rich.console import Console
    from rich.live import Live

    console = Console()
    with Live(_table(play.lines), console=console, refresh_per_second=4) as live:
        while not play.over and not serving.done():
            await play.step()
            live.update(_table(play.lines))
            await asyncio.sleep(PAUSE)
        live.update(_table(play.lines))


def _table(lines: list[Line]) -> Table:
    from rich.table import Table

    table = Table(title="Aduan: what becomes of each mail", expand=True)
    table.add_column("what it shows", ratio=1, overflow="ellipsis", no_wrap=True)
    for column, width in (("became", 11), ("ticket", 17), ("answered", 8), ("", 2)):
        table.add_column(column, width=width, no_wrap=True)
    for line in lines:
        became = line.fate.value if line.fate else ("under way" if line.sent else "")
        answered = "yes" if line.answers else ("" if line.letter.answered else "no")
        table.add_row(line.letter.shows, became, line.ticket, answered, "ok" if line.well else "")
    return table
