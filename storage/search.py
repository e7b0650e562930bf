"""What the full-text index holds instead of words: keyed hashes of stems, prefixes and numbers.

Nothing of a citizen lies in clear on the disk, and yet a word, its beginning (3 letters or more), a
phone number in any spelling, a ticket and a mail address find their case.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import blake2b
from itertools import groupby
from weakref import WeakKeyDictionary

from core.message import Address
from storage.seal import Sealer
from storage.stem import stems
from storage.transaction import Dialect

SHORTEST, LONGEST, LONGEST_NUMBER = 3, 8, 16  # letters, or digits, of a prefix
TOKEN_BYTES = 4
LONGEST_WORD = 64  # characters; what is longer is no word
CACHED_WORDS = 20_000

WORD = re.compile(r"[^\W_]+")
COMPOUND = re.compile(r"[^\W_]+(?:[-./@_+][^\W_]+)+")
PIECE = re.compile(f"{COMPOUND.pattern}|{WORD.pattern}")
DIGIT = re.compile(r"\d")
NUMBER = re.compile(r"\+?\d(?:[ .()/-]{0,2}\d){6,19}")  # phones, NIB, application numbers
COUNTRY_CODE = "62"
PHONE_DIGITS = 9

Choice = tuple[str, ...]


class Tokens:
    """Words to tokens under one sealer's key. Words met often are remembered, in memory alone."""

    def __init__(self, sealer: Sealer) -> None:
        self._key = sealer.keyed_hash("search", "key")
        self._of_word = lru_cache(CACHED_WORDS)(self._of_word_anew)

    def of(self, *texts: str) -> set[str]:
        """The tokens under which these texts shall be found."""
        words = set(_words(normalise(" \n ".join(texts))))
        return {token for word in words for token in self._of_word(word)}

    def of_address(self, address: Address) -> set[str]:
        """A phone number in every form; a mail address whole and by its local part; the name."""
        local, at, _ = address.handle.partition("@")
        found = self.of(address.display_name, local if at else address.handle)
        return found | {self._token(_joined(normalise(address.handle)))}

    def query(self, search: str) -> tuple[Choice, ...]:
        """All of the choices must be met, each by any of its tokens; empty: nothing was asked."""
        return tuple(tuple(sorted(self._choice(term))) for term in _terms(normalise(search)))

    def _choice(self, term: str) -> set[str]:
        word = _joined(term)
        start = word[: _longest(word)] if word == term else word  # a whole address or ticket is no beginning
        return {self._token(form) for form in (word, start, *_forms(word))}

    def _of_word_anew(self, word: str) -> tuple[str, ...]:
        joined = _joined(word)
        starts = {joined[:length] for length in range(SHORTEST, min(_longest(joined), len(joined)) + 1)}
        return tuple(self._token(form) for form in {joined, *starts, *_forms(joined)})

    def _token(self, form: str) -> str:
        return blake2b(form.encode(), digest_size=TOKEN_BYTES, key=self._key).hexdigest()


_tokens: WeakKeyDictionary[Sealer, Tokens] = WeakKeyDictionary()


def tokens(sealer: Sealer) -> Tokens:
    """The tokens of this sealer: one for its life, so that what it remembers serves every unit."""
    found = _tokens.get(sealer)
    if found is None:
        found = _tokens[sealer] = Tokens(sealer)
    return found


def expression(query: Iterable[Choice], dialect: Dialect) -> str:
    """The query in the database's own language: FTS5's, or a tsquery to be cast."""
    either, both = (" OR ", " AND ") if dialect == "sqlite" else (" | ", " & ")
    quote = '"' if dialect == "sqlite" else "'"
    return both.join(f"({either.join(f'{quote}{token}{quote}' for token in choice)})" for choice in query)


def normalise(text: str) -> str:
    """One spelling for what looks alike: NFKC, then case folded, accents off (Sundanese é: optional)."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    if folded.isascii():
        return folded
    parts = unicodedata.normalize("NFD", folded)
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def _words(plain: str) -> Iterator[str]:
    for found in WORD.findall(plain):
        yield found[:LONGEST_WORD]
    for found in COMPOUND.findall(plain):
        if len(found) <= LONGEST_WORD:
            yield found
    if DIGIT.search(plain):
        yield from NUMBER.findall(plain)


def _terms(plain: str) -> Iterator[str]:
    """Words and compounds as typed; groups of digits that follow one another are one number."""
    pieces = PIECE.findall(plain)
    for numeric, group in groupby(pieces, key=lambda piece: _joined(piece).isdigit()):
        together = list(group)
        joined = " ".join(together)
        if numeric and len(_digits(joined)) >= PHONE_DIGITS and NUMBER.fullmatch(joined):
            yield joined
        else:
            yield from together


def _joined(term: str) -> str:
    """The letters and digits of a compound; a phone number in its national form."""
    joined = (term if term.isalnum() else "".join(WORD.findall(term)))[:LONGEST_WORD]
    if joined.isdigit() and joined.startswith(COUNTRY_CODE) and len(joined) >= PHONE_DIGITS:
        return "0" + joined.removeprefix(COUNTRY_CODE)
    return joined


def _longest(word: str) -> int:
    return LONGEST_NUMBER if word.isdigit() else LONGEST


def _digits(term: str) -> str:
    return "".join(letter for letter in term if letter.isdigit())


def _forms(word: str) -> tuple[str, ...]:
    """Under what a whole word is found besides itself: a number without zeros, a word's stems."""
    if word.isdigit():
        return (word.lstrip("0") or "0",)
    return stems(word)
