"""The lexicons: TOML files that the office can read and extend, turned into one trie of phrases.

`<field>.toml` holds a table per label, in it a list of phrases per group; the group gives the weight.
A phrase is written in words, `a|b` for either word, `<class>` for any word of a class, `#` for a
number, `..` for up to three other words. `words.toml` holds the spellings, the classes, and ordinary words
that only look like one of a lexicon. The model weighs a word's classes too, but for those named with a `_` before.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from pathlib import Path
from zlib import crc32

from core.classify.labels import Component, Kind, Sector, ServiceType
from core.classify.phrases import GAP, Phrases, Rule
from core.classify.tokens import cut
from core.classify.words import NUMBER, Vocabulary, fold
from core.errors import ConfigError

_AS_TYPED = ("titles", "signing", "roles", "estates", "streets", "behind_a_place")
"""Lists of names.toml that are compared with words as typed: "dr" is a title there, "dari" is none."""

_SIGNS = ("<", NUMBER, GAP[0])


@dataclass(frozen=True, slots=True)
class Field:
    """What a lexicon file of this name may hold."""

    labels: frozenset[str]
    weights: Mapping[str, float]


def _labels(labels: Iterable[StrEnum]) -> frozenset[str]:
    return frozenset(label.value for label in labels)


FIELDS: Mapping[str, Field] = {
    "kind": Field(_labels(Kind), {"strong": 4.0, "usual": 2.0, "weak": 1.0}),
    "component": Field(_labels(Component), {"wrong": 3.0, "perhaps": 1.5, "topic": 1.0}),
    "sector": Field(_labels(Sector), {"licence": 10.0, "business": 3.0, "hint": 1.0}),
    "service": Field(_labels(ServiceType), {"name": 3.0, "generic": 1.0}),
    "integrity": Field(frozenset({"money", "favour"}), {"strong": 3.0, "usual": 2.0, "weak": 0.7}),
    "negation": Field(frozenset({"denial"}), {"plain": 1.0, "absence": 1.0, "hearsay": 1.0}),
    "elsewhere": Field(frozenset({"elsewhere"}), {"strong": 3.0, "usual": 2.0}),
    "here": Field(frozenset({"here"}), {"strong": 3.0}),
    "bare": Field(frozenset({"bare"}), {"usual": 1.0}),
    "fact": Field(
        frozenset(
            {
                "pending",
                "received",
                "submitted",
                "anonymity_wish",
                "openly",
                "withdraws",
                "pressed",
                "officer",
                "object",
            }
        ),
        {"strong": 3.0, "usual": 2.0},
    ),
    "place": Field(frozenset({"place"}), {"strong": 3.0, "usual": 2.0}),
}
"""The lexicon files with rules. `words.toml`, `names.toml` and `kbli.toml` have forms of their own."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything the rules know: phrases, spellings, names and division numbers; pure data."""

    phrases: Phrases
    vocabulary: Vocabulary
    names: Mapping[str, frozenset[str]]
    divisions: Mapping[str, Sector]
    version: str


def load(directories: Iterable[Path]) -> Lexicon:
    """Read all `*.toml` files of the directories; later ones add to earlier ones, and their phrases are the office's.

    Raises ConfigError, naming file, key and remedy, for what is no lexicon.
    """
    checksum = 0
    merged: dict[str, dict[str, dict[str, list[str]]]] = {}
    added: dict[str, dict[str, dict[str, list[str]]]] = {}
    for file, own in [
        (file, place > 0) for place, one in enumerate(directories) for file in _toml_files(one)
    ]:
        content, stem = file.read_bytes(), file.name.removesuffix(".toml")
        checksum = crc32(content, crc32(file.name.encode(), checksum))
        tables = _parse(file.name, content)
        _merge(merged.setdefault(stem, {}), file.name, tables)
        if own:
            _merge(added.setdefault(stem, {}), file.name, tables)
    words = merged.pop("words", {})
    names = merged.pop("names", {}).get("names", {})
    divisions = merged.pop("kbli", {})
    spelling = {fold(typed): meant for meant, forms in words.get("spelling", {}).items() for typed in forms}
    classes = {name: [fold(word) for word in listed] for name, listed in words.get("classes", {}).items()}
    ordinary = {fold(word) for listed in words.get("ordinary", {}).values() for word in listed}
    rules = list(_rules(merged, added, classes))
    known = _known({part for rule in rules for part in rule.phrase.split()})
    return Lexicon(
        phrases=_phrases(rules, spelling),
        vocabulary=Vocabulary(known, spelling, _class_of(classes, spelling), ordinary),
        names={
            **{part: frozenset(_spelt(one, spelling) for one in listed) for part, listed in names.items()},
            **{part: frozenset(names.get(part, ())) for part in _AS_TYPED},
            "words": _told(known, classes, spelling),
        },
        divisions={code: Sector(sector) for sector, groups in divisions.items() for code in groups["codes"]},
        version=f"rules-{checksum:08x}",
    )


def _toml_files(directory: Path) -> list[Path]:
    try:
        files = sorted((file for file in directory.iterdir()), key=lambda file: file.name)
    except OSError as error:
        raise ConfigError(
            f"{directory}: no such folder of lexicons; name one that holds *.toml files"
        ) from error
    return [file for file in files if file.name.endswith(".toml")]


def _parse(name: str, content: bytes) -> Mapping[str, object]:
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"{name}: not readable as TOML ({error}); correct it or take the file away"
        ) from error


def _merge(into: dict[str, dict[str, list[str]]], file: str, tables: Mapping[str, object]) -> None:
    stem = file.removesuffix(".toml")
    if stem not in FIELDS and stem not in ("words", "names", "kbli"):
        raise ConfigError(
            f"{file}: no such lexicon; its name must be one of {_listed(FIELDS)}, words, names, kbli"
        )
    for label, groups in tables.items():
        if not isinstance(groups, Mapping):
            raise ConfigError(f"{file}: {label} must be a table, as in [{label}]")
        _check_label(file, stem, label)
        for group, listed in groups.items():
            if stem in FIELDS and group not in FIELDS[stem].weights:
                raise ConfigError(
                    f"{file}: [{label}] has no group {group}; use {_listed(FIELDS[stem].weights)}"
                )
            if not isinstance(listed, list) or not all(
                isinstance(one, str) and one.strip() for one in listed
            ):
                raise ConfigError(f'{file}: [{label}] {group} must be a list of texts, as in ["one", "two"]')
            into.setdefault(label, {}).setdefault(group, []).extend(listed)


def _check_label(file: str, stem: str, label: str) -> None:
    allowed = {
        "words": frozenset({"spelling", "classes", "ordinary"}),
        "names": frozenset({"names"}),
        "kbli": _labels(Sector),
    }
    labels = FIELDS[stem].labels if stem in FIELDS else allowed[stem]
    if label not in labels:
        raise ConfigError(f"{file}: [{label}] is no label of {stem}; use one of {_listed(labels)}")


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))


def _rules(
    merged: Mapping[str, Mapping[str, Mapping[str, list[str]]]],
    added: Mapping[str, Mapping[str, Mapping[str, list[str]]]],
    classes: Mapping[str, list[str]],
) -> Iterator[Rule]:
    for field, labels in merged.items():
        for label, groups in labels.items():
            for group, phrases in groups.items():
                weight, signal = FIELDS[field].weights[group], f"={field}/{label}/{group}"
                of_office = frozenset(added.get(field, {}).get(label, {}).get(group, ()))
                for phrase in dict.fromkeys(phrases):
                    _check_phrase(f"{field}.toml", phrase, classes)
                    own = phrase in of_office
                    if own:
                        _check_words(f"{field}.toml", phrase)
                    yield Rule(field, label, group, weight, signal, phrase, own)


def _check_phrase(file: str, phrase: str, classes: Mapping[str, list[str]]) -> None:
    parts = phrase.split()
    if parts[0] == GAP or parts[-1] == GAP:
        raise ConfigError(f'{file}: "{phrase}" begins or ends with a gap; take the dots away')
    for part in "|".join(parts).lower().split("|") if "<" in phrase else ():
        if part.startswith("<") and part.strip("<>") not in classes:
            raise ConfigError(f'{file}: "{phrase}" names a class {part} that words.toml does not have')


def _check_words(file: str, phrase: str) -> None:
    """Raises ConfigError where a word of a phrase, or one of its alternatives, has no letter and no digit."""
    if not all(key and _pieces(key) for part in phrase.lower().split() for key in part.split("|")):
        raise ConfigError(f'{file}: "{phrase}" has a word without a letter; write "a|b" for either word')


def _known(parts: Iterable[str]) -> set[str]:
    """The keys that parts of phrases are made of."""
    return {piece for part in parts for key in part.lower().split("|") for piece in _pieces(key)}


def _pieces(key: str) -> tuple[str, ...]:
    """One written word as the tokens that a text would hold; a class, a gap or a number as it stands."""
    if key[0] in _SIGNS or (key.isascii() and key.isalpha()):
        return (key,)
    return tuple(map(fold, cut(key)))


def _phrases(rules: Iterable[Rule], spelling: Mapping[str, str]) -> Phrases:
    def spelt(key: str) -> list[str]:
        return [spelling.get(piece, piece) for piece in _pieces(key)]

    def spread(rule: Rule) -> Iterator[list[str]]:
        parts = rule.phrase.lower().split()
        for keys in product(*(part.split("|") for part in parts)):
            yield [piece for key in keys for piece in spelt(key)]

    phrases = Phrases(spread)
    for rule in rules:
        first, *_ = rule.phrase.lower().split(maxsplit=1)
        phrases.add(rule, dict.fromkeys(spelt(key)[0] for key in first.split("|")))
    return phrases


def _told(known: Set[str], classes: Mapping[str, list[str]], spelling: Mapping[str, str]) -> frozenset[str]:
    """The words that phrases are made of: none of these is a name without need. Of the words that only lend each
    other a voice many are.
    """
    spoken = (word for name, listed in classes.items() if f"<{name}>" in known for word in listed)
    return frozenset(known) | frozenset(spoken) | frozenset(spelling.values())


def _class_of(classes: Mapping[str, list[str]], spelling: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    of: dict[str, tuple[str, ...]] = {}
    for name, words in classes.items():
        alone = (f"<{name}>",)
        for word in words:
            spelt = spelling.get(word, word)
            of[spelt] = (*of[spelt], *alone) if spelt in of else alone
    return of


def _spelt(phrase: str, spelling: Mapping[str, str]) -> str:
    words = [fold(word) for word in phrase.split()]
    return " ".join(spelling.get(word, word) for word in words)
