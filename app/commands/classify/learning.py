"""`aduan classify train`, `versions`, `promote`, `rollback`, `figures`: what officers taught, and who may use it."""

from __future__ import annotations

import asyncio
import getpass
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from core.learning.comparison import Comparison
    from core.learning.figures import Share
    from core.learning.versions import Versions
    from core.ports.store import Store

T = TypeVar("T")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@click.pass_obj
def train(config: Path, as_json: bool) -> None:
    """Train a new version from officers' corrections and confirmations, and put it on trial.

    It is judged on the newest cases, which it did not see. It reads along in the running service until a
    person promotes it. Exit 1 where too few cases were judged.
    """
    from app.clock import SystemClock
    from app.learning import read_examples, train_and_keep

    examples = _with_store(config, read_examples)
    trained = train_and_keep(examples, _versions(config).folder, SystemClock().now())
    if trained is None:
        from core.learning.training import LEAST

        click.echo(f"{len(examples)} judged cases are too few to learn from: {LEAST} are wanted")
        raise SystemExit(1)
    if as_json:
        rows = [_row(one) for one in trained.comparisons]
        click.echo(json.dumps({"version": trained.version, "parent": trained.parent, "fields": rows}))
        return
    click.echo(f"{trained.version}: learnt from {trained.learnt_from} cases, beside {trained.parent}")
    _tell(trained.comparisons)
    click.echo(
        "on trial now" if trained.hopeful else "kept, but not put on trial: it is surely worse somewhere"
    )


@click.command()
@click.pass_obj
def versions(config: Path) -> None:
    """List the office's own versions, and which is live and on trial."""
    found = _versions(config)
    standing = found.standing()
    click.echo(f"live: {standing.live or 'the shipped one'}; on trial: {standing.trial or 'none'}")
    for manifest in found.listed():
        click.echo(f"{manifest['version']}  {manifest['at']}  from {manifest['learnt_from']} cases")


@click.command()
@click.argument("version")
@click.pass_obj
def promote(config: Path, version: str) -> None:
    """Make VERSION the live one, if its trial shows that it is better; refuse it otherwise, with the reason."""
    from app.learning import read_judgements
    from core.learning.comparison import on_trial

    comparisons = on_trial(_with_store(config, read_judgements), version)
    _tell(comparisons)
    _versions(config).promote(version, getpass.getuser(), comparisons)
    click.echo(f"{version} is live; the service takes it up within a minute")


@click.command()
@click.pass_obj
def rollback(config: Path) -> None:
    """Make the version live again that was live before."""
    standing = _versions(config).roll_back(getpass.getuser())
    click.echo(
        f"{standing.live or 'the shipped version'} is live again; the service takes it up within a minute"
    )


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@click.pass_obj
def figures(config: Path, as_json: bool) -> None:
    """How right the classifier was by what officers said: counts, intervals, and nothing below 30 cases."""
    from app.learning import read_judgements
    from core.learning.figures import figures as count

    fields = count(_with_store(config, read_judgements))
    if as_json:
        shown = [
            {
                "field": one.field,
                "all": _share(one.all),
                "labels": {
                    label.label: {"precision": _share(label.found_right), "recall": _share(label.right_found)}
                    for label in one.labels
                },
                "confusions": one.confusions,
                "calibration": [(low, high, _share(share)) for low, high, share in one.calibration],
                "months": {name: _share(share) for name, share in one.months},
                "versions": {name: _share(share) for name, share in one.versions},
            }
            for one in fields
        ]
        click.echo(json.dumps(shown))
        return
    for one in fields:
        click.echo(f"{one.field:<10} {_said(one.all)}")
        for label in one.labels:
            click.echo(
                f"  {label.label:<24} found: {_said(label.right_found):<34} right: {_said(label.found_right)}"
            )


def _versions(config: Path) -> Versions:
    from app.config import read_config
    from core.learning.versions import Versions

    return Versions(read_config(config).intake.models)


def _with_store(config: Path, read: Callable[[Store], Awaitable[T]]) -> T:
    """What is read of the store, beside a running service."""
    from app.build import build_store
    from app.config import read_config

    store = build_store(read_config(config), write=False)
    try:
        return asyncio.run(_awaited(read, store))
    finally:
        store.close_now()


async def _awaited(read: Callable[[Store], Awaitable[T]], store: Store) -> T:
    return await read(store)


def _tell(comparisons: tuple[Comparison, ...]) -> None:
    for one in comparisons:
        bound = f"{one.gain:+.3f}, at least {one.low:+.3f}" if one.enough else "not enough data"
        click.echo(f"  {one.field:<10} {one.old_right} -> {one.new_right} of {one.count} right ({bound})")


def _row(one: Comparison) -> dict[str, object]:
    return {
        "field": one.field,
        "cases": one.count,
        "old_right": one.old_right,
        "new_right": one.new_right,
        "gain": one.gain,
        "low": one.low,
        "worse": list(one.worse),
    }


def _share(share: Share) -> dict[str, object]:
    return {"n": share.count, "value": share.value, "low": share.low, "high": share.high}


def _said(share: Share) -> str:
    if share.value is None or share.low is None or share.high is None:
        return f"not enough data (n={share.count})"
    return f"{share.value:.2f} ({share.low:.2f}-{share.high:.2f}, n={share.count})"
