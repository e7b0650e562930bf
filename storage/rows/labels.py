"""What the classifier found, as JSON: labels, facts, confidence, and the citizen's words that decided."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import date
from typing import Any

from core.case.complaint import Labels
from core.classify.labels import (
    Classification,
    Component,
    Evidence,
    Facts,
    Kind,
    Language,
    Sector,
    ServiceState,
    ServiceType,
)

NO_FACTS = Facts()
FACTS = tuple(field.name for field in fields(Facts))
READ: dict[str, Callable[[str], Any]] = {
    "service_type": ServiceType,
    "service_state": ServiceState,
    "service_date": date.fromisoformat,
    "service_received_on": date.fromisoformat,
}


def classification_to_json(found: Classification) -> dict[str, Any]:
    return {
        "kind": found.kind,
        "component": found.component,
        "sector": found.sector,
        "integrity": found.integrity,
        "language": found.language,
        "facts": _facts_to_json(found.facts),
        "also": found.components_also,
        "confidence": dict(found.confidence),
        "evidence": {
            field: [(one.start, one.end, one.words, one.rule) for one in some]
            for field, some in found.evidence.items()
        },
        "abstained": sorted(found.abstained),
        "bare": found.bare,
        "elsewhere": found.elsewhere,
        "version": found.version,
    } | ({"shadow": dict(found.shadow), "shadow_version": found.shadow_version} if found.shadow else {})


def classification_from_json(raw: dict[str, Any]) -> Classification:
    return Classification(
        kind=Kind(raw["kind"]),
        component=Component(raw["component"]) if raw["component"] else None,
        sector=Sector(raw["sector"]),
        integrity=raw["integrity"],
        language=Language(raw["language"]),
        facts=Facts(**{name: _fact(name, value) for name, value in raw["facts"].items()}),
        components_also=tuple(Component(name) for name in raw["also"]),
        confidence=raw["confidence"],
        evidence={field: tuple(Evidence(*one) for one in some) for field, some in raw["evidence"].items()},
        abstained=frozenset(raw["abstained"]),
        bare=raw["bare"],
        elsewhere=raw["elsewhere"],
        version=raw["version"],
        shadow=raw.get("shadow", {}),
        shadow_version=raw.get("shadow_version", ""),
    )


def _facts_to_json(facts: Facts) -> dict[str, Any]:
    """Only what the text states."""
    if facts == NO_FACTS:
        return {}
    stated = ((name, getattr(facts, name)) for name in FACTS)
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in stated
        if value != getattr(NO_FACTS, name)
    }


def _fact(name: str, value: Any) -> Any:
    read = READ.get(name)
    return value if read is None or value is None else read(value)


def unknown_classification(labels: Labels) -> Classification:
    """What is left of a classification whose words were erased: the labels of the case."""
    return Classification(
        labels.kind, labels.component, labels.sector, labels.integrity, labels.language, version="erased"
    )
