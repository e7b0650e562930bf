"""By what names standards call their components, and what they call the services they are for."""

from __future__ import annotations

import re
from collections.abc import Mapping

from core.classify.labels import Component, ServiceType

# The official names (PermenPANRB 15/2014), and others that offices write; compared without punctuation.
NAMES: Mapping[Component, tuple[str, ...]] = {
    Component.REQUIREMENTS: ("persyaratan", "persyaratan pelayanan", "syarat"),
    Component.PROCEDURE: ("sistem mekanisme dan prosedur", "prosedur", "sistem mekanisme prosedur"),
    Component.TURNAROUND_TIME: ("jangka waktu penyelesaian", "jangka waktu pelayanan", "waktu penyelesaian"),
    Component.COST: ("biaya tarif", "biaya", "tarif", "biaya dan tarif"),
    Component.PRODUCT: ("produk layanan", "produk pelayanan", "produk spesifikasi jenis pelayanan"),
    Component.COMPLAINT_HANDLING: (
        "penanganan pengaduan saran dan masukan",
        "penanganan pengaduan",
        "pengelolaan pengaduan",
    ),
    Component.LEGAL_BASIS: ("dasar hukum",),
    Component.FACILITIES: (
        "sarana prasarana dan fasilitas",
        "sarana prasarana dan atau fasilitas",
        "sarana dan prasarana",
        "sarana prasarana fasilitas",
    ),
    Component.STAFF_COMPETENCE: ("kompetensi pelaksana",),
    Component.INTERNAL_OVERSIGHT: ("pengawasan internal",),
    Component.STAFF_NUMBERS: ("jumlah pelaksana",),
    Component.SERVICE_GUARANTEE: ("jaminan pelayanan",),
    Component.SAFETY_GUARANTEE: (
        "jaminan keamanan dan keselamatan pelayanan",
        "jaminan keamanan dan keselamatan",
    ),
    Component.PERFORMANCE_EVALUATION: ("evaluasi kinerja pelaksana", "evaluasi kinerja"),
}
_BY_NAME = {name: component for component, names in NAMES.items() for name in names}

# What a title begins with says what the service gives (domain 3.3); the longest that fits wins.
SERVICES: Mapping[str, ServiceType] = {
    "nomor induk berusaha": ServiceType.NIB,
    "nib": ServiceType.NIB,
    "sertifikat standar": ServiceType.STANDARD_CERTIFICATE,
    "sertifikat laik fungsi": ServiceType.SLF,
    "persetujuan bangunan gedung": ServiceType.PBG,
    "persetujuan lingkungan": ServiceType.ENVIRONMENT_APPROVAL,
    "kesesuaian kegiatan pemanfaatan ruang": ServiceType.KKPR,
    "perizinan berusaha untuk menunjang kegiatan usaha": ServiceType.PB_UMKU,
    "pb umku": ServiceType.PB_UMKU,
    "surat izin praktik": ServiceType.SIP_HEALTH,
    "izin reklame": ServiceType.BILLBOARD,
    "izin": ServiceType.LICENCE,
}


def component_named(name: str) -> Component | None:
    return _BY_NAME.get(_bare(name))


def service_type_of(title: str) -> ServiceType | None:
    bare = _bare(title)
    fitting = [opening for opening in SERVICES if bare == opening or bare.startswith(f"{opening} ")]
    return SERVICES[max(fitting, key=len)] if fitting else None


def _bare(name: str) -> str:
    return " ".join(re.findall(r"[a-z]+", name.lower()))
