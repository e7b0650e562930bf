"""One word as people type it, and the keys under which a lexicon may know it.

Chat spelling, doubled letters, accents, "izin2", and the affixes of Indonesian, Sundanese and English
are taken off only as far as the lexicon's own vocabulary goes: an unknown word has no keys.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from core.classify import language

NUMBER = "#"
"""The key of every number, so that a phrase may say "sudah # minggu"."""

_CACHE_LIMIT = 50_000
_LONG_RUN = re.compile(r"(.)\1{2,}")
_RUN = re.compile(r"(.)\1+")
_LONGEST_WORD = 40
_SHORTEST_ROOT = 3
_SHORTEST_ROOT_BEFORE_A_LETTER = 4  # "kiri" is not "kir" with an ending, nor "bari" "bar"
_SHORTEST_PREFIXED_ROOT = 4

_SHORTEST_SLIP = 6
_SHORTEST_OUT_OF_TURN = 5
_LONGEST_SLIP = 14
"""Of shorter words too many are one letter from another; longer ones are spelt in parts."""

_SIDE = 3
"""Half of the shortest word that is mended."""

_SHORTEST_WITH_A_WRONG_LETTER = 7
"""One letter in place of another makes "pangkat" of "pangkas": in shorter words only missing ones, doubled
ones and ones out of turn are mended."""

_CLITICS = ("nya", "na", "ku", "mu", "lah", "kah", "pun", "s")
_ENGLISH_ENDINGS = ("s", "ing", "ed")
"""Where one of these was taken off, no prefix is: "mengurus" does not come from "guru"."""
_SUFFIXES = ("kan", "keun", "eun", "an", "in", "i", "ing", "ed")
# A prefix and what the root may have begun with: the nasal swallows it (tagih -> menagih, sogok -> nyogok).
_PREFIXES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("meng", ("", "k")),
    ("meny", ("s",)),
    ("mem", ("", "p")),
    ("men", ("", "t")),
    ("me", ("",)),
    ("peng", ("", "k")),
    ("peny", ("s",)),
    ("pem", ("", "p")),
    ("pen", ("", "t")),
    ("per", ("",)),
    ("pe", ("",)),
    ("nga", ("",)),
    ("ng", ("", "k")),
    ("ny", ("s", "c")),
    ("m", ("p", "b")),
    ("n", ("t",)),
    ("di", ("",)),
    ("ter", ("",)),
    ("ber", ("",)),
    ("ke", ("",)),
    ("se", ("",)),
)


def fold(word: str) -> str:
    """Lower case without accents, apostrophes and the "2" of reduplication."""
    lowered = word.lower()
    if not lowered.isascii():
        decomposed = unicodedata.normalize("NFKD", lowered)
        lowered = "".join(sign for sign in decomposed if sign.isalnum())
    else:
        lowered = lowered.replace("'", "")
    return lowered[:-1] if lowered.endswith("2") and not lowered.isdigit() else lowered


@dataclass(frozen=True, slots=True, eq=False)
class Keys:
    """All that a phrase may call a word: itself, its root, its classes. Compared by identity, one for each set."""

    known: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """What is known of a word as typed: how it is spelt, its keys, its digits, the languages it speaks for.

    `root` is its shortest known form, or the form itself without what is only hung on; numbers are alike.
    """

    lower: str
    form: str
    root: str
    keys: Keys
    digits: int
    hints: tuple[language.Hint, ...]


SIGN = Word("", "", "", Keys(()), 0, ())
"""A sign that ends a clause is no word."""

NAMED = Word("", "", "<name>", Keys(()), 0, ())
"""What stands for a word of a person's name where only what is said counts: Bagus praises nobody."""


class Vocabulary(dict[str, Word]):
    """The words a lexicon knows, with their everyday spellings and their classes.

    `spelling` maps what is typed to what is meant; `classes` a word to the names it may also be
    called by in a phrase (`<issued>`); `ordinary` words only look like others, and are read as they stand
    ("makanya" is no food). As a mapping: what is known of a word as typed. Looking a word
    up is pure; what was found is remembered, within a limit.
    """

    def __init__(
        self,
        known: Collection[str],
        spelling: Mapping[str, str],
        classes: Mapping[str, tuple[str, ...]],
        ordinary: Collection[str] = (),
    ) -> None:
        super().__init__()
        self._ordinary = frozenset(ordinary)
        self._known = frozenset(known) | frozenset(classes) | frozenset(spelling.values())
        self._spelling = dict(spelling)
        self._classes = dict(classes)
        self._keys_of: dict[tuple[str, ...], Keys] = {}
        self._nearly = _Nearly(self._known)

    def __missing__(self, typed: str) -> Word:
        if not typed[0].isalnum():
            word = SIGN
        else:
            form = self.spell(typed)
            keys = self._keys(typed, form)
            digits = len(typed) if typed[0].isdigit() else 0
            one = self._keys_of.setdefault(keys, Keys(keys))
            root = NUMBER if digits else _root(form, keys)
            word = Word(typed.lower(), form, root, one, digits, language.hints(typed))
        if len(typed) <= _LONGEST_WORD:
            if len(self) >= _CACHE_LIMIT:
                self.clear()
            self[typed] = word
        return word

    def spell(self, word: str) -> str:
        """The word as the lexicon writes it, or as typed when the lexicon does not know it."""
        folded = fold(word)
        if folded in self._spelling:
            return self._spelling[folded]
        if folded in self._known or folded in self._ordinary:
            return folded
        for pattern, replacement in ((_LONG_RUN, r"\1"), (_LONG_RUN, r"\1\1"), (_RUN, r"\1")):
            shorter = pattern.sub(replacement, folded)
            if shorter in self._spelling:
                return self._spelling[shorter]
            if shorter in self._known:
                return shorter
        return self._slipped(_LONG_RUN.sub(r"\1", folded))

    def _slipped(self, word: str) -> str:
        """The one known word that this is with one letter missing, wrong, too many or out of turn; else itself."""
        if not _SHORTEST_OUT_OF_TURN <= len(word) <= _LONGEST_SLIP or self._has_known_root(word):
            return word
        near = {known for known in self._nearly.of(word) if _may_be_meant(known, word)}
        return near.pop() if len(near) == 1 else word

    def _has_known_root(self, word: str) -> bool:
        return next(self._forms(word), None) is not None or not self._ordinary.isdisjoint(
            _without_suffix(word, _CLITICS)
        )

    def _keys(self, word: str, form: str) -> tuple[str, ...]:
        if word[0].isdigit():
            return (word, NUMBER) if word in self._known else (NUMBER,)
        found = dict.fromkeys(self._forms(form)) if len(form) <= _LONGEST_WORD else {}
        for known in tuple(found):
            found.update(dict.fromkeys(self._classes.get(known, ())))
        return tuple(found)

    def _forms(self, form: str) -> Iterator[str]:
        if form in self._known:
            yield form
        if form in self._ordinary:
            return
        for bare in (form, *_without_suffix(form, _CLITICS)):
            for stem in (bare, *_without_suffix(bare, _SUFFIXES)):
                spelt = self._spelling.get(stem, stem)
                if spelt in self._known:
                    yield spelt
                if not (stem is not form and _is_english_ending(form, stem)):
                    yield from (root for root in _without_prefix(stem) if root in self._known)


class _Nearly:
    """Known words by first letter and length: one slip leaves the one and hardly changes the other. Either the
    beginning or the end of the word is as it was. Of the short ones only letters out of turn are mended.
    """

    def __init__(self, known: Collection[str]) -> None:
        self._alike: dict[tuple[str, int], list[str]] = {}
        for word in known:
            if _SHORTEST_OUT_OF_TURN <= len(word) <= _LONGEST_SLIP and word.isalpha():
                self._alike.setdefault((word[0], len(word)), []).append(word)

    def of(self, word: str) -> Iterator[str]:
        """The words that begin or end like this one, and have the same first letter."""
        if len(word) < _SHORTEST_SLIP:
            letters = sorted(word)
            yield from (one for one in self._alike.get((word[0], len(word)), ()) if sorted(one) == letters)
            return
        begin, end = word[:_SIDE], word[-_SIDE:]
        for length in range(max(len(word) - 1, _SHORTEST_SLIP), len(word) + 2):
            for one in self._alike.get((word[0], length), ()):
                if one.startswith(begin) or one.endswith(end):
                    yield one


def _may_be_meant(known: str, word: str) -> bool:
    """Whether one letter is missing, too many, wrong (in longer words) or out of turn."""
    longer, shorter = (known, word) if len(known) >= len(word) else (word, known)
    if len(longer) - len(shorter) > 1:
        return False
    letters = enumerate(zip(longer, shorter, strict=False))  # of two lengths
    same = next((at for at, (one, other) in letters if one != other), len(shorter))
    rest, other_rest = longer[same:], shorter[same:]
    if len(rest) != len(other_rest):
        return rest[1:] == other_rest
    turned = rest[1::-1] + rest[2:] == other_rest
    return turned or (len(word) >= _SHORTEST_WITH_A_WRONG_LETTER and rest[1:] == other_rest[1:])


def _root(form: str, keys: tuple[str, ...]) -> str:
    plain = [key for key in keys if key[0].isalpha()]
    return min(plain, key=len) if plain else next(_without_suffix(form, _CLITICS), form)


def _without_suffix(word: str, suffixes: tuple[str, ...]) -> Iterator[str]:
    for suffix in suffixes:
        shortest = _SHORTEST_ROOT if len(suffix) > 1 else _SHORTEST_ROOT_BEFORE_A_LETTER
        if word.endswith(suffix) and len(word) - len(suffix) >= shortest:
            yield word[: -len(suffix)]


def _is_english_ending(form: str, stem: str) -> bool:
    return form[len(stem) :] in _ENGLISH_ENDINGS


def _without_prefix(word: str) -> Iterator[str]:
    for prefix, swallowed in _PREFIXES:
        if word.startswith(prefix):
            rest = word[len(prefix) :]
            yield from (start + rest for start in swallowed if len(start + rest) >= _SHORTEST_PREFIXED_ROOT)
