"""`aduan demo`: stand-ins of the platforms, the real service, and what becomes of each message, line by line."""

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
    from app.demo.act import Act
    from app.demo.play import Play

PAUSE = 0.2  # seconds between two looks


@click.command()
@click.option("--once", is_flag=True, help="End by itself: exit 0 only if everything became what it should.")
@click.option("--port", default=0, show_default=True, help="The inbox's port; 0 takes a free one.")
def command(once: bool, port: int) -> None:
    """Watch messages of every channel become numbered, routed, acknowledged cases."""
    try:
        import aiosmtpd  # noqa: F401 - only to say plainly what is missing
        import pymap  # noqa: F401 - as above
        import rich  # noqa: F401 - as above
    except ImportError as error:
        raise ConfigError(
            f"the demo needs {error.name}: install requirements/demo.txt, or run `make demo`"
        ) from None
    from app.demo.act import act_names, open_act

    logging.basicConfig(level=logging.ERROR)
    acts = {name: open_act(name) for name in act_names()}
    with tempfile.TemporaryDirectory(prefix="aduan-demo-") as folder:
        started: list[Act] = []
        try:
            for act in acts.values():
                act.start()
                started.append(act)
            faults = asyncio.run(_demo(Path(folder), acts, once, port))
        finally:
            for act in started:
                act.stop()
    for fault in faults:
        click.echo(f"demo: {fault}", err=True)
    if faults:
        sys.exit(1)


async def _demo(folder: Path, acts: dict[str, Act], once: bool, port: int) -> list[str]:
    from app.demo.act import Office
    from app.demo.line import load_lines
    from app.demo.play import Play
    from app.demo.stage import MANAGER, demo_config, open_office
    from app.service import run
    from core.intake.gather import gather_next

    accounts = [account for act in acts.values() for account in act.accounts()]
    service, password = await open_office(demo_config(folder, accounts, port))
    stop, opened = asyncio.Event(), asyncio.Event()
    doors: list[str] = []

    def ready(address: str) -> None:
        click.echo(f"The inbox: {address}   name: {MANAGER.name}   password: {password}\n")
        doors.append(address)
        opened.set()

    serving = asyncio.ensure_future(run(service, ready, stop))
    try:
        await asyncio.wait(
            {serving, asyncio.ensure_future(opened.wait())}, return_when=asyncio.FIRST_COMPLETED
        )
        for act in acts.values() if doors else ():
            way_in = (doors[0].rstrip("/"), MANAGER.name, password)
            office = Office(*way_in, service.store, asyncio.get_running_loop())
            await asyncio.to_thread(act.opened, office)
        play = Play(service, acts, {name: load_lines(name) for name in acts})
        await _watch(play, serving)
        faults = play.faults()
        if not once and not serving.done():
            await gather_next(
                service.store, service.clock
            )  # five minutes early: who looks around wants to see it
            site = doors[0].rstrip("/")
            click.echo(f"Look around: {site}/   name: {MANAGER.name}   password: {password}")
            click.echo(f"As a citizen: {site}/aduan/situs and {site}/status. Ctrl-C ends the demo.")
            await serving
    finally:
        stop.set()
        await serving
    return faults


async def _watch(play: Play, serving: asyncio.Future[None]) -> None:
    from rich.console import Console
    from rich.live import Live

    from app.demo.show import Show

    show = Show(Console(soft_wrap=False), play.lines)
    with Live(console=show.console, transient=True, refresh_per_second=4) as live:
        while not play.over and not serving.done():
            await play.step()
            for line, case in zip(fresh := show.fresh(), await play.cases(fresh), strict=True):
                show.tell(line, case)
            live.update(show.standing())
            await asyncio.sleep(PAUSE)
    for answer in play.quoted():
        show.quote(answer)
