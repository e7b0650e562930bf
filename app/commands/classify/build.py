"""`aduan classify build`: the model from its sources."""

from __future__ import annotations

import time

import click


@click.command()
def build() -> None:
    """Build the model of this version, unless it is there already."""
    from app.models import model_directory, nothing_collected
    from core.classify.kept import get_model

    started = time.perf_counter()
    with nothing_collected():
        model = get_model(model_directory())
    click.echo(f"{model.version}: {len(model.weights):,} features ({time.perf_counter() - started:.1f} s)")
