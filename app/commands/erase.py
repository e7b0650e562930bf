"""`aduan erase`: a person's wish to be erased, or the end of the archive schedule."""

from __future__ import annotations

import getpass
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from core.case.erased import Ground

if TYPE_CHECKING:
    from core.work.erase import Prospect


@click.command()
@click.argument("ticket")
@click.option(
    "--ground",
    type=click.Choice([ground.value for ground in Ground]),
    default=Ground.WISH.value,
    show_default=True,
    help="The person's wish, or the end of retention.",
)
@click.option(
    "--withdrawn", is_flag=True, help="The person takes open cases back; an officer has confirmed it."
)
@click.option("--by", default=getpass.getuser, help="Who does it, for the history; by default who runs this.")
@click.option("--dry-run", "dry", is_flag=True, help="Only say what would go.")
@click.option("--yes", is_flag=True, help="Ask nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object at the end; wants --yes or --dry-run.")
@click.pass_obj
def command(
    config: Path, ticket: str, ground: str, withdrawn: bool, by: str, dry: bool, yes: bool, as_json: bool
) -> None:
    """Erase the person of TICKET, with all cases, messages, files and addresses (UU 27/2022 articles 42-44).

    What would go is shown first. What has to be kept is named with the remedy, and then nothing goes (exit 1).
    The cases stay as numbers and dates, and their histories say that it was done, when and by whom. It cannot be
    undone. Runs beside the service, too. Once more, it takes what came or was left since.
    """
    from app.erasing import carry_out, prospect

    if as_json and not (yes or dry):
        raise click.UsageError("--json wants --yes or --dry-run: it asks nothing")
    found = prospect(config, ticket, withdrawn=withdrawn)
    said = _object(ticket, found)
    if not as_json:
        _show(found)
    done = None
    if not (dry or found.hindrances):
        if not (yes or found.since):
            click.confirm("Erase this person for good?", abort=True)
        tickets = found.extent.tickets
        order = {"ticket": ticket, "by": by, "ground": ground, "withdrawn": withdrawn, "tickets": tickets}
        done = carry_out(config, "erase", order)
    if as_json:
        click.echo(json.dumps(said | ({"erased": True, "by": by, "ground": ground} | done if done else {})))
    elif done:
        _report(done, by)
    if found.hindrances:
        sys.exit(1)


def _object(ticket: str, found: Prospect) -> dict[str, Any]:
    from app.erasing import told
    from core.work.erase import REMEDIES

    return {
        "ticket": ticket,
        "erased": found.since is not None,
        **told(found.extent),
        "hindrances": [
            {"ticket": one.ticket, "reason": one.reason.value, "remedy": REMEDIES[one.reason]}
            for one in found.hindrances
        ],
    }


def _show(found: Prospect) -> None:
    from core.work.erase import REMEDIES

    extent = found.extent
    if found.since is not None:
        day = found.since.at.isoformat(timespec="seconds")
        click.echo(f"erased already on {day} by {found.since.by}: what is left goes now")
        return
    click.echo(f"cases: {len(extent.tickets)} ({', '.join(extent.tickets)})")
    click.echo(f"messages: {extent.messages}, answers: {extent.answers}")
    click.echo(f"files: {extent.files} ({extent.octets} bytes)")
    if extent.elsewhere:
        own = "the person's messages go, the rest stays"
        click.echo(f"wrote in cases of others, too ({', '.join(extent.elsewhere)}): {own}")
    for one in found.hindrances:
        click.echo(f"KEEP {one.ticket}: {REMEDIES[one.reason]}")
    if found.hindrances:
        click.echo("nothing is erased")


def _report(done: dict[str, Any], by: str) -> None:
    click.echo(f"erased by {by}, {done['at']}: {', '.join(done['tickets'])}")
    if done["left"]:
        click.echo(f"nobody can read it any more, but traces are left on the disk: {done['left']}")
        click.echo("the service takes them off within a day; running this again does it now")
