"""`aduan classify eval FILE`: how often the labels of a file's messages are found."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TextIO

import click

from app.commands.classify.lines import day_of, read_lines, text_of
from core.classify.labels import Component, Kind, Language, Sector
from core.errors import remedy

if TYPE_CHECKING:
    from core.classify.evaluate import FieldScore

_SHOWN = 160


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.argument("file", type=click.File("r", encoding="utf-8-sig", errors="replace"))
def evaluate(file: TextIO, as_json: bool) -> None:
    """Judge the labels by FILE: lines of JSON with text and kind, component, sector, integrity, language."""
    from app.models import open_classifier
    from core.classify.evaluate import FIELDS, outcomes, score

    classifier = open_classifier()
    judged = [(line, classifier.classify(text_of(line), day_of(line))) for line in _labelled(file)]
    results = {field: outcomes(field, judged) for field in FIELDS}
    scores = {field: score(found) for field, found in results.items() if found}
    if not scores:
        raise click.UsageError(
            "no line states any label: give kind, component, sector, integrity or language"
        )
    if as_json:
        click.echo(json.dumps({name: _as_json(one) for name, one in scores.items()}, ensure_ascii=False))
        return
    click.echo(f"{classifier.version}, {len(judged)} messages")
    for name, one in scores.items():
        _print(name, one)


def _labelled(file: TextIO) -> Iterator[dict[str, Any]]:
    """The lines; a label that there is none of would only count as an error of ours: it is named and left out."""
    labels: dict[str, list[Any]] = {
        "kind": list(Kind),
        "component": list(Component),
        "sector": list(Sector),
        "integrity": [True, False],
        "language": list(Language),
    }
    for count, line in enumerate(read_lines(file), 1):
        for field, known in labels.items():
            found = line.get(field)
            if found in ("", None):
                line[field] = None
            elif found not in known:
                line[field] = None
                hint = remedy(str(found), map(str, known))
                click.echo(f"message {count}: {field}: {found!r} is no label, left out; {hint}", err=True)
        yield line


def _print(name: str, found: FieldScore) -> None:
    click.echo(
        f"\n{name}: macro-F1 {found.macro_f1:.3f}, accuracy {found.accuracy:.3f} of {found.count}, "
        f"calibration error {found.calibration_error:.3f}"
    )
    for label, one in found.labels.items():
        click.echo(
            f"  {label:<24} {one.count:>5}  precision {one.precision:.2f}  recall {one.recall:.2f}  F1 {one.f1:.2f}"
        )
    curve = "  ".join(f"{share:.0%} {accuracy:.3f}" for share, accuracy in found.curve.items())
    click.echo(f"  accuracy of the surest: {curve}")
    click.echo(f"  abstained {found.abstained:.1%}; accuracy of the rest {found.accuracy_of_rest:.3f}")
    for worst in found.worst:
        text = " ".join(worst.text.split())[:_SHOWN]
        click.echo(f"  wrong at {worst.confidence:.2f}: {worst.found}, not {worst.expected}: {text}")


def _as_json(found: FieldScore) -> dict[str, Any]:
    return {
        "count": found.count,
        "macro_f1": found.macro_f1,
        "accuracy": found.accuracy,
        "calibration_error": found.calibration_error,
        "abstained": found.abstained,
        "accuracy_of_rest": found.accuracy_of_rest,
        "curve": {f"{share:g}": accuracy for share, accuracy in found.curve.items()},
        "labels": {
            label: {"count": one.count, "precision": one.precision, "recall": one.recall, "f1": one.f1}
            for label, one in found.labels.items()
        },
        "worst": [
            {"text": w.text, "expected": w.expected, "found": w.found, "confidence": w.confidence}
            for w in found.worst
        ],
    }
