"""Dates, channels, states and missing items in the words of a language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from core.errors import ConfigError
from core.ports.clock import JAKARTA

TEXTS = Path(__file__).with_name("texts")
LISTS = {"days": 7, "months": 12}
TABLES = ("channel", "letter", "missing", "missing_short", "reason", "reason_short", "state")


@dataclass(frozen=True, slots=True)
class Words:
    """One language's words. Moments are told in Asia/Jakarta time (WIB)."""

    days: Sequence[str]
    months: Sequence[str]
    time_format: str
    tables: Mapping[str, Mapping[str, str]]

    def date(self, day: date) -> str:
        """Selasa, 7 April 2026."""
        return f"{self.days[day.weekday()]}, {day.day} {self.months[day.month - 1]} {day.year}"

    def time(self, moment: datetime) -> str:
        """14.30 WIB."""
        return moment.astimezone(JAKARTA).strftime(self.time_format)

    def channel(self, kind: str, letter: str = "") -> str:
        """How a message came; at a desk the letter of the standard's register tells more."""
        at_desk = self.tables["letter"].get(letter) if kind == "desk" else None
        return at_desk or self.tables["channel"].get(kind, "")

    def missing(self, items: Sequence[str], *, short: bool = False) -> str:
        """What is missing: a list of lines to be read, or a few words for an SMS. "" where nothing is."""
        words = self.tables["missing_short" if short else "missing"]
        found = dict.fromkeys(words[item] for item in items)
        return ", ".join(found) if short else "".join(f"\n- {item}" for item in found)

    def reason(self, code: str, *, short: bool = False) -> str:
        """Why a complaint is recorded as a suggestion: "late" (R05) or "incomplete" (R10)."""
        return self.tables["reason_short" if short else "reason"].get(code, "")

    def state(self, state: str) -> str:
        return self.tables["state"][state]


def load_words(language: str, directory: Path | None = None) -> Words:
    """The words that come with Aduan, with those of the office's own file in their place.

    That file is `<directory>/<language>/words.toml` and need hold only what differs. Raises ConfigError.
    """
    content: dict[str, object] = tomllib.loads((TEXTS / language / "words.toml").read_text(encoding="utf-8"))
    path = directory / language / "words.toml" if directory else None
    if path is not None and path.exists():
        content = _overridden(path, content)
    tables = {name: _strings(content[name]) for name in TABLES}
    return Words(_list(content["days"]), _list(content["months"]), str(content["time"]), tables)


def _overridden(path: Path, content: Mapping[str, object]) -> dict[str, object]:
    try:
        own: Mapping[str, object] = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read as TOML in UTF-8: {error}") from error
    merged = dict(content)
    for key, value in own.items():
        if key not in content:
            raise ConfigError(f"{path}: unknown key {key!r}; allowed are {', '.join(content)}")
        merged[key] = _checked(f"{path}: {key}", value, content[key])
    return merged


def _checked(place: str, value: object, default: object) -> object:
    if isinstance(default, dict):
        if not isinstance(value, dict):
            raise ConfigError(f"{place} must be a table; write [{place.rsplit(' ', 1)[-1]}]")
        unknown = sorted(set(value) - set(default))
        if unknown:
            raise ConfigError(f"{place}: unknown word {unknown[0]!r}; allowed are {', '.join(default)}")
        texts: Sequence[object] = list(value.values())
    else:
        texts = value if isinstance(value, list) else [value]
        if isinstance(default, list) and (not isinstance(value, list) or len(value) != len(default)):
            raise ConfigError(f"{place} must be a list of {len(default)} names")
    if not all(isinstance(text, str) and not set(text) & set("{}[]\n") for text in texts):
        raise ConfigError(f"{place}: words are texts in quotes, of one line, without braces and brackets")
    return {**default, **_strings(value)} if isinstance(default, dict) else value


def _strings(table: object) -> dict[str, str]:
    return {str(key): str(value) for key, value in table.items()} if isinstance(table, dict) else {}


def _list(names: object) -> Sequence[str]:
    return tuple(str(name) for name in names) if isinstance(names, list) else ()
