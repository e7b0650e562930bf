"""Which column of an office's register is which: by the words offices write over it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from core.register.dates import Value

# Field -> headings, casefolded, signs taken for spaces. The first of a field that is there wins.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "number": (
        "nomor register", "no register", "no reg", "nomor registrasi", "no registrasi", "nomor pengaduan",
        "no pengaduan", "nomor aduan", "no aduan", "nomor agenda", "no agenda", "register number",
    ),
    "ticket": ("nomor tiket", "no tiket", "tiket", "ticket"),
    "received": (
        "tanggal diterima", "tgl diterima", "diterima", "diterima wib", "tanggal terima", "tgl terima",
        "tanggal masuk", "tgl masuk", "tanggal pengaduan", "tgl pengaduan", "tanggal aduan", "tgl aduan",
        "tanggal", "tgl", "hari tanggal", "received at", "received",
    ),
    "time": ("jam", "pukul", "waktu", "jam diterima", "waktu diterima"),
    "written": ("tanggal surat", "tgl surat", "tertulis tanggal", "tanggal ditulis"),
    "letter": (
        "huruf", "huruf kanal", "saluran", "saluran pengaduan", "media", "media pengaduan", "kanal",
        "kanal pengaduan", "sarana pengaduan", "melalui", "via", "sumber pengaduan", "sumber", "register",
    ),
    "name": (
        "nama pelapor", "nama pengadu", "nama pemohon", "nama", "nama lengkap", "pelapor", "pengadu",
        "identitas", "identitas pelapor", "name",
    ),
    "phone": (
        "telepon", "no telepon", "nomor telepon", "no telp", "telp", "no hp", "nomor hp", "hp", "no wa",
        "nomor wa", "no handphone", "nomor kontak", "no kontak",
    ),
    "email": ("e mail", "email", "surel", "alamat e mail", "alamat email"),
    "address": ("alamat", "alamat pelapor", "alamat pengadu", "domisili"),
    "contact": ("kontak", "contacts", "kontak pelapor"),
    "text": (
        "isi pengaduan", "isi aduan", "isi laporan", "isi", "pengaduan", "aduan", "uraian", "uraian pengaduan",
        "uraian aduan", "materi pengaduan", "materi aduan", "materi", "pokok pengaduan", "permasalahan", "masalah",
        "keluhan", "text",
    ),
    "subject": ("perihal", "judul", "hal", "subject"),
    "service": (
        "layanan", "jenis layanan", "jenis pelayanan", "izin", "jenis izin", "perizinan", "jenis perizinan",
        "layanan izin", "layanan yang diadukan",
    ),
    "kind": ("jenis", "jenis pengaduan", "jenis laporan", "kategori", "klasifikasi", "kind"),
    "sector": ("sektor", "bidang", "bidang sektor", "sector"),
    "component": ("komponen", "unsur", "jenis masalah", "komponen standar pelayanan", "component"),
    "state": ("status", "status pengaduan", "status aduan", "status penyelesaian", "keadaan", "state"),
    "answered": (
        "tanggal dijawab", "tgl dijawab", "dijawab", "dijawab wib", "tanggal jawaban", "tgl jawaban",
        "tanggal selesai", "tgl selesai", "tanggal penyelesaian", "tgl penyelesaian", "tanggal tindak lanjut",
        "tgl tindak lanjut", "answered at", "answered",
    ),
    "outcome": (
        "tindak lanjut", "jawaban", "penyelesaian", "hasil tindak lanjut", "tanggapan", "respon", "hasil",
        "solusi", "outcome",
    ),
    "evidence": ("bukti", "bukti tanggal", "keterangan bukti"),
    "recorded_by": ("petugas", "petugas penerima", "penerima", "dicatat oleh"),
}  # fmt: skip
BY_HEADING = {heading: field for field, headings in FIELDS.items() for heading in headings}
NEEDED = ("received", "text")
TOLD = 2  # so many known headings make a row the row of headings, if what is needed is among them


def heading_of(value: Value) -> str:
    """A heading as it is compared: `Tgl. Pengaduan (WIB)` is `tgl pengaduan wib`."""
    return " ".join(re.sub(r"[^\w]+|_", " ", str(value).casefold()).split()) if value is not None else ""


def columns_of(cells: Sequence[Value], wished: Mapping[str, str]) -> Mapping[str, int] | None:
    """The place of each field's column, if this is the row of headings; else None. `wished` names the headings
    of fields as the office's mapping file says; they go before the known ones.
    """
    places: dict[str, int] = {}
    for place, cell in enumerate(cells):
        if (heading := heading_of(cell)) and heading not in (heading_of(cells[at]) for at in places.values()):
            field = next(
                (field for field, wish in wished.items() if heading_of(wish) == heading),
                BY_HEADING.get(heading, ""),
            )
            if field and _goes_before(field, heading, cells, places, wished):
                places[field] = place
    return places if all(field in places for field in NEEDED) and len(places) >= TOLD else None


def _goes_before(
    field: str, heading: str, cells: Sequence[Value], places: Mapping[str, int], wished: Mapping[str, str]
) -> bool:
    """Whether this heading is the surer one for its field than the one that was found before."""
    if field not in places:
        return field not in wished or heading_of(wished[field]) == heading
    if field in wished:
        return False
    rank = FIELDS[field].index
    return rank(heading) < rank(heading_of(cells[places[field]]))
