"""An office's own words for its register: which heading is which, and what its ways and states are called."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from core.case.complaint import State
from core.errors import ConfigError, remedy
from core.register.headings import FIELDS
from core.register.letters import NAMES

PLACE = re.compile(r"line (\d+), column (\d+)")  # tomllib tells it in words alone
PARTS = ("columns", "letters", "states", "default_letter", "sheet")


@dataclass(frozen=True, slots=True)
class Mappings:
    """`columns` gives fields their headings; `letters` and `states` the office's words (casefolded) their meaning;
    `default_letter` stands where a row names no way; `sheet` is the sheet of an XLSX to read ("" the first).
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    letters: Mapping[str, str] = field(default_factory=dict)
    states: Mapping[str, str] = field(default_factory=dict)
    default_letter: str = ""
    sheet: str = ""


class Flaw(StrEnum):
    """What can be wrong with such a file."""

    NOT_TOML = "not_toml"
    NO_TABLE = "no_table"
    UNKNOWN = "unknown"


class WrongMapping(ConfigError):
    """The file of an office's words cannot be used. `where` is the key, `value` what is not known there and `known`
    what is; of what is no TOML `where` is "line:column", or "" where that is its end.
    """

    def __init__(self, flaw: Flaw, where: str, said: str, value: str = "", known: Sequence[str] = ()) -> None:
        super().__init__(said)
        self.flaw = flaw
        self.where = where
        self.value = value
        self.known = tuple(known)


def read_mappings(path: Path) -> Mappings:
    """Raises ConfigError naming file, key and remedy."""
    try:
        return parse_mappings(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not TOML: {error}") from None
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from None


def parse_mappings(text: str) -> Mappings:
    """The text of such a file. Raises WrongMapping naming key and remedy."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = PLACE.search(str(error))
        where = ":".join(place.groups()) if place else ""
        raise WrongMapping(Flaw.NOT_TOML, where, f"not TOML: {error}") from None
    for key in table:
        _demand(key, key, PARTS)
    columns, letters, states = (_texts(table, part) for part in ("columns", "letters", "states"))
    for name in columns:
        _demand(f"columns.{name}", name, FIELDS)
    for said, letter in letters.items():
        _demand(f"letters.{said}", letter, NAMES)
    for said, state in states.items():
        _demand(f"states.{said}", state, [one.value for one in State])
    default = str(table.get("default_letter", ""))
    if default:
        _demand("default_letter", default, NAMES)
    return Mappings(columns, _folded(letters), _folded(states), default, str(table.get("sheet", "")))


def _texts(table: Mapping[str, object], part: str) -> dict[str, str]:
    found = table.get(part, {})
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        said = f"{part}: a table of texts is wanted, as in [{part}]"
        raise WrongMapping(Flaw.NO_TABLE, part, said)
    return found


def _folded(words: Mapping[str, str]) -> dict[str, str]:
    return {" ".join(said.casefold().split()): meant for said, meant in words.items()}


def _demand(where: str, value: str, known: Iterable[str]) -> None:
    names = [str(name) for name in known]
    if value not in names:
        said = f"{where}: {value!r} is not known; {remedy(value, names)}"
        raise WrongMapping(Flaw.UNKNOWN, where, said, value, names)
