"""`aduan import`: what other systems and earlier books hold comes in."""

from __future__ import annotations

import asyncio
import getpass
import json
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from core.errors import ConfigError

if TYPE_CHECKING:
    from app.config import Config
    from ops.register.bring import Bringing, Fate, Outcome
    from storage.store import SqlStore


@click.group()
def command() -> None:
    """Bring in what was recorded elsewhere."""


@command.command("register")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--account", help="The desk's account that keeps it; by default the first one.")
@click.option(
    "--mapping", type=click.Path(path_type=Path, dir_okay=False), help="Your own headings and words."
)
@click.option("--dry-run", "dry", is_flag=True, help="Only say row by row what would be done.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a row, the sums in the last line.")
@click.pass_obj
def register(
    config: Path, file: Path, account: str | None, mapping: Path | None, dry: bool, as_json: bool
) -> None:
    """Bring in the year's register of complaints from FILE (XLSX or CSV).

    A row that cannot be understood is named with its column, the reason and the remedy, and the rest goes on.
    Nobody is acknowledged. The same file again changes nothing. Exit 1 when some rows are bad.
    """
    from app.build import build_store
    from app.clock import SystemClock
    from app.config import read_config
    from ops.register.bring import Bringing, Fate
    from ops.register.mapping import Mappings, read_mappings
    from web.register_words import label_words

    found = read_config(config)
    store = build_store(found, write=not dry)
    try:
        bringing = Bringing(
            store,
            SystemClock(),
            _account(found, account),
            getpass.getuser(),
            read_mappings(mapping) if mapping else Mappings(),
            label_words(),
            found.office.ticket_prefix,
            dry,
        )
        counts = asyncio.run(_bring(found, store, bringing, file, _printer(as_json, dry)))
    finally:
        store.close_now()
    click.echo(json.dumps({"summary": _sums(counts)}) if as_json else _told(counts, dry))
    if counts[Fate.BAD]:
        sys.exit(1)


async def _bring(
    config: Config, store: SqlStore, bringing: Bringing, file: Path, report: Callable[[Outcome], None]
) -> Counter[Fate]:
    """Bring it in, then read what was kept."""
    from app.kept import read_all

    with _opened(file) as opened:
        counts = await bringing.bring(opened, file.name, report)
    if not bringing.dry:
        await read_all(config, store, bringing.clock)
    return counts


def _opened(file: Path) -> BinaryIO:
    try:
        return file.open("rb")
    except OSError as error:
        raise ConfigError(f"{file}: {error.strerror}") from None


def _account(config: Config, wished: str | None) -> str:
    desks = [account.name for account in config.accounts if account.kind == "desk"]
    if not desks:
        raise ConfigError('accounts: a register is kept by a desk: add an account of kind = "desk"')
    if wished is not None and wished not in desks:
        raise ConfigError(f"--account: {wished!r} is no desk; there are: {', '.join(desks)}")
    return wished or desks[0]


def _printer(as_json: bool, dry: bool) -> Callable[[Outcome], None]:
    if as_json:
        return lambda outcome: click.echo(json.dumps(_object(outcome), ensure_ascii=False))
    return lambda outcome: click.echo(_line(outcome, dry))


def _object(outcome: Outcome) -> dict[str, Any]:
    shown: dict[str, Any] = {"row": outcome.line, "fate": outcome.fate.value}
    if outcome.ticket:
        shown["ticket"] = outcome.ticket
    if outcome.twin:
        shown["same_as_row"] = outcome.twin
    if outcome.entry is not None and outcome.entry.past is not None:
        past = outcome.entry.past
        shown |= {
            "letter": outcome.entry.letter,
            "received_at": outcome.entry.received_at.isoformat(),
            "state": past.state,
            "answered_at": past.answered_at and past.answered_at.isoformat(),
        }
    shown["troubles"] = [
        {"column": one.column, "what": one.what.value, "value": one.value} for one in outcome.troubles
    ]
    return shown


def _line(outcome: Outcome, dry: bool) -> str:
    from app.register import jakarta_day, said_of

    troubles = "".join(f"; {said_of(one)}" for one in outcome.troubles)
    entry = outcome.entry
    if outcome.twin:
        return f"row {outcome.line}: says the same as row {outcome.twin}: left out{troubles}"
    if entry is not None and entry.past is not None:
        answered = f", answered {jakarta_day(entry.past.answered_at)}" if entry.past.answered_at else ""
        does = "would become a case" if dry else "becomes a case"
        how = (
            f"letter {entry.letter}, received {jakarta_day(entry.received_at)}, {entry.past.state}{answered}"
        )
        return f"row {outcome.line}: {does}: {how}{troubles}"
    if outcome.fate.value == "exists":
        known = outcome.ticket or "kept, not read yet"
        return f"row {outcome.line}: is here already ({known}){troubles}"
    return f"row {outcome.line}: BAD{troubles}"


def _sums(counts: Counter[Fate]) -> dict[str, int]:
    from ops.register.bring import Fate

    return {fate.value: counts[fate] for fate in Fate}


def _told(counts: Counter[Fate], dry: bool) -> str:
    from ops.register.bring import Fate

    new = f"{counts[Fate.NEW]} {'would become' if dry else 'became'} cases"
    return (
        f"{new}, {counts[Fate.EXISTS]} are here already, {counts[Fate.TWICE]} stand twice in the file, "
        f"{counts[Fate.BAD]} are bad"
    )


@command.command("lapor")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--account", required=True, help='The account of kind = "lapor" that the reports belong to.')
@click.option("--dry-run", "dry", is_flag=True, help="Only say row by row what would be done.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a row, the sums in the last line.")
@click.pass_obj
def lapor(config: Path, file: Path, account: str, dry: bool, as_json: bool) -> None:
    """Bring in reports of SP4N-LAPOR! from FILE (JSON, CSV or XLSX).

    A row that cannot be understood is named with its column and the remedy, and the rest goes on. A tracking
    id comes in once. T0 is the report's own date. Exit 1 when some rows are bad.
    """
    from app.lapor import bring_lapor
    from ops.register.bring import Fate

    counts = bring_lapor(config, file, account, dry=dry, as_json=as_json)
    click.echo(json.dumps({"summary": _sums(counts)}) if as_json else _told(counts, dry))
    if counts[Fate.BAD]:
        sys.exit(1)
