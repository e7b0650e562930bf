"""Files of SP4N-LAPOR! on the command line: what is said of each row, and how this office speaks to LAPOR!."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from pathlib import Path
from typing import Any

import click

from app.build import build_store
from app.clock import SystemClock
from app.config import Config, read_config
from app.kept import read_all
from app.register import jakarta_day, kinds_of
from channels.lapor import Settings
from core.errors import ConfigError
from ops.lapor.bring import Bringing, Outcome
from ops.lapor.export import Speech
from ops.register.bring import Fate


def bring_lapor(config: Path, file: Path, account: str, *, dry: bool, as_json: bool) -> Counter[Fate]:
    """Bring the file in, row by row. Raises ConfigError and StoreError, each with its remedy."""
    found = read_config(config)
    _require(found, account)
    store = build_store(found, write=not dry)
    bringing = Bringing(store, SystemClock(), account, dry)

    async def bring() -> Counter[Fate]:
        counts = await bringing.bring(
            file, lambda outcome: click.echo(_said(outcome, dry=dry, as_json=as_json))
        )
        if not dry:
            await read_all(found, store, bringing.clock)
        return counts

    try:
        return asyncio.run(bring())
    finally:
        store.close_now()


def speech_of(config: Config) -> Speech:
    """Words of the first account of LAPOR!, or the usual ones: an office may export without one."""
    own = next((account.settings for account in config.accounts if account.kind == "lapor"), Settings())
    office = config.office
    return Speech(
        office.office, kinds_of(config), own.words(), (office.phone, office.address, office.counter)
    )


def _require(config: Config, name: str) -> None:
    reports = [account.name for account in config.accounts if account.kind == "lapor"]
    if not reports:
        raise ConfigError('accounts: reports are kept by an account of their own: add one of kind = "lapor"')
    if name not in reports:
        raise ConfigError(f"--account: {name!r} is none of LAPOR!; there are: {', '.join(reports)}")


def _said(outcome: Outcome, *, dry: bool, as_json: bool) -> str:
    return json.dumps(_object(outcome), ensure_ascii=False) if as_json else _line(outcome, dry)


def _object(outcome: Outcome) -> dict[str, Any]:
    shown: dict[str, Any] = {"row": outcome.line, "fate": outcome.fate.value}
    if outcome.report:
        report = outcome.report
        shown |= {"tracking_id": report.tracking_id, "received_at": report.received_at.isoformat()}
    if outcome.ticket:
        shown["ticket"] = outcome.ticket
    if outcome.twin:
        shown["same_as_row"] = outcome.twin
    return shown | {"faults": [{"column": one.column, "remedy": one.remedy} for one in outcome.faults]}


def _line(outcome: Outcome, dry: bool) -> str:
    match outcome.fate:
        case Fate.NEW if outcome.report:
            does = "would become a case" if dry else "becomes a case"
            report = outcome.report
            said = f"{does}: {report.tracking_id}, received {jakarta_day(report.received_at)}"
        case Fate.EXISTS:
            said = f"is here already ({outcome.ticket or 'kept, not read yet'})"
        case Fate.TWICE:
            said = f"has the tracking id of row {outcome.twin}: left out"
        case _:
            said = "BAD; " + "; ".join(f"{one.column}: {one.remedy}" for one in outcome.faults)
    return f"row {outcome.line}: {said}"
