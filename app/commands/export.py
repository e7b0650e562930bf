"""`aduan export`: the register of complaints as a file."""

from __future__ import annotations

import asyncio
import getpass
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

if TYPE_CHECKING:
    from ops.register.export import Wish, Written

DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "xlsx", "json", "lapor"]),
    help="By default as FILE ends; lapor: the columns of SP4N-LAPOR!.",
)
@click.option(
    "--output",
    "output",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("-"),
    help="The file to write; - (the default) is the standard output.",
)
@click.option("--since", type=DAY, help="Only what was received on this date (Asia/Jakarta) or later.")
@click.option("--until", type=DAY, help="Only what was received on this date or earlier.")
@click.option(
    "--with-identities",
    is_flag=True,
    help="Names, contacts and texts in clear; wants --reason, is on record.",
)
@click.option("--with-restricted", is_flag=True, help="Restricted cases, too; wants --reason, is on record.")
@click.option("--reason", default="", help="What identities or restricted cases are taken for.")
@click.pass_obj
def command(
    config: Path,
    form: str | None,
    output: Path,
    since: datetime | None,
    until: datetime | None,
    with_identities: bool,
    with_restricted: bool,
    reason: str,
) -> None:
    """Write every case with its register value (a to m, or the channel's kind), dates, labels and state.

    People are masked unless --with-identities is given. Cases are read page by page, beside a running
    service. What is taken with a reason is on record: `aduan audit disclosures`.
    """
    from ops.register.export import Wish

    if with_identities and form == "lapor":
        raise click.UsageError("--format lapor never holds identities: LAPOR! keeps its reporters itself")
    if (with_identities or with_restricted) and not reason.strip():
        raise click.UsageError("--with-identities and --with-restricted want --reason TEXT, which is kept")
    wish = Wish(
        form or _format_of(output),
        since and since.date(),
        until and until.date(),
        with_identities,
        with_restricted,
        getpass.getuser(),
        reason,
    )
    written = _export(config, wish, output)
    click.echo(f"{written.lines} cases written" + _hidden(written), err=True)


def _format_of(output: Path) -> str:
    suffix = output.suffix.removeprefix(".").lower()
    return suffix if suffix in {"csv", "xlsx", "json"} else "csv"


def _hidden(written: Written) -> str:
    left = f"; {written.restricted} restricted cases are left out (--with-restricted)"
    return left if written.restricted else ""


def _export(config: Path, wish: Wish, output: Path) -> Written:
    from app.build import build_store
    from app.clock import SystemClock
    from app.config import read_config
    from app.lapor import speech_of
    from app.register import kinds_of, wording_of
    from ops.lapor.export import export_lapor
    from ops.register.export import export

    found = read_config(config)
    store = build_store(found, write=wish.discloses)
    try:
        with _target(output) as file, click.progressbar(length=1, file=sys.stderr) as bar:

            def progress(done: int, of: int) -> None:
                bar.length = max(of, 1)
                bar.update(done - bar.pos)

            if wish.format == "lapor":
                told = export_lapor(store, SystemClock(), wish, file, speech_of(found), progress)
                return asyncio.run(told)
            return asyncio.run(
                export(
                    store,
                    SystemClock(),
                    wish,
                    file,
                    kinds=kinds_of(found),
                    wording=wording_of(found),
                    progress=progress,
                )
            )
    finally:
        store.close_now()


@contextmanager
def _target(output: Path) -> Iterator[BinaryIO]:
    """The file, whole or not at all, and for nobody but its owner; or the standard output."""
    if str(output) == "-":
        yield sys.stdout.buffer
        return
    try:
        handle, name = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}.")
    except OSError as error:
        raise click.UsageError(f"--output: {output.parent}: {error.strerror}") from None
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        part.replace(output)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
