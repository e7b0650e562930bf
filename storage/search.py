"""What the full-text index holds instead of words: keyed hashes of stems, prefixes and numbers.

Nothing of a citizen lies in clear on the disk, and yet a word, its beginning (3 letters or more), a
phone number in any spelling, a ticket and a mail address find their case.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from hashlib import blake2b
from itertools import chain, groupby, product
from weakref import WeakKeyDictionary

from core.message import Address
from storage.seal import Sealer
from storage.stem import stems
from storage.transaction import Dialect

STARTS = (8, 6, 5, 4, 3)  # letters of the beginnings under which a word is found
STARTS_OF_NUMBER = tuple(range(16, 2, -1))
DIGITS = "0123456789abcdefghijklmnopqrstuv"  # of a number to the base 32, five bits each
PAIRS = tuple(map("".join, product(DIGITS, repeat=2)))
TOKEN_BITS = 30  # so six digits: among a million words one in a thousand shares its token

LONGEST_WORD = 64  # characters; what is longer is no word
LONGEST_CHUNK = 100  # characters between spaces that are worth remembering
CACHED_CHUNKS, CACHED_FORMS = 20_000, 20_000

WORD = re.compile(r"[^\W_]+")
COMPOUND = re.compile(r"[^\W_]+(?:[-./@_+][^\W_]+)+")
PIECE = re.compile(f"{COMPOUND.pattern}|{WORD.pattern}")
DIGIT = re.compile(r"\d")
NUMBER = re.compile(r"\+?\d(?:[ .()/-]{0,2}\d){6,19}")  # phones, NIB, application numbers
COUNTRY_CODE = "62"
PHONE_DIGITS = 9

Choice = tuple[str, ...]


class Tokens:
    """Words to tokens under one sealer's key. What is met often is remembered, in memory alone."""

    def __init__(self, sealer: Sealer) -> None:
        self._keyed = blake2b(digest_size=4, key=sealer.keyed_hash("search", "key"))
        self._remembered = lru_cache(CACHED_CHUNKS)(self._of_chunk)
        self._token = lru_cache(CACHED_FORMS)(self._token_anew)

    def of(self, *texts: str) -> set[str]:
        """The tokens under which these texts shall be found."""
        plain = normalise(" \n ".join(texts))
        chunks = set(plain.split())
        long = {chunk for chunk in chunks if len(chunk) > LONGEST_CHUNK}
        return set().union(
            *map(self._remembered, chunks - long),
            *map(self._of_chunk, long),
            *map(self._of_word, _numbers(plain)),
        )

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
        starts = _starts(word) if word == term else ()  # a whole address or ticket is no beginning
        return {self._token(form) for form in (*(starts[:1] or (word,)), *_forms(word))}

    def _of_chunk(self, chunk: str) -> frozenset[str]:
        return frozenset(chain.from_iterable(map(self._of_word, _words(chunk))))

    def _of_word(self, word: str) -> set[str]:
        joined = _joined(word)
        starts = _starts(joined)
        whole = () if starts and word == joined else (joined,)  # a word's longest start says enough
        return {self._token(form) for form in {*whole, *starts, *_forms(joined)}}

    def _token_anew(self, form: str) -> str:
        keyed = self._keyed.copy()
        keyed.update(form.encode())
        return _digits_of(int.from_bytes(keyed.digest(), "big"))


def _digits_of(number: int) -> str:
    """Its last 30 bits as a token."""
    return PAIRS[number >> 20 & 1023] + PAIRS[number >> 10 & 1023] + PAIRS[number & 1023]


def packed(tokens: Collection[str]) -> bytes:
    """Tokens in 30 bits each, one behind another."""
    bits = len(tokens) * TOKEN_BITS
    return int("0" + "".join(tokens), len(DIGITS)).to_bytes((bits + 7) // 8, "big")


def unpacked(data: bytes) -> set[str]:
    """What `packed` was given."""
    bits = len(data) * 8 // TOKEN_BITS * TOKEN_BITS
    text = format(int.from_bytes(data, "big"), f"0{bits}b")
    return {_digits_of(int(text[at : at + TOKEN_BITS], 2)) for at in range(0, bits, TOKEN_BITS)}


_tokens: WeakKeyDictionary[Sealer, Tokens] = WeakKeyDictionary()


def tokens(sealer: Sealer) -> Tokens:
    """The tokens of this sealer: one for its life, so that what it remembers serves every unit."""
    found = _tokens.get(sealer)
    if found is None:
        found = _tokens[sealer] = Tokens(sealer)
    return found


def forget(sealer: Sealer) -> None:
    """Lets go of the words that are remembered; to be called after an erasure."""
    _tokens.pop(sealer, None)


def expression(query: Iterable[Choice], dialect: Dialect) -> str:
    """The query in the database's own language: FTS5's, or a tsquery to be cast."""
    either, both = (" OR ", " AND ") if dialect == "sqlite" else (" | ", " & ")
    quote = '"' if dialect == "sqlite" else "'"
    return both.join(f"({either.join(f'{quote}{token}{quote}' for token in choice)})" for choice in query)


def normalise(text: str) -> str:
    """One spelling for what looks alike: NFKC, then case folded, accents off (Sundanese é: optional)."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKC", text).casefold()
    parts = unicodedata.normalize("NFD", folded)
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def _words(plain: str) -> Iterator[str]:
    for found in WORD.findall(plain):
        yield found[:LONGEST_WORD]
    for found in COMPOUND.findall(plain):
        if len(found) <= LONGEST_WORD:
            yield found


def _numbers(plain: str) -> Iterator[str]:
    """Those that are more than one word or compound."""
    if DIGIT.search(plain):
        yield from (found for found in NUMBER.findall(plain) if not PIECE.fullmatch(found))


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


def _starts(word: str) -> tuple[str, ...]:
    """The beginnings of a word, longest first; none of a short one."""
    lengths = STARTS_OF_NUMBER if word.isdigit() else STARTS
    return tuple(word[:length] for length in lengths if length <= len(word))


def _digits(term: str) -> str:
    return "".join(letter for letter in term if letter.isdigit())


def _forms(word: str) -> tuple[str, ...]:
    """Under what a whole word is found besides itself: a number without zeros, a word's stems."""
    if word.isdigit():
        return (word.lstrip("0") or "0",)
    return stems(word)
