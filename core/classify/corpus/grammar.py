"""The grammar: what fills the slots of a seed, and the sentences that people put around their matter.

`grammar.toml` holds, per language, lists of phrases by name: `<name>` in a phrase stands for one of the
list. `businesses.toml` holds, per sector, what a licence is asked for; `<usaha>` and `<izin>` take from
it, and with the words the message takes the sector.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from random import Random

from core.classify.labels import Sector

_SLOT = re.compile(r"<([a-z_]+)>")
_DEEPEST = 6
LENDING = {"su": "id", "mixed": "id"}
"""Where a language has no list of its own, it borrows one."""


@dataclass(frozen=True, slots=True)
class Business:
    """What the writers of one sector call their trade and its licences, Indonesian and English."""

    trades: Sequence[str]
    licences: Sequence[str]
    english_trades: Sequence[str]
    english_licences: Sequence[str]


@dataclass(frozen=True, slots=True)
class Filled:
    """A text without slots, and the sector that its words brought, if they brought one."""

    text: str
    sector: str | None


class Grammar:
    """Fills slots; pure but for the dice it is handed."""

    def __init__(
        self, phrases: Mapping[str, Mapping[str, Sequence[str]]], businesses: Mapping[str, Business]
    ) -> None:
        self._phrases = phrases
        self._businesses = businesses
        self._sectors = sorted(businesses)

    def has(self, name: str, language: str) -> bool:
        return bool(self._listed(name, language))

    def phrase(self, name: str, language: str, random: Random) -> Filled:
        """One of a list, filled."""
        return self.fill(random.choice(self._listed(name, language)), language, random)

    def fill(self, text: str, language: str, random: Random, sector: str | None = None) -> Filled:
        """The text with all slots filled; all businesses in it are of one sector."""
        for _ in range(_DEEPEST):
            names = _SLOT.findall(text)
            if not names:
                break
            if sector is None and not {"usaha", "izin"}.isdisjoint(names):
                sector = random.choice(self._sectors)
            for name in names:
                text = text.replace(f"<{name}>", self._filling(name, language, random, sector), 1)
        return Filled(_tidy(text), sector)

    def _filling(self, name: str, language: str, random: Random, sector: str | None) -> str:
        if name in ("usaha", "izin") and sector is not None:
            business = self._businesses[sector]
            english = language == "en"
            trades = business.english_trades if english else business.trades
            licences = business.english_licences if english else business.licences
            if name == "izin" and licences and (not trades or random.random() < 0.4):
                return random.choice(licences)
            if name == "izin":
                return random.choice(self._listed("izin_untuk", language)).replace(
                    "{usaha}", random.choice(trades)
                )
            return random.choice(trades or licences)
        return random.choice(self._listed(name, language))

    def _listed(self, name: str, language: str) -> Sequence[str]:
        own = self._phrases[language].get(name, ())
        lent = self._phrases[LENDING[language]].get(name, ()) if language in LENDING else ()
        if language == "mixed":
            return (*own, *lent, *self._phrases["su"].get(name, ()))
        return own or lent


def _tidy(text: str) -> str:
    return re.sub(r"(?<=[.!?]) ([a-z])", lambda found: " " + found[1].upper(), text)


def read_grammar(directory: Traversable) -> Grammar:
    phrases = tomllib.loads((directory / "grammar.toml").read_text(encoding="utf-8"))
    listed = tomllib.loads((directory / "businesses.toml").read_text(encoding="utf-8"))
    businesses = {
        Sector(sector).value: Business(
            lists.get("trades", ()),
            lists.get("licences", ()),
            lists.get("english_trades", ()),
            lists.get("english_licences", ()),
        )
        for sector, lists in listed.items()
    }
    return Grammar(phrases, businesses)
