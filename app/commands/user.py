"""`aduan user`: who may sign in to the inbox."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from core.errors import NotAllowed
from core.ports.inbox import Officer, Role
from core.ports.store import Unit


@click.group()
def command() -> None:
    """Add officers, change passwords, list who there is."""


@command.command("add")
@click.argument("name")
@click.option("--full-name", default="", help="As colleagues know the officer.")
@click.option(
    "--role", type=click.Choice([role.value for role in Role]), default=Role.OFFICER.value, show_default=True
)
@click.option("--unit", default="", help="The unit, as in the routing table.")
@click.password_option(help="Asked for when it is not given; at least 10 characters.")
@click.pass_obj
def add(config: Path, name: str, full_name: str, role: str, unit: str, password: str) -> None:
    """Add the officer NAME."""
    from app.build import build_store
    from app.config import read_config
    from web.passwords import Passwords

    if name != name.strip() or not name.isprintable() or not 0 < len(name) <= 64:
        raise click.UsageError(
            f"{name!r} is no name to sign in with: 1 to 64 letters, without blanks around them"
        )
    _demand_length(password)
    store = build_store(read_config(config))
    officer = Officer(name, full_name or name, Role(role), unit)
    hashed = asyncio.run(Passwords().hash(password))
    try:
        asyncio.run(store.write(lambda found: found.staff.add(officer, hashed)))
    finally:
        store.close_now()
    click.echo(f"{name} may sign in")


@command.command("password")
@click.argument("name")
@click.password_option()
@click.pass_obj
def password(config: Path, name: str, password: str) -> None:
    """Change the password of NAME."""
    from app.build import build_store
    from app.config import read_config
    from web.passwords import Passwords

    _demand_length(password)
    store = build_store(read_config(config))
    hashed = asyncio.run(Passwords().hash(password))
    try:
        asyncio.run(store.write(lambda unit: _change(unit, name, hashed)))
    finally:
        store.close_now()
    click.echo(f"the password of {name} is changed")


@command.command("list")
@click.pass_obj
def officers(config: Path) -> None:
    """List the officers."""
    from app.build import build_store
    from app.config import read_config

    store = build_store(read_config(config), write=False)
    try:
        for officer in asyncio.run(store.read(lambda unit: unit.staff.officers())):
            state = "" if officer.active else " (inactive)"
            click.echo(f"{officer.name}\t{officer.role.value}\t{officer.full_name}{state}")
    finally:
        store.close_now()


def _change(unit: Unit, name: str, hashed: str) -> None:
    if name not in {officer.name for officer in unit.staff.officers()}:
        raise NotAllowed(
            f"there is no officer {name}: `aduan user list` names them, `aduan user add` adds one"
        )
    unit.staff.change_password(name, hashed)


def _demand_length(password: str) -> None:
    if len(password) < 10:
        raise click.UsageError("the password needs at least 10 characters")
