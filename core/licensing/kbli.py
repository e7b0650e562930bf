"""KBLI, the classification of businesses: a code's letter in both versions, and the sector it proposes.

The letters of 2020 and 2025 differ from J on (Peraturan BPS 2/2020 and 7/2025 article 3), so a letter
says nothing without its version. A letter or division only proposes a sector; the office's own table of
codes is stronger, and an officer decides (domain 3.4).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from core.classify.labels import Sector
from core.errors import ConfigError

W = TypeVar("W", bound=StrEnum)


class Version(StrEnum):
    KBLI_2020 = "2020"
    KBLI_2025 = "2025"


class Authority(StrEnum):
    """Who issues the licence (the column "kewenangan" of PP 28/2025, annex I)."""

    DISTRICT = "kabupaten"
    PROVINCE = "provinsi"
    CENTRE = "pusat"
    UNKNOWN = "unknown"


class Risk(StrEnum):
    """The four levels of PP 28/2025 (domain 3.2)."""

    LOW = "low"
    MEDIUM_LOW = "medium_low"
    MEDIUM_HIGH = "medium_high"
    HIGH = "high"
    UNKNOWN = "unknown"


# The first and last division of each letter (domain 3.4).
_DIVISIONS: Mapping[Version, str] = {
    Version.KBLI_2020: (
        "A 01-03 B 05-09 C 10-33 D 35-35 E 36-39 F 41-43 G 45-47 H 49-53 I 55-56 J 58-63 K 64-66 L 68-68 "
        "M 69-75 N 77-82 O 84-84 P 85-85 Q 86-88 R 90-93 S 94-96 T 97-98 U 99-99"
    ),
    Version.KBLI_2025: (
        "A 01-03 B 05-09 C 10-33 D 35-35 E 36-39 F 41-43 G 46-47 H 49-53 I 55-56 J 58-60 K 61-63 L 64-66 "
        "M 68-68 N 69-75 O 77-82 P 84-84 Q 85-85 R 86-88 S 90-93 T 94-96 U 97-98 V 99-99"
    ),
}


def _letters(ranges: str) -> Mapping[str, str]:
    parts = ranges.split()
    return {
        f"{division:02}": letter
        for letter, span in zip(parts[::2], parts[1::2], strict=True)
        for division in range(int(span[:2]), int(span[3:]) + 1)
    }


_LETTERS = {version: _letters(ranges) for version, ranges in _DIVISIONS.items()}

# Sectors by letter, the likeliest first: this project's own reading, not an official table (domain 3.4).
_SECTORS_2020: Mapping[str, tuple[Sector, ...]] = {
    "A": (Sector.AGRICULTURE, Sector.FORESTRY, Sector.MARINE_FISHERIES),
    "B": (Sector.ENERGY_MINERALS,),
    "C": (Sector.INDUSTRY, Sector.HEALTH_DRUG_FOOD, Sector.DEFENCE_SECURITY),
    "D": (Sector.ENERGY_MINERALS,),
    "E": (Sector.ENVIRONMENT, Sector.PUBLIC_WORKS_HOUSING),
    "F": (Sector.PUBLIC_WORKS_HOUSING,),
    "G": (Sector.TRADE_METROLOGY, Sector.HEALTH_DRUG_FOOD, Sector.AGRICULTURE),
    "H": (Sector.TRANSPORT, Sector.TRADE_METROLOGY, Sector.POST_TELECOM_BROADCAST),
    "I": (Sector.TOURISM, Sector.HEALTH_DRUG_FOOD),
    "J": (Sector.ELECTRONIC_SYSTEMS, Sector.POST_TELECOM_BROADCAST, Sector.CREATIVE_ECONOMY),
    "K": (Sector.COOPERATIVES,),
    "L": (Sector.PUBLIC_WORKS_HOUSING,),
    "M": (Sector.INDUSTRY, Sector.PUBLIC_WORKS_HOUSING, Sector.GEOSPATIAL, Sector.AGRICULTURE),
    "N": (Sector.TOURISM, Sector.MANPOWER, Sector.DEFENCE_SECURITY),
    "P": (Sector.EDUCATION_CULTURE, Sector.RELIGION, Sector.MANPOWER),
    "Q": (Sector.HEALTH_DRUG_FOOD,),
    "R": (Sector.TOURISM, Sector.EDUCATION_CULTURE, Sector.CREATIVE_ECONOMY),
    "S": (Sector.TRADE_METROLOGY, Sector.TOURISM),
}
# The letter of 2025 that a letter of 2020 became, from J on; J itself was divided into J and K.
_MOVED: Mapping[str, str] = dict(zip("KLMNOPQRSTU", "LMNOPQRSTUV", strict=True))
_SECTORS_2025: Mapping[str, tuple[Sector, ...]] = {
    **{letter: sectors for letter, sectors in _SECTORS_2020.items() if letter < "J"},
    "J": (Sector.CREATIVE_ECONOMY, Sector.POST_TELECOM_BROADCAST),
    "K": (Sector.ELECTRONIC_SYSTEMS, Sector.POST_TELECOM_BROADCAST),
    **{_MOVED[letter]: sectors for letter, sectors in _SECTORS_2020.items() if letter in _MOVED},
}
_SECTORS = {Version.KBLI_2020: _SECTORS_2020, Version.KBLI_2025: _SECTORS_2025}

_CODE = re.compile(
    r"\bkbli(?![^\W\d_])\D{0,12}?(?:(?P<year>20(?:20|25))\D{0,8})?(?P<code>\d{5})(?!\d)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A code that a text names at [start, end), and the version it says ("" where it says none)."""

    code: str
    start: int
    end: int
    version: Version | None = None


@dataclass(frozen=True, slots=True)
class Business:
    """A row of the office's own table of codes."""

    code: str
    title: str
    version: Version
    sector: Sector
    risk: Risk = Risk.UNKNOWN
    authority: Authority = Authority.UNKNOWN


@dataclass(frozen=True, slots=True)
class BusinessTable:
    """The office's own rows. A code that stands in one version only serves for the other too."""

    rows: Mapping[tuple[Version, str], Business] = field(default_factory=dict)

    def find(self, code: str, version: Version | None = None) -> Business | None:
        wanted = [version] if version else []
        for one in (*wanted, Version.KBLI_2025, Version.KBLI_2020):
            found = self.rows.get((one, code))
            if found is not None:
                return found
        return None


def letter(code: str, version: Version) -> str:
    """The category of a code of two to five digits; "" where the version has no such division."""
    return _LETTERS[version].get(code[:2], "")


def proposed_sectors(code: str, version: Version) -> tuple[Sector, ...]:
    """The sectors that the letter proposes, the likeliest first; none for what is not licensed."""
    return _SECTORS[version].get(letter(code, version), ())


def find_codes(text: str) -> Iterator[Mention]:
    """The five-digit codes that a text calls KBLI."""
    for found in _CODE.finditer(text):
        version = Version(found["year"]) if found["year"] else None
        yield Mention(found["code"], found.start(), found.end(), version)


def load_businesses(path: Path | None) -> BusinessTable:
    """The office's CSV: `code;title;version;sector;risk;authority`, the last two may be empty.

    Raises ConfigError naming file, line and remedy.
    """
    if path is None:
        return BusinessTable()
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read as UTF-8 text ({type(error).__name__})") from None
    rows: dict[tuple[Version, str], Business] = {}
    for line, row in enumerate(csv.reader(io.StringIO(text), delimiter=";"), 1):
        if not any(row) or (line == 1 and row[0].strip().lower() == "code"):
            continue
        try:
            business = _business([cell.strip() for cell in row])
        except ValueError as error:
            raise ConfigError(f"{path}: line {line}: {error}") from None
        rows[business.version, business.code] = business
    return BusinessTable(rows)


def _business(cells: list[str]) -> Business:
    if not 4 <= len(cells) <= 6:
        raise ValueError("code;title;version;sector;risk;authority are wanted")
    code, title, year, sector, risk, authority = (*cells, *[""] * (6 - len(cells)))
    if not re.fullmatch(r"[0-9]{5}", code):
        raise ValueError(f"{code!r} is no code of five digits")
    version = _word(Version, year)
    if not letter(code, version):
        raise ValueError(f"KBLI {version} has no division {code[:2]}")
    return Business(
        code,
        title,
        version,
        _word(Sector, sector),
        _word(Risk, risk or Risk.UNKNOWN),
        _word(Authority, authority or Authority.UNKNOWN),
    )


def _word(kind: type[W], word: str) -> W:
    if word not in list(kind):
        raise ValueError(f"{word!r} is not one of {', '.join(kind)}")
    return kind(word)
