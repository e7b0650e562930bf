"""What a kind of channel can do, as the one table of the ops page and of docs/channels.md."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from core.capabilities import Capabilities, Counted
from web.formats import number, span
from web.language import N_, translate

# A test asks that every field of Capabilities has its column.
COLUMNS: Final[Mapping[str, str]] = {
    "official": N_("Jalan resmi"),
    "privately": N_("Balas ke pelapor"),
    "publicly": N_("Balas terbuka"),
    "media_in": N_("Terima berkas"),
    "media_out": N_("Kirim berkas"),
    "edits": N_("Tahu suntingan"),
    "window": N_("Balas bebas selama"),
    "text": N_("Teks terpanjang"),
    "links": N_("Tautan dalam balasan terbuka"),
    "subject": N_("Judul"),
    "bubbles": N_("Pesan pendek beruntun"),
    "public_url": N_("Dipanggil dari luar"),
}
_UNITS: Final[Mapping[Counted, str]] = {
    Counted.CHARACTERS: N_("%(n)s karakter"),
    Counted.BYTES: N_("%(n)s byte"),
    Counted.SEPTETS: N_("%(n)s tanda SMS"),
}
NO = "–"


def columns() -> dict[str, str]:
    """The heads of the table, in the language of the request."""
    return {name: translate(head) for name, head in COLUMNS.items()}


def abilities(capabilities: Capabilities) -> dict[str, str]:
    """One row: a cell for each column."""
    cells = {name: _said(getattr(capabilities, name)) for name in COLUMNS}
    told = capabilities.text
    cells["text"] = _always() if told is None else translate(_UNITS[capabilities.counted], n=number(told))
    cells["window"] = span(capabilities.window) if capabilities.window else _always()
    if not capabilities.publicly:
        cells["links"] = NO
    if not (capabilities.privately or capabilities.publicly):
        cells["text"] = cells["window"] = NO  # no program answers there
    return cells


def _said(value: object) -> str:
    return translate("ya") if value else NO


def _always() -> str:
    return translate("tanpa batas")
