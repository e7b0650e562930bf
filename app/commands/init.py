"""`aduan init`: a configuration, a master key and an empty database."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import click

from core.errors import ConfigError


@click.command()
@click.pass_obj
def command(config: Path) -> None:
    """Write what is missing; nothing that exists is touched. Prints the key's escrow copy once."""
    from app.build import build_store
    from app.config import read_config
    from storage.seal import escrow_text, generate_master_key, master_key_text

    if not config.exists():
        config.parent.mkdir(parents=True, exist_ok=True)
        config.write_text(example(), encoding="utf-8")
        click.echo(f"{config}: written; put your accounts in")
    section = read_config(config).store
    key_file = section.master_key_file
    if not section.master_key_env and key_file is not None and not key_file.exists():
        key = generate_master_key()
        key_file.parent.mkdir(parents=True, exist_ok=True)
        key_file.touch(mode=0o600)
        key_file.write_text(master_key_text(key) + "\n", encoding="utf-8")
        click.echo(f"{key_file}: written. Without this key nothing can be read again.")
        click.echo("Write down this copy and lock it away, apart from the backups:\n")
        click.echo(escrow_text(key) + "\n")
    build_store(read_config(config), create=True).close_now()
    click.echo("The database is ready. Next: `aduan user add NAME`, `aduan check`, `aduan serve`.")


def example() -> str:
    """The text of config.example.toml, from the package or from the checkout."""
    packed = resources.files("app").joinpath("config.example.toml")
    beside = Path(__file__).parent.parent.parent / "config.example.toml"
    for place in (packed, beside):
        if place.is_file():
            return place.read_text(encoding="utf-8")
    raise ConfigError("config.example.toml is missing from this installation: install Aduan anew")
