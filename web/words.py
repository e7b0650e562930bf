"""What the domain's values are called on a page. A test asks that every value has its word."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from core.case.complaint import Basis, State
from core.case.routing import COMPLAINT_MANAGER
from core.classify.labels import Component, Kind, Language, Sector
from core.law.rules import Missing
from core.message import Anonymity, Purpose, Terminal
from core.ports.forms import FormState
from core.ports.inbox import Role, View
from core.ports.send import SendState
from ops.health import Condition
from web.language import N_, translate

# One table a type: members of different StrEnums with the same text are equal, so a single one would mix them.
WORDS: Final[Mapping[type[StrEnum], Mapping[str, str]]] = {
    Kind: {
        Kind.COMPLAINT: N_("Pengaduan"),
        Kind.SUGGESTION: N_("Saran"),
        Kind.INFORMATION_REQUEST: N_("Permintaan informasi"),
        Kind.APPRECIATION: N_("Apresiasi"),
        Kind.IRRELEVANT: N_("Tidak relevan"),
    },
    Component: {
        Component.REQUIREMENTS: N_("Persyaratan"),
        Component.PROCEDURE: N_("Prosedur"),
        Component.TURNAROUND_TIME: N_("Jangka waktu"),
        Component.COST: N_("Biaya/tarif"),
        Component.PRODUCT: N_("Produk layanan"),
        Component.COMPLAINT_HANDLING: N_("Penanganan pengaduan"),
        Component.LEGAL_BASIS: N_("Dasar hukum"),
        Component.FACILITIES: N_("Sarana dan prasarana"),
        Component.STAFF_COMPETENCE: N_("Kompetensi pelaksana"),
        Component.INTERNAL_OVERSIGHT: N_("Pengawasan internal"),
        Component.STAFF_NUMBERS: N_("Jumlah pelaksana"),
        Component.SERVICE_GUARANTEE: N_("Jaminan pelayanan"),
        Component.SAFETY_GUARANTEE: N_("Jaminan keamanan"),
        Component.PERFORMANCE_EVALUATION: N_("Evaluasi kinerja"),
        Component.OTHER: N_("Komponen lain"),
    },
    Sector: {
        Sector.MARINE_FISHERIES: N_("Kelautan dan perikanan"),
        Sector.AGRICULTURE: N_("Pertanian"),
        Sector.FORESTRY: N_("Kehutanan"),
        Sector.ENERGY_MINERALS: N_("Energi dan sumber daya mineral"),
        Sector.NUCLEAR: N_("Ketenaganukliran"),
        Sector.INDUSTRY: N_("Perindustrian"),
        Sector.TRADE_METROLOGY: N_("Perdagangan dan metrologi"),
        Sector.PUBLIC_WORKS_HOUSING: N_("Pekerjaan umum dan perumahan"),
        Sector.TRANSPORT: N_("Transportasi"),
        Sector.HEALTH_DRUG_FOOD: N_("Kesehatan, obat, dan makanan"),
        Sector.EDUCATION_CULTURE: N_("Pendidikan dan kebudayaan"),
        Sector.TOURISM: N_("Pariwisata"),
        Sector.RELIGION: N_("Keagamaan"),
        Sector.POST_TELECOM_BROADCAST: N_("Pos, telekomunikasi, penyiaran"),
        Sector.DEFENCE_SECURITY: N_("Pertahanan dan keamanan"),
        Sector.CREATIVE_ECONOMY: N_("Ekonomi kreatif"),
        Sector.GEOSPATIAL: N_("Informasi geospasial"),
        Sector.MANPOWER: N_("Ketenagakerjaan"),
        Sector.COOPERATIVES: N_("Perkoperasian"),
        Sector.INVESTMENT: N_("Penanaman modal"),
        Sector.ELECTRONIC_SYSTEMS: N_("Sistem dan transaksi elektronik"),
        Sector.ENVIRONMENT: N_("Lingkungan hidup"),
        Sector.NON_BUSINESS: N_("Perizinan nonberusaha"),
        Sector.UNKNOWN: N_("Sektor belum diketahui"),
    },
    Language: {
        Language.INDONESIAN: N_("Indonesia"),
        Language.SUNDANESE: N_("Sunda"),
        Language.ENGLISH: N_("Inggris"),
        Language.MIXED: N_("Campuran"),
    },
    State: {
        State.RECEIVED: N_("Diterima"),
        State.AWAITING_DATA: N_("Menunggu data"),
        State.UNDER_REVIEW: N_("Ditelaah"),
        State.ANSWERED: N_("Dijawab"),
        State.CLOSED: N_("Selesai"),
        State.WITHDRAWN: N_("Dicabut pelapor"),
        State.REDIRECTED: N_("Diarahkan ke instansi lain"),
        State.SPAM: N_("Spam"),
    },
    Basis: {
        Basis.LEGAL: N_("Tenggat menurut standar pelayanan"),
        Basis.TARGET: N_("Target kantor"),
        Basis.NONE: N_("Tanpa tenggat"),
    },
    Missing: {
        Missing.IDENTITY: N_("identitas pelapor"),
        Missing.NAME_CONFIRMATION: N_("kepastian nama"),
        Missing.OBJECT: N_("pokok pengaduan"),
        Missing.SERVICE_DATE: N_("tanggal pelayanan"),
    },
    View: {
        View.OPEN: N_("Semua terbuka"),
        View.MINE: N_("Milik saya"),
        View.UNREAD: N_("Belum dibaca"),
        View.DUE: N_("Tenggat dekat/lewat"),
        View.AWAITING_DATA: N_("Menunggu data"),
        View.PERHAPS_IRRELEVANT: N_("Mungkin tidak relevan"),
        View.PROPOSED: N_("Setujui balasan umum"),
        View.BY_HAND: N_("Perlu dikirim petugas"),
        View.UNDELIVERED: N_("Balasan tidak sampai"),
        View.CLOSED: N_("Selesai"),
    },
    FormState: {
        FormState.OPEN: N_("Belum dicatat"),
        FormState.ENTERED: N_("Sudah dicatat"),
        FormState.VOID: N_("Dibatalkan"),
    },
    Anonymity: {
        Anonymity.OPEN: N_("Tidak ada permintaan"),
        Anonymity.HIDDEN_FROM_RESPONDENT: N_("Rahasiakan dari pihak yang diadukan"),
        Anonymity.CONFIDENTIAL_ALL: N_("Rahasiakan dari semua pihak di luar penanganan"),
        Anonymity.NO_IDENTITY: N_("Tanpa identitas"),
    },
    Role: {
        Role.OFFICER: N_("Petugas"),
        Role.COMPLAINT_MANAGER: N_("Pejabat Pengelola Pengaduan"),
        Role.ADMIN: N_("Pengelola sistem"),
    },
    Purpose: {
        Purpose.ACKNOWLEDGEMENT: N_("Tanda terima"),
        Purpose.EXPOSED: N_("Permintaan hapus kiriman"),
        Purpose.MISSING_DATA: N_("Permintaan data"),
        Purpose.PUBLIC: N_("Balasan umum"),
        Purpose.PROMPT: N_("Ajakan bercerita"),
        Purpose.REPLY: N_("Balasan petugas"),
        Purpose.ANSWER: N_("Jawaban akhir petugas"),
        Purpose.SUGGESTION: N_("Pemberitahuan saran"),
        Purpose.THANKS: N_("Terima kasih"),
        Purpose.WITHDRAWAL: N_("Konfirmasi pencabutan"),
        Purpose.STATUS: N_("Jawaban status"),
        Purpose.NEWS: N_("Kabar ada jawaban"),
    },
    SendState: {
        SendState.PROPOSED: N_("Menunggu persetujuan"),
        SendState.DUE: N_("Menunggu dikirim"),
        SendState.SENDING: N_("Sedang dikirim"),
        SendState.SENT: N_("Terkirim"),
        SendState.DELIVERED: N_("Sampai"),
        SendState.UNKNOWN: N_("Belum jelas terkirim"),
        SendState.FAILED: N_("Tidak terkirim"),
        SendState.HELD: N_("Ditahan, perlu petugas"),
        SendState.BY_HAND: N_("Perlu dikirim petugas"),
        SendState.TOLD: N_("Disampaikan petugas"),
    },
    Condition: {
        Condition.OK: N_("Lancar"),
        Condition.STARTING: N_("Memulai"),
        Condition.LATE: N_("Tersendat"),
        Condition.FAILING: N_("Putus"),
        Condition.PAUSED: N_("Dihentikan sementara"),
        Condition.SILENT: N_("Tidak ada kabar"),
    },
    Terminal: {
        Terminal.OPENED: N_("Jadi kasus"),
        Terminal.JOINED: N_("Bergabung"),
        Terminal.REDELIVERED: N_("Kiriman ulang"),
        Terminal.SERVED: N_("Dilayani"),
        Terminal.AUTOMATIC: N_("Otomatis"),
        Terminal.REPORT: N_("Laporan kirim"),
        Terminal.NOISE: N_("Tanpa isi"),
        Terminal.FLOOD: N_("Banjir"),
        Terminal.QUARANTINED: N_("Karantina"),
    },
}

CHANNELS: Final[Mapping[str, str]] = {
    "mail": N_("e-mail"),
    "whatsapp": N_("WhatsApp"),
    "sms": N_("SMS"),
    "telegram": N_("Telegram"),
    "twitter": N_("X"),
    "instagram": N_("Instagram"),
    "web": N_("formulir web"),
    "desk": N_("loket"),
    "lapor": N_("SP4N-LAPOR!"),
}

WISHES: Final[Mapping[Anonymity, tuple[str, str]]] = {  # from whom a name is kept, and what that means (R14)
    Anonymity.OPEN: (
        N_("Ya, oleh petugas yang menangani"),
        N_("Nama Anda tidak pernah ditampilkan kepada umum."),
    ),
    Anonymity.HIDDEN_FROM_RESPONDENT: (
        N_("Rahasiakan dari pihak yang saya adukan"),
        N_("Hanya Pejabat Pengelola Pengaduan yang melihat nama Anda. Anda tetap mendapat jawaban."),
    ),
    Anonymity.CONFIDENTIAL_ALL: (
        N_("Rahasiakan nama dan isi pengaduan"),
        N_("Hanya Pejabat Pengelola Pengaduan yang melihatnya."),
    ),
    Anonymity.NO_IDENTITY: (
        N_("Tanpa nama"),
        N_(
            "Nama dan kontak tidak disimpan. Kami tidak dapat bertanya kepada Anda, dan menurut standar pelayanan "
            "laporan tanpa identitas dicatat sebagai saran. Nomor tiket tetap diberikan."
        ),
    ),
}

WAYS: Final[Mapping[str, str]] = {  # the ways that officers enter, by the register's letter (domain 1.1)
    "d": N_("Telepon"),
    "b": N_("Datang ke loket"),
    "a": N_("Datang ke pejabat pengelola pengaduan"),
    "c": N_("Surat"),
    "l": N_("Formulir pengaduan"),
    "m": N_("Kotak pengaduan"),
}

FIELDS: Final[Mapping[str, str]] = {
    "kind": N_("Jenis"),
    "component": N_("Komponen"),
    "sector": N_("Sektor"),
    "integrity": N_("Dugaan pelanggaran integritas"),
    "language": N_("Bahasa"),
}


def word(value: StrEnum) -> str:
    """The value's word in the language of the request."""
    return translate(WORDS[type(value)][value])


def channel(kind: str) -> str:
    """A channel's name; a kind without a word of its own goes by its code."""
    return translate(CHANNELS[kind]) if kind in CHANNELS else kind


def system(name: str) -> str:
    """Another system that keeps the same matter; one without a word of ours goes by its name."""
    return channel("lapor") if name == "sp4n_lapor" else name


def wish(value: str) -> str:
    """From whom a name shall be kept."""
    return translate(WISHES[Anonymity(value)][0])


def wish_meaning(value: str) -> str:
    return translate(WISHES[Anonymity(value)][1])


def way(letter: str) -> str:
    """How a complaint came to the desk."""
    return translate(WAYS[letter])


def field(name: str) -> str:
    return translate(FIELDS[name]) if name in FIELDS else name


def missing(name: str) -> str:
    """What a citizen is asked for; a code without a word of its own goes as it is."""
    return word(Missing(name)) if name in set(Missing) else name


def unit(name: str) -> str:
    """A unit's name; the routing table's last resort is a role."""
    return word(Role(name)) if name in set(Role) else name


def routing_row(name: str) -> str:
    """A row of the routing table goes by the office's name for it; the last resort is none of them."""
    return translate("bawaan: tidak ada baris yang cocok") if name == COMPLAINT_MANAGER.row else name
