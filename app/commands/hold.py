"""`aduan hold`: while proceedings run, a case may not be erased."""

from __future__ import annotations

import getpass
from pathlib import Path

import click

_by = click.option("--by", default=getpass.getuser, help="Who does it; by default who runs this.")


@click.group()
def command() -> None:
    """Legal holds on cases (UU 27/2022 article 44): set, and lifted when the proceedings are over."""


@command.command("set")
@click.argument("ticket")
@click.option("--reason", required=True, help="Which proceedings; kept, sealed, in the case's history.")
@_by
@click.pass_obj
def hold(config: Path, ticket: str, reason: str, by: str) -> None:
    """Hold TICKET: nothing of its person is erased until the hold is lifted."""
    fresh = _say(config, ticket, reason, by, held=True)
    click.echo(f"{ticket} is held" if fresh else f"{ticket} is held already")


@command.command("lift")
@click.argument("ticket")
@click.option("--reason", required=True, help="Why it may go.")
@_by
@click.pass_obj
def lift(config: Path, ticket: str, reason: str, by: str) -> None:
    """Lift the hold of TICKET."""
    fresh = _say(config, ticket, reason, by, held=False)
    click.echo(f"{ticket} is not held any more" if fresh else f"{ticket} is not held")


def _say(config: Path, ticket: str, reason: str, by: str, *, held: bool) -> bool:
    from app.erasing import carry_out

    return bool(carry_out(config, "hold", {"ticket": ticket, "by": by, "reason": reason, "held": held}))
