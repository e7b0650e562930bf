"""`aduan classify`: the labels and facts of texts."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, TextIO

import click

from core.classify.labels import Classification, Classifier


@click.command()
@click.option(
    "--jsonl", type=click.File("r", encoding="utf-8"), help="Lines with id, text, channel, sent_on."
)
@click.argument("text", nargs=-1)
def command(jsonl: TextIO | None, text: tuple[str, ...]) -> None:
    """Print all labels and facts of TEXT (or of standard input), or of each line of --jsonl, as JSON."""
    from core.classify.rules import RuleClassifier

    classifier = RuleClassifier()
    if jsonl is None:
        words = " ".join(text) or sys.stdin.read()
        click.echo(json.dumps(_shown(classifier, words, None), ensure_ascii=False))
        return
    for line in _lines(jsonl):
        shown = _shown(classifier, str(line.get("text", "")), line.get("sent_on"))
        click.echo(json.dumps({"id": line.get("id"), **shown}, ensure_ascii=False))


def _lines(file: TextIO) -> Iterator[dict[str, Any]]:
    for number, raw in enumerate(file, 1):
        if not raw.strip():
            continue
        try:
            line = json.loads(raw)
        except json.JSONDecodeError as error:
            raise click.UsageError(f"line {number} is not JSON: {error.msg}") from None
        if not isinstance(line, dict):
            raise click.UsageError(f"line {number} is not an object")
        yield line


def _shown(classifier: Classifier, text: str, sent_on: str | None) -> dict[str, Any]:
    from app.clock import SystemClock
    from core.law.deadline import jakarta_date

    written = _day(sent_on) if sent_on else jakarta_date(SystemClock().now())
    return as_json(classifier.classify(text, written))


def _day(text: str) -> date:
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        raise click.UsageError(f"sent_on: {text!r} is no date, as 2026-11-22 is") from None


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
