"""A classifier that also knows the office's licences: its table of business codes and its service standards.

It asks another classifier and adds what the office's own data says with certainty; words alone never
outrank a code that stands in the text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from core.classify.labels import Classification, Classifier, Evidence, Sector
from core.licensing.kbli import BusinessTable, Mention, Version, find_codes, proposed_sectors
from core.standard.catalogue import Catalogue, Standard
from core.standard.link import name_standard

BY_OFFICE = 0.95  # the office's own row for a code that the text names
BY_STANDARD = 0.8  # a service standard whose title the text's words name


class LicensingClassifier:
    """Fulfils core.classify.labels.Classifier. `version` is that of the classifier it asks."""

    def __init__(self, asked: Classifier, catalogue: Catalogue, businesses: BusinessTable) -> None:
        self._asked = asked
        self._catalogue = catalogue
        self._businesses = businesses

    @property
    def version(self) -> str:
        return self._asked.version

    def classify(self, text: str, written_on: date) -> Classification:
        found = self._asked.classify(text, written_on)
        if found.elsewhere:
            return found
        for mention in find_codes(text):
            business = self._businesses.find(mention.code, mention.version)
            if business is not None:
                found = _with_sector(found, business.sector, BY_OFFICE, _evidence(mention, text))
                break
        standard = name_standard(self._catalogue, text)
        return _with_service(found, standard) if standard else found


def _with_sector(found: Classification, sector: Sector, sure: float, why: Evidence | None) -> Classification:
    evidence: Mapping[str, tuple[Evidence, ...]] = found.evidence
    if why is not None:
        evidence = {**evidence, "sector": (why,)}
    return replace(
        found,
        sector=sector,
        confidence={**found.confidence, "sector": sure},
        evidence=evidence,
        abstained=found.abstained - {"sector"},
    )


def _with_service(found: Classification, standard: Standard) -> Classification:
    """The standard says what the service is where the text leaves it open."""
    facts = replace(found.facts, service_type=found.facts.service_type or standard.service_type)
    unsure = found.sector is Sector.UNKNOWN or "sector" in found.abstained
    proposed = proposed_sectors(standard.kbli, Version.KBLI_2020)
    if unsure and proposed:
        found = _with_sector(found, proposed[0], BY_STANDARD, None)
    return replace(found, facts=facts)


def _evidence(mention: Mention, text: str) -> Evidence:
    return Evidence(mention.start, mention.end, text[mention.start : mention.end], "office/kbli")
