"""`aduan classify`: labels and facts of texts; the model behind them, built and judged."""

from __future__ import annotations

import click

from app.commands.classify.build import build
from app.commands.classify.evaluate import evaluate
from app.commands.classify.learning import figures, promote, rollback, train, versions
from app.commands.classify.printing import print_labels


class TextOrCommand(click.Group):
    """What is no command's name is a text: `aduan classify "izin saya belum terbit"`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args[:1] not in ([name] for name in (*self.commands, "-h", "--help")):
            args = ["text", *args]
        return super().parse_args(ctx, args)


@click.group(cls=TextOrCommand)
def command() -> None:
    """Print all labels and facts of a text (or of standard input), or of each line of --jsonl, as JSON."""


command.add_command(print_labels, "text")
command.add_command(build, "build")
command.add_command(evaluate, "eval")
for one in (train, versions, promote, rollback, figures):
    command.add_command(one)
