"""`aduan check`: what is configured, what each platform answers, and what is left to do there."""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from core.errors import AduanError, ChannelError

if TYPE_CHECKING:
    from app.checking import Checked
    from app.config import AccountSection, Config


LEAST_ROOM = 64_000_000  # bytes: a day's files of a busy office


@dataclass(frozen=True, slots=True)
class House:
    """What is wrong with the office's own files, and with its database; "" where nothing is."""

    files: str = ""
    database: str = ""


@click.command()
@click.option("--account", "name", help="Only this account.")
@click.option(
    "--send-test", "to", metavar="ADDRESS", help="Send a test message there, in the account's name."
)
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@click.pass_obj
def command(config: Path, name: str | None, to: str | None, *, as_json: bool) -> None:
    """Probe the office's files, the database and every account. Exit 1 when one of them does not serve.

    ADDRESS is what the channel calls a person: a mail address, a number with country code, a chat's number.
    """
    from app.config import read_config

    found = read_config(config)
    sections = _chosen(found, name, to)
    database, officers = _database(found)
    house = House(_files(found), database)
    checked, sent = asyncio.run(_ask(sections, to, found.office.office))
    well = house == House() and all(one.well for one in checked) and not (sent and sent[0])
    if as_json:
        _print_json(config, house, checked, sent)
    else:
        _print(config, len(found.accounts), house, checked, sent)
        for missing in _missing(found, officers):
            click.echo(f"  - {missing}")
    sys.exit(0 if well else 1)


def _chosen(found: Config, name: str | None, to: str | None) -> list[AccountSection]:
    sections = [section for section in found.accounts if name in {None, section.name}]
    if name is not None and not sections:
        known = ", ".join(section.name for section in found.accounts) or "none"
        raise click.UsageError(f"there is no account {name!r}; there are: {known}")
    if to is not None and len(sections) != 1:
        raise click.UsageError("say --account: a test message leaves by one account")
    return sections


def _files(found: Config) -> str:
    """What is wrong with what the office has put beside its configuration; "" when all of it can be read."""
    from app.build import build_calendar, build_desk

    try:
        build_desk(found, build_calendar(found))
    except AduanError as error:
        return str(error)
    return ""


def _database(found: Config) -> tuple[str, int]:
    """What is wrong with it, "" when it serves; and how many officers may sign in (-1: not known)."""
    from app.build import build_store

    try:
        store = build_store(found, write=False)
        try:
            officers = asyncio.run(store.read(lambda unit: unit.staff.officers()))
        finally:
            store.close_now()
    except AduanError as error:
        return str(error), -1
    return _room(found.store.database_file), sum(one.active for one in officers)


def _room(database: Path | None) -> str:
    """Nothing can be kept on a full disk, and it shows only when something comes in."""
    if database is None or (free := shutil.disk_usage(database.parent).free) >= LEAST_ROOM:
        return ""
    return (
        f"{database}: only {free // 1_000_000} MB are left on its disk: make room before nothing can be kept"
    )


def _missing(found: Config, officers: int) -> list[str]:
    """What a new office has still to do."""
    said = []
    if not found.accounts:
        said.append("there is no account yet: put one into the configuration, its examples stand at the end")
    if officers == 0:
        said.append("nobody may sign in yet: `aduan user add NAME --role complaint_manager`")
    return said


async def _ask(
    sections: list[AccountSection], to: str | None, office: str
) -> tuple[list[Checked], tuple[str, str] | None]:
    """All accounts side by side; then what became of the test message: an error's code, and words or an id."""
    from app.build import build_channel
    from app.checking import check, send_test

    channels = [build_channel(section) for section in sections]
    try:
        checked = await asyncio.gather(*map(check, sections, channels))
        if to is None:
            return checked, None
        try:
            return checked, ("", await send_test(channels[0], to, office))
        except ChannelError as error:
            return checked, (error.code, str(error))
    finally:
        for channel in channels:
            await channel.close()


def _print(
    config: Path, accounts: int, house: House, checked: list[Checked], sent: tuple[str, str] | None
) -> None:
    click.echo(f"{config}: read; {accounts} account{'' if accounts == 1 else 's'}")
    click.echo(f"calendar, words, notices, standards: {house.files or 'can be read'}")
    click.echo(f"database: {house.database or 'opens, and the master key fits'}")
    for one in checked:
        click.echo(f"{one.account} ({one.kind}): {one.answer if one.well else f'{one.state}: {one.answer}'}")
        for key, value in one.configured.items():
            click.echo(f"    {key} = {json.dumps(value, ensure_ascii=False, default=str)}")
        if one.secret:
            click.echo(f"    secret: {one.secret}")
        for task in one.tasks:
            click.echo(f"  - {task}")
        click.echo(f"    {one.guide} leads through it")
    if sent is not None:
        code, words = sent
        click.echo(f"test message: {code}: {words}" if code else f"test message: handed over as {words}")


def _print_json(config: Path, house: House, checked: list[Checked], sent: tuple[str, str] | None) -> None:
    shown = {
        "config": str(config),
        "files": house.files or "ok",
        "database": house.database or "ok",
        "accounts": [one.shown() for one in checked],
        "test": None if sent is None else {"state": sent[0] or "sent", "detail": sent[1]},
    }
    click.echo(json.dumps(shown, ensure_ascii=False, indent=2, default=str))
