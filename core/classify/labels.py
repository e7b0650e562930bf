"""The labels and facts of a message (labelling), and the port of whoever finds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol


class Kind(StrEnum):
    COMPLAINT = "complaint"
    SUGGESTION = "suggestion"
    INFORMATION_REQUEST = "information_request"
    APPRECIATION = "appreciation"
    IRRELEVANT = "irrelevant"


class Component(StrEnum):
    """The fourteen components of the service standard (seed, parts A and B), and `other`."""

    REQUIREMENTS = "requirements"
    PROCEDURE = "procedure"
    TURNAROUND_TIME = "turnaround_time"
    COST = "cost"
    PRODUCT = "product"
    COMPLAINT_HANDLING = "complaint_handling"
    LEGAL_BASIS = "legal_basis"
    FACILITIES = "facilities"
    STAFF_COMPETENCE = "staff_competence"
    INTERNAL_OVERSIGHT = "internal_oversight"
    STAFF_NUMBERS = "staff_numbers"
    SERVICE_GUARANTEE = "service_guarantee"
    SAFETY_GUARANTEE = "safety_guarantee"
    PERFORMANCE_EVALUATION = "performance_evaluation"
    OTHER = "other"


class Sector(StrEnum):
    """The 22 sectors of PP 28/2025 article 5, and two of the office's own."""

    MARINE_FISHERIES = "marine_fisheries"
    AGRICULTURE = "agriculture"
    FORESTRY = "forestry"
    ENERGY_MINERALS = "energy_minerals"
    NUCLEAR = "nuclear"
    INDUSTRY = "industry"
    TRADE_METROLOGY = "trade_metrology"
    PUBLIC_WORKS_HOUSING = "public_works_housing"
    TRANSPORT = "transport"
    HEALTH_DRUG_FOOD = "health_drug_food"
    EDUCATION_CULTURE = "education_culture"
    TOURISM = "tourism"
    RELIGION = "religion"
    POST_TELECOM_BROADCAST = "post_telecom_broadcast"
    DEFENCE_SECURITY = "defence_security"
    CREATIVE_ECONOMY = "creative_economy"
    GEOSPATIAL = "geospatial"
    MANPOWER = "manpower"
    COOPERATIVES = "cooperatives"
    INVESTMENT = "investment"
    ELECTRONIC_SYSTEMS = "electronic_systems"
    ENVIRONMENT = "environment"
    NON_BUSINESS = "non_business"
    UNKNOWN = "unknown"


class Language(StrEnum):
    INDONESIAN = "id"
    SUNDANESE = "su"
    ENGLISH = "en"
    MIXED = "mixed"


class ServiceType(StrEnum):
    NIB = "nib"
    STANDARD_CERTIFICATE = "standard_certificate"
    LICENCE = "licence"
    PB_UMKU = "pb_umku"
    KKPR = "kkpr"
    ENVIRONMENT_APPROVAL = "environment_approval"
    PBG = "pbg"
    SLF = "slf"
    SIP_HEALTH = "sip_health"
    BILLBOARD = "billboard"
    OTHER_LOCAL = "other_local"
    INFO_CONSULT = "info_consult"


class ServiceState(StrEnum):
    RECEIVED = "received"
    PENDING = "pending"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words that decided, with their offsets (characters) in the classified text."""

    start: int
    end: int
    words: str
    rule: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What the text states by itself; None where it says nothing (labelling, "Facts").

    `bare_name` is a name that nothing introduces: the writer's only where a name was asked for.
    """

    reporter_name: str | None = None
    bare_name: str | None = None
    service_name: str | None = None
    service_type: ServiceType | None = None
    application_no: str | None = None
    service_date: date | None = None
    service_state: ServiceState = ServiceState.UNKNOWN
    service_received_on: date | None = None
    anonymity_wish: bool = False
    withdraws: bool = False
    place: str | None = None
    officer_described: bool = False
    has_object: bool = False


@dataclass(frozen=True, slots=True)
class Classification:
    """What a text is about. `confidence` is between 0 and 1 by field name; a field in `abstained`
    still holds the best guess. `bare` marks a greeting or "mau lapor" with nothing in it;
    `elsewhere` a matter for another office (R01). `shadow` is what a version on trial found, by field name.
    """

    kind: Kind
    component: Component | None
    sector: Sector
    integrity: bool
    language: Language
    facts: Facts = field(default_factory=Facts)
    components_also: tuple[Component, ...] = ()
    confidence: Mapping[str, float] = field(default_factory=dict)
    evidence: Mapping[str, tuple[Evidence, ...]] = field(default_factory=dict)
    abstained: frozenset[str] = frozenset()
    bare: bool = False
    elsewhere: bool = False
    version: str = ""
    shadow: Mapping[str, str] = field(default_factory=dict)
    shadow_version: str = ""


class Classifier(Protocol):
    @property
    def version(self) -> str: ...

    def classify(self, text: str, written_on: date) -> Classification:
        """Labels and facts of one text. `written_on` (Asia/Jakarta) anchors relative dates. Pure."""
        ...
