"""What a page says where a person was erased: why nothing is left to read, and what is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from core.case.complaint import Entry
from core.case.erased import Ground, erased
from core.law.deadline import jakarta_date
from web.formats import day
from web.language import N_, translate

GONE = N_("Isi sudah dihapus")
WHY: Final[Mapping[Ground, str]] = {
    Ground.WISH: N_(
        "Isi pengaduan ini sudah dihapus pada %(day)s atas permintaan pelapor. Nomor tiket, tanggal, dan jenisnya "
        "tetap tercatat, tanpa nama."
    ),
    Ground.RETENTION: N_(
        "Isi pengaduan ini sudah dimusnahkan pada %(day)s karena masa simpannya berakhir. Nomor tiket, tanggal, dan "
        "jenisnya tetap tercatat, tanpa nama."
    ),
}


def farewell(entries: Sequence[Entry]) -> str:
    """By the history of an erased case; "" where nobody was erased."""
    found = erased(entries)
    if found is None:
        return ""
    ground, entry = found
    return translate(WHY[ground], day=day(jakarta_date(entry.at)))
