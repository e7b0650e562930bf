"""Which service a text names: product and code of the business."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from core.classify.decide import Heard
from core.classify.labels import Sector, ServiceType
from core.classify.numbers import Span
from core.classify.phrases import Match
from core.classify.tokens import Tokens

_KBLI = re.compile(r"\bkbli(?![^\W\d_])\D{0,12}?(?:20(?:20|25)\D{0,8})?(\d{5})\b", re.IGNORECASE)
_NEAR = 2
KBLI_CONFIDENCE = 0.8


class Kbli(NamedTuple):
    """A KBLI code at [start, end), and the sector it proposes; it outranks all words."""

    sector: Sector
    words: str
    start: int
    end: int


def find_kbli(text: str, divisions: Mapping[str, Sector]) -> Kbli | None:
    """The first KBLI code whose sector is known: the code's own, or its division's in both versions."""
    for found in _KBLI.finditer(text) if "kbli" in text.lower() else ():
        code = found[1]
        sector = divisions.get(code) or divisions.get(code[:2])
        if sector is not None:
            return Kbli(sector, found.group(), found.start(), found.end())
    return None


def find_service_type(heard: Heard) -> tuple[ServiceType, Match] | None:
    """The product named; a particular one outranks "izin" in general."""
    matches = sorted(heard.of("service"), key=lambda match: (-match.rule.weight, match.first))
    return (ServiceType(matches[0].rule.label), matches[0]) if matches else None


def find_service_name(tokens: Tokens, heard: Heard) -> Span | None:
    """The service as written: the product, with the business it is for where that stands close by."""
    service = find_service_type(heard)
    sectors = [match for match in heard.of("sector") if match.rule.group != "hint"]
    if service is None:
        licences = [match for match in sectors if match.rule.group == "licence"]
        return _span(tokens, licences[0].first, licences[0].last) if licences else None
    first, last = service[1].first, service[1].last
    for match in sectors:
        if match.first <= last + 1 + _NEAR and match.last >= first and tokens.same_clause(match.first, first):
            first, last = min(first, match.first), max(last, match.last)
    return _span(tokens, first, last)


def _span(tokens: Tokens, first: int, last: int) -> Span:
    start, end = tokens.starts[first], tokens.ends[last]
    return Span(tokens.text[start:end], start, end)
