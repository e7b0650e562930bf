"""`aduan normalise`: what a raw delivery would become. Touches nothing."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from core.errors import AduanError


@click.command()
@click.option("--channel", help="email, twilio, telegram, instagram or x (twitter).")
@click.option(
    "--batch", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Read DIR/**/input.bin."
)
@click.argument("file", type=click.File("rb"), required=False)
def command(channel: str | None, batch: Path | None, file: Any) -> None:
    """Print what FILE (or - for standard input) would become: an object, or an array of several."""
    from app.normalised import normalise

    if batch is not None:
        _print_batch(batch)
        return
    if channel is None or file is None:
        raise click.UsageError("say --channel and a FILE, or --batch DIR")
    try:
        found = normalise(channel, file.read())
    except AduanError as error:
        click.echo(f"aduan normalise: {error}", err=True)
        sys.exit(2)
    click.echo(json.dumps(found[0] if len(found) == 1 else found, ensure_ascii=False, indent=2))


def _print_batch(directory: Path) -> None:
    from app.normalised import cases, normalise

    for name, channel, raw in cases(directory):
        line: dict[str, Any] = {"case": name}
        try:
            found = normalise(channel, raw)
            line["result"] = found[0] if len(found) == 1 else found
        except AduanError as error:
            line["error"] = str(error)
        click.echo(json.dumps(line, ensure_ascii=False))
