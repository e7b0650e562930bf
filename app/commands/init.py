"""`aduan init`: a configuration, a master key and an empty database."""

from __future__ import annotations

import os
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

import click

from core.errors import ConfigError

if TYPE_CHECKING:
    from app.config import StoreSection


@click.command()
@click.option(
    "--escrow", is_flag=True, help="Type the master key in from its escrow copy, where its file is lost."
)
@click.pass_obj
def command(config: Path, *, escrow: bool) -> None:
    """Write what is missing; nothing that exists is touched. Prints the key's escrow copy once."""
    from app.build import build_store
    from app.config import read_config

    if not config.exists():
        write(config, example())
        click.echo(f"{config}: written; put your accounts in")
    found = read_config(config)
    section, key_file = found.store, found.store.master_key_file
    if escrow and (section.master_key_env or key_file is None or key_file.exists()):
        raise click.UsageError(f"{key_file or section.master_key_env}: the key is there; nothing was changed")
    missing = not section.master_key_env and key_file is not None and not key_file.exists()
    if missing and key_file is not None:
        _write_key(section, key_file, escrow=escrow)
    try:
        build_store(found, create=True).close_now()
    except ConfigError:
        if missing and key_file is not None:  # the database is bound to another key than this one
            key_file.unlink()
        raise
    click.echo("The database is ready. Next: `aduan user add NAME`, `aduan check`, `aduan serve`.")


def _write_key(section: StoreSection, key_file: Path, *, escrow: bool) -> None:
    """A new key, or the one of the escrow copy. Raises ConfigError where a new key would fit nothing that is there,
    and for a copy with a typing error.
    """
    from storage.seal import escrow_text, generate_master_key, master_key_text, parse_escrow

    database = section.database_file
    if not escrow and database is not None and database.exists():
        raise ConfigError(
            f"{key_file}: it is missing, and {database} can be read with no other key: put it back, or type it "
            "in from its escrow copy with `aduan init --escrow`"
        )
    key = parse_escrow("\n".join(_typed())) if escrow else generate_master_key()
    write(key_file, master_key_text(key) + "\n", 0o600)
    click.echo(f"{key_file}: written. Without this key nothing can be read again.")
    if not escrow:
        click.echo("Write down this copy and lock it away, apart from the backups:\n")
        click.echo(escrow_text(key) + "\n")


def _typed() -> list[str]:
    """The rows of the escrow copy, as the keyboard or a pipe gives them."""
    return [click.prompt(f"Row {number} of 4", type=str) for number in range(1, 5)]


def write(path: Path, text: str, mode: int = 0o666) -> None:
    """A new file, on the disk whole or not there at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.new")
    try:
        unfinished.unlink(missing_ok=True)
        unfinished.touch(mode=mode)
        with unfinished.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def example() -> str:
    """The text of config.example.toml, from the package or from the checkout."""
    packed = resources.files("app").joinpath("config.example.toml")
    beside = Path(__file__).parent.parent.parent / "config.example.toml"
    for place in (packed, beside):
        if place.is_file():
            return place.read_text(encoding="utf-8")
    raise ConfigError("config.example.toml is missing from this installation: install Aduan anew")
