"""`aduan calendar`: working days and due dates, explained."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from core.law.calendar import IndonesianCalendar

DATE = click.DateTime(["%Y-%m-%d"])


@click.group()
def command() -> None:
    """Working days of the office."""


@command.command("due")
@click.argument("received", type=DATE, metavar="DATE")
@click.option("--days", type=click.IntRange(min=1), default=14, show_default=True, help="Working days.")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@click.pass_obj
def due(config: Path, received: datetime, days: int, as_json: bool) -> None:
    """By when something received on DATE must be answered."""
    calendar, day = _calendar(config), received.date()
    end = calendar.add_working_days(day, days)
    sure = all(calendar.is_sure(date.fromordinal(n)) for n in range(day.toordinal() + 1, end.toordinal() + 1))
    if as_json:
        click.echo(json.dumps({"due": end.isoformat(), "sure": sure, "calendar": calendar.version}))
    else:
        click.echo(f"{end.isoformat()}{'' if sure else '  (not yet decreed: may change)'}")


@command.command("explain")
@click.argument("start", type=DATE, metavar="FROM")
@click.argument("end", type=DATE, metavar="TO")
@click.pass_obj
def explain(config: Path, start: datetime, end: datetime) -> None:
    """Which days after FROM up to TO are not counted, and why."""
    for off in _calendar(config).skipped(start.date(), end.date()):
        click.echo("\t".join(str(part) for part in off))


@command.command("show")
@click.argument("year", type=click.IntRange(2020, 2100))
@click.pass_obj
def show(config: Path, year: int) -> None:
    """The days of YEAR, weekends apart, on which the office does not work."""
    for off in _calendar(config).skipped(date(year - 1, 12, 31), date(year, 12, 31)):
        if off[0].weekday() < 5:
            click.echo("\t".join(str(part) for part in off))


def _calendar(config: Path) -> IndonesianCalendar:
    """The configured calendar; without a configuration, the one everybody has."""
    from app.build import build_calendar
    from app.config import Config, read_config

    return build_calendar(read_config(config) if config.exists() else Config())
