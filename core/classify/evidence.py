"""The words that decided: for each label, with their offsets and the rule that heard them."""

from __future__ import annotations

from collections.abc import Sequence

from core.classify.decide import Verdict
from core.classify.facts import Reading
from core.classify.labels import Component, Evidence, Kind
from core.classify.phrases import Match
from core.classify.services import Kbli

_MOST = 5


def find_evidence(reading: Reading, verdict: Verdict, kbli: Kbli | None) -> dict[str, tuple[Evidence, ...]]:
    """At most five pieces per field, the weightiest first; no entry where nothing was heard."""
    heard = reading.heard
    kind = _spoke_for(reading, "kind", verdict.kind)
    if verdict.kind is Kind.COMPLAINT:
        kind += [match for match in heard.of("component") if match.rule.group == "wrong"]
    component = _spoke_for(reading, "component", verdict.component or "")
    alleged = heard.of("integrity") if verdict.integrity else ()
    if verdict.component is Component.COST:
        component += alleged
    matches: dict[str, Sequence[Match]] = {
        "kind": kind,
        "component": component,
        "sector": _spoke_for(reading, "sector", verdict.sector),
        "integrity": alleged,
        "elsewhere": heard.of("elsewhere") if verdict.elsewhere else (),
    }
    evidence = {
        field: tuple([reading.evidence(match) for match in listed[:_MOST]])
        for field, listed in matches.items()
        if listed
    }
    if kbli is not None:
        evidence["sector"] = (Evidence(kbli.start, kbli.end, kbli.words, f"kbli/{kbli.sector.value}"),)
    return evidence


def _spoke_for(reading: Reading, field: str, label: str) -> list[Match]:
    matches = reading.heard.scores(field).matches.get(label, ())
    return sorted(matches, key=lambda match: (-match.rule.weight, match.first))
