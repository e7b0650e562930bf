"""What the pages must be told: small, frozen, without secrets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.capabilities import Capabilities


@dataclass(frozen=True, slots=True)
class WebSettings:
    """`office` stands in the header of every page. `secure` is false only for plain HTTP on loopback:
    browsers refuse `__Host-` cookies there. `languages` are codes, the first is the default.
    `accounts` gives each account the name that people know it by; missing ones go by their kind, which `kinds`
    names for each account.
    `capabilities` tells what each account can do. `forms` are the accounts that have a page for citizens.
    `reports` are the accounts by which SP4N-LAPOR!'s reports come in, each with the address of a report's page
    there ({tracking_id} stands for its number; "" where it is not known). `desk` gives each letter of the register that officers enter themselves the account it is kept under.
    """

    office: str
    secure: bool = True
    languages: tuple[str, ...] = ("id", "su", "en")
    accounts: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    desk: Mapping[str, str] = field(default_factory=dict)
    capabilities: Mapping[str, Capabilities] = field(default_factory=dict)
    forms: tuple[str, ...] = ()
    reports: Mapping[str, str] = field(default_factory=dict)

    @property
    def session_cookie(self) -> str:
        return "__Host-sid" if self.secure else "sid"

    @property
    def list_cookie(self) -> str:
        return "__Host-daftar" if self.secure else "daftar"

    @property
    def form_cookie(self) -> str:
        return "__Host-aduan" if self.secure else "aduan"

    @property
    def receipt_cookie(self) -> str:
        return "__Host-loket" if self.secure else "loket"

    @property
    def box_cookie(self) -> str:
        return "__Host-kotak" if self.secure else "kotak"

    @property
    def forms_cookie(self) -> str:
        return "__Host-formulir" if self.secure else "formulir"
