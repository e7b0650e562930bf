"""`aduan converse`: dialogues played through the live code."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from app.commands.classify.lines import read_lines
from core.errors import ConfigError

if TYPE_CHECKING:
    from app.config import Config


@click.command()
@click.option(
    "--jsonl",
    "file",
    type=click.File("r", encoding="utf-8"),
    required=True,
    metavar="FILE",
    help="Lines {id, channel, turns: [{at, text, attachments}]}; - for standard input.",
)
@click.pass_obj
def command(config: Path, file: Any) -> None:
    """Play dialogues through the live code, and print what stands at the end of each, a line of JSON.

    The office is the one of the configuration where there is one; its database is never opened. Time passes
    as the dialogues say, and at the end until every date has passed until which data was waited for.
    """
    from app.config import read_config

    asyncio.run(_play(read_config(config) if config.exists() else None, read_lines(file)))


async def _play(config: Config | None, lines: Iterable[dict[str, Any]]) -> None:
    from app.clock import SystemClock
    from app.conversation.dialogue import read_dialogue
    from app.conversation.play import stage

    wrong = 0
    async with stage(config) as played:
        for line in lines:
            try:
                found = await played.play(read_dialogue(line, SystemClock().now()))
                click.echo(json.dumps(found.line(), ensure_ascii=False))
            except ConfigError as error:
                wrong += 1
                click.echo(json.dumps({"id": line.get("id"), "error": str(error)}, ensure_ascii=False))
    if wrong:
        click.echo(f"aduan converse: {wrong} dialogues could not be read", err=True)
        sys.exit(2)
