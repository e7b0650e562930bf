"""The office as its notices name it."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Office:
    """Defaults are those of the seed (component 6 item 2). An empty value drops its clause.

    `superior` is whom an objection goes to (R39); `privacy_contact` the contact for personal data
    (UU 27/2022 article 53); `survey` an address of the satisfaction survey, `tracking` the page that shows where a case stands.
    """

    office: str = "DPMPTSP Kabupaten Purwakarta"
    office_short: str = "DPMPTSP Purwakarta"
    address: str = "Jalan Veteran Nomor 139, Kelurahan Nagrikaler, Purwakarta 41115"
    phone: str = "(0264) 8224794 ext. 103"
    counter: str = "Loket Pengaduan Mal Pelayanan Publik Bale Madukara, Jalan Jenderal Sudirman, Purwakarta"
    standard: str = "Standar Pelayanan DPMPTSP Kabupaten Purwakarta"
    superior: str = "Kepala DPMPTSP Kabupaten Purwakarta"
    lapor: str = "lapor.go.id"
    ombudsman: str = "137"
    privacy_contact: str = ""
    survey: str = ""
    tracking: str = ""

    def values(self) -> dict[str, str]:
        """All values by their placeholder."""
        return {field.name: str(getattr(self, field.name)) for field in fields(self)}
