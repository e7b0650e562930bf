"""The command line: each command is imported when it is called, so that `--help` starts at once."""

from __future__ import annotations

import errno
import importlib
import sys
from pathlib import Path

import click

from core.errors import AduanError

# name -> (module below app.commands, what it does)
COMMANDS = {
    "init": ("init", "Write a configuration, a master key and an empty database."),
    "check": ("check", "Say per account what is configured and what its platform answers."),
    "serve": ("serve", "Run the service: intake, dispatch, inbox."),
    "demo": ("demo", "Watch messages of every channel become cases, on stand-ins of the platforms."),
    "status": ("status", "Print what came in, what became of it, and how each account fares."),
    "normalise": ("normalise", "Print what a raw delivery would become, as JSON."),
    "classify": ("classify", "Print the labels and facts of texts."),
    "converse": ("converse", "Play dialogues through the live code, and print what stands at the end."),
    "reread": ("reread", "Read quarantined deliveries again."),
    "user": ("user", "Add officers and change their passwords."),
    "standards": ("standards", "Import service standards, and find the clause that a text is about."),
    "calendar": ("calendar", "Explain working days and due dates."),
    "import": ("imports", "Bring in an earlier register (XLSX, CSV), or reports of SP4N-LAPOR!."),
    "export": ("export", "Write the register of complaints as CSV, XLSX or JSON."),
    "erase": ("erase", "Erase a person's data, by wish or at the end of retention."),
    "hold": ("hold", "Hold a case for legal proceedings, so that it cannot be erased."),
    "audit": ("audit", "Verify the chains of history; list who exported identities."),
}


class LazyGroup(click.Group):
    """Knows the commands' names and one sentence each; imports the one that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - Click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - Click's signature
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"app.commands.{COMMANDS[cmd_name][0]}")
        command = module.command
        assert isinstance(command, click.Command)  # noqa: S101 - a command module without its command is our mistake
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - Click's signature
        with formatter.section("Commands"):
            formatter.write_dl([(name, sentence) for name, (_, sentence) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--config",
    "config",
    type=click.Path(path_type=Path),
    default=Path("config.toml"),
    show_default=True,
    envvar="ADUAN_CONFIG",
    help="The configuration file.",
)
@click.version_option(package_name="aduan")
@click.pass_context
def root(ctx: click.Context, config: Path) -> None:
    """Aduan: complaints from every channel in one inbox, answered by their legal date."""
    ctx.obj = config


DISK = {
    errno.ENOSPC: "make room and try again",
    errno.EDQUOT: "make room and try again",
    errno.EROFS: "name a place that may be written to",
}
RIGHTS = "correct the path, or give the right to it"


def main() -> None:
    """Exit codes: 0 all is well, 1 something named is not, 2 the input or the configuration is wrong."""
    try:
        root(standalone_mode=True)
    except AduanError as error:
        click.echo(f"aduan: {error}", err=True)
        sys.exit(2)
    except OSError as error:
        if error.filename is None and error.errno not in DISK:
            raise  # not of a file: our mistake
        words = DISK.get(error.errno or 0, RIGHTS)
        click.echo(f"aduan: {error.filename or 'a file'}: {error.strerror}; {words}", err=True)
        sys.exit(2)
