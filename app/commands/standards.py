"""`aduan standards`: the office's service standards, imported from its own files."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from app.config import Config
    from core.standard.catalogue import Standard
    from core.standard.document import Read
    from core.standard.link import Link

FOLDER = Path("standards")


@click.group()
def command() -> None:
    """Service standards: what the office promises, clause by clause."""


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--into", type=click.Path(path_type=Path), help="The folder to write to.")
@click.option("--dry-run", is_flag=True, help="Only say what is in it.")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@click.pass_obj
def bring(config: Path, file: Path, into: Path | None, dry_run: bool, as_json: bool) -> None:
    """Read the standards in FILE: a published document (text with tabs, HTML), .toml, .csv or .json.

    Exit 1 where something found no place: it is named, and what could be read is kept all the same.
    """
    from core.standard.files import read_standards, to_json

    read = read_standards(file)
    folder = into or _config(config).office.standards or FOLDER
    if not dry_run and read.standards:
        folder.mkdir(parents=True, exist_ok=True)
        for standard in read.standards:
            (folder / f"{_slug(standard)}.json").write_text(to_json(standard), encoding="utf-8")
    if as_json:
        click.echo(json.dumps(_summary(read), ensure_ascii=False))
    else:
        _tell(read, None if dry_run else folder)
        if not dry_run and read.standards:
            click.echo(_next(config, folder))
    if read.unplaced:
        raise SystemExit(1)


@command.command("link")
@click.argument("text")
@click.option("--sent-on", type=click.DateTime(["%Y-%m-%d"]), help="The day it was written; default: today.")
@click.option(
    "--standards", type=click.Path(path_type=Path, exists=True), help="A folder of imported standards."
)
@click.pass_obj
def link(config: Path, text: str, sent_on: datetime | None, standards: Path | None) -> None:
    """Which clause TEXT is about, and whether what it states would break the promise, as JSON."""
    from dataclasses import replace

    from app.build import build_calendar, build_desk
    from app.clock import SystemClock
    from core.law.deadline import jakarta_date
    from core.standard.link import link as find

    settings = _config(config)
    if standards is not None:
        settings = replace(settings, office=replace(settings.office, standards=standards))
    calendar = build_calendar(settings)
    desk = build_desk(settings, calendar)
    day = sent_on.date() if sent_on else jakarta_date(SystemClock().now())
    found = desk.classifier.classify(text, day)
    linked = find(desk.catalogue, found.component, text, found.facts, day, calendar)
    labels = {
        "sector": found.sector.value,
        "component": found.component.value if found.component else None,
        "service_state": found.facts.service_state.value,
    }
    click.echo(json.dumps(labels | {"link": _shown(linked) if linked else None}, ensure_ascii=False))


def _config(path: Path) -> Config:
    from app.config import Config, read_config

    return read_config(path) if path.exists() else Config()


def _slug(standard: Standard) -> str:
    words = "-".join(re.findall(r"[a-z0-9]+", standard.title.lower()))[:60].rstrip("-")
    return f"{standard.number:03}-{words}" if standard.number is not None else words


def _summary(read: Read) -> dict[str, Any]:
    return {
        "standards": [
            {
                "title": standard.title,
                "number": standard.number,
                "service_type": standard.service_type.value if standard.service_type else None,
                "kbli": standard.kbli or None,
                "components": len(standard.chapters),
                "missing": [component.value for component in standard.missing],
                "facilities": len(standard.facilities),
                "channels": len(standard.channels),
                "steps": [f"6{step.label}" for step in standard.steps],
                "categories": [f"7{category.label}" for category in standard.categories],
            }
            for standard in read.standards
        ],
        "unplaced": [{"line": one.line or None, "why": one.why, "words": one.words} for one in read.unplaced],
    }


def _tell(read: Read, folder: Path | None) -> None:
    for standard, row in zip(read.standards, _summary(read)["standards"], strict=True):
        click.echo(f"{standard.title}")
        click.echo(
            f"  {row['components']} of 14 components, {row['facilities']} facilities, "
            f"{row['channels']} channels, steps {' '.join(row['steps']) or '-'}, "
            f"categories {' '.join(row['categories']) or '-'}"
        )
    for one in read.unplaced:
        where = f"line {one.line}: " if one.line else ""
        click.echo(f"  not placed: {where}{one.why}{f': {one.words}' if one.words else ''}")
    if folder is not None and read.standards:
        click.echo(f"Written to {folder}/")


def _next(config: Path, folder: Path) -> str:
    """What is left to do before the service knows them."""
    if _config(config).office.standards == folder:
        return "`aduan serve` reads them when it starts."
    return f'Next: standards = "{folder}" in [office] of {config}, then start `aduan serve` anew.'


def _shown(linked: Link) -> dict[str, Any]:
    from core.standard.catalogue import number_of

    return {
        "standard": linked.standard.title,
        "component": number_of(linked.chapter.component),
        "clause": f"{linked.clause.label} {linked.clause.text}".strip(),
        "names_the_service": linked.sure,
        "stated": linked.measure.stated if linked.measure else None,
        "broken": linked.measure.broken if linked.measure else None,
    }
