"""`aduan classify TEXT`: the labels and facts of texts."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, TextIO

import click

from app.commands.classify.lines import day_of, read_lines, text_of
from core.classify.labels import Classification, Classifier


@click.command()
@click.option(
    "--jsonl",
    type=click.File("r", encoding="utf-8-sig", errors="replace"),
    help="Lines with id, text, channel, sent_on.",
)
@click.argument("text", nargs=-1)
@click.pass_obj
def print_labels(config: Path, jsonl: TextIO | None, text: tuple[str, ...]) -> None:
    """Print all labels and facts of TEXT (or of standard input), or of each line of --jsonl, as JSON.

    Where there is a configuration, with the office's own words, business codes and service standards: a
    word that was added a moment ago shows its effect.
    """
    classifier = _classifier(config)
    if jsonl is None:
        words = " ".join(text) or sys.stdin.buffer.read().decode("utf-8", "replace")
        click.echo(json.dumps(as_json(classifier.classify(words, day_of({}))), ensure_ascii=False))
        return
    for line in read_lines(jsonl):
        shown = as_json(classifier.classify(text_of(line), day_of(line)))
        click.echo(json.dumps({"id": line.get("id"), **shown}, ensure_ascii=False))


def _classifier(config: Path) -> Classifier:
    """As the service would ask it; without a configuration, as it was shipped."""
    if not config.exists():
        from app.models import open_classifier

        return open_classifier()
    from app.build import build_reader
    from app.config import read_config

    return build_reader(read_config(config))


def as_json(found: Classification) -> dict[str, Any]:
    """All labels and facts by their names (labelling)."""
    facts = found.facts
    return {
        "kind": found.kind.value,
        "component": found.component.value if found.component else None,
        "components_also": [component.value for component in found.components_also],
        "sector": found.sector.value,
        "integrity": found.integrity,
        "language": found.language.value,
        "reporter_name": facts.reporter_name,
        "service_name": facts.service_name,
        "service_type": facts.service_type.value if facts.service_type else None,
        "application_no": facts.application_no,
        "service_date": facts.service_date.isoformat() if facts.service_date else None,
        "service_state": facts.service_state.value,
        "service_received_on": facts.service_received_on.isoformat() if facts.service_received_on else None,
        "anonymity_wish": facts.anonymity_wish,
        "withdraws": facts.withdraws,
        "place": facts.place,
        "officer_described": facts.officer_described,
        "has_object": facts.has_object,
        "confidence": dict(found.confidence),
        "evidence": {
            name: [{"start": e.start, "end": e.end, "words": e.words, "rule": e.rule} for e in spans]
            for name, spans in found.evidence.items()
        },
        "abstained": sorted(found.abstained),
        "version": found.version,
    }
